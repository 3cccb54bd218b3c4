#include "engine/process/evacuation/block_openings.hpp"

#include <algorithm>
#include <limits>

#include "engine/process/evacuation/closed_window.hpp"

namespace machi {
namespace {

/// A passage is narrow if it is below this width and below this part of the width before or behind it.
constexpr double widest_throat_m = 2.5;
constexpr double throat_part = 0.75;

// Bins seen along one axis or across it: cells by (along, across), counted from the block's corner.
struct View {
  const ClosedWindow* window;
  bool along_x;
  std::int32_t cells;
  std::int32_t bins;
  bool closed(std::int32_t along, std::int32_t across) const {
    return along_x ? window->closed(along, across) : window->closed(across, along);
  }
  std::int32_t first_across() const { return along_x ? window->from().y : window->from().x; }
  std::int32_t end_across() const { return along_x ? window->to().y : window->to().x; }
  std::int32_t first_along() const { return along_x ? window->from().x : window->from().y; }
  std::int32_t end_along() const { return along_x ? window->to().x : window->to().y; }
  // Part of a cell's width that lies in a bin's row.
  double part_in(std::int32_t bin, std::int32_t cell) const {
    const double low = static_cast<double>(bin) * cells / bins;
    const double high = static_cast<double>(bin + 1) * cells / bins;
    return std::max(0.0, std::min(high, cell + 1.0) - std::max(low, static_cast<double>(cell)));
  }
};

// A cross-section of a bin's row: open cells in it, and the longest run of open cells that reaches into it; a run that
// leaves the row's surroundings counts as endless.
struct Section {
  double open{0};
  double run{0};
};
Section section_at(const View& view, std::int32_t along, std::int32_t row) {
  Section section;
  const std::int32_t from = std::max(view.first_across(), (row - 1) * view.cells / view.bins);
  const std::int32_t to = std::min(view.end_across(), ((row + 2) * view.cells + view.bins - 1) / view.bins);
  std::int32_t begin = from;
  double in_row = 0;
  for (std::int32_t at = from; at <= to; ++at) {
    if (at < to && !view.closed(along, at)) {
      in_row += view.part_in(row, at);
      continue;
    }
    const bool ends_here = begin > from && at < to;
    if (in_row > 0)
      section.run =
          std::max(section.run, ends_here ? static_cast<double>(at - begin) : std::numeric_limits<double>::infinity());
    section.open += in_row;
    in_row = 0;
    begin = at + 1;
  }
  return section;
}

// Width in cells of the throat between the middles of bins `bin` and `bin + 1` of a row, 0 where there is none.
double throat_between(const View& view, std::int32_t bin, std::int32_t row, double cell_m) {
  const std::int32_t from = std::max(view.first_along(), ((2 * bin + 1) * view.cells) / (2 * view.bins) - 1);
  const std::int32_t to = std::min(view.end_along(), ((2 * bin + 3) * view.cells) / (2 * view.bins) + 1);
  std::vector<Section> sections;
  double widest = 0;
  for (std::int32_t along = from; along < to; ++along) {
    sections.push_back(section_at(view, along, row));
    widest = std::max(widest, sections.back().run);
  }
  double throat = 0;
  for (const Section& section : sections)
    if (section.open > 0 && section.run * cell_m < widest_throat_m && section.run <= throat_part * widest)
      throat = throat == 0 ? section.open : std::min(throat, section.open);
  return throat;
}

}  // namespace

BlockOpenings::BlockOpenings(const Ground& ground, const BlockFrame& frame, LeafXY block) {
  const std::int32_t cells = leaf_side << frame.nest;
  const std::int32_t rim = (cells + frame.bins - 1) / frame.bins;
  const ClosedWindow window(ground, {block.x * cells, block.y * cells}, {-rim, -rim}, {cells + rim, cells + rim});
  const double cell_m = ground.cell_m();
  const View x_view{&window, true, cells, frame.bins};
  const View y_view{&window, false, cells, frame.bins};
  open_m2_.reserve(static_cast<std::size_t>((frame.bins + 2) * (frame.bins + 2)));
  for (std::int32_t row = -1; row <= frame.bins; ++row) {
    for (std::int32_t column = -1; column <= frame.bins; ++column) {
      double open = 0;
      for (std::int32_t y = std::max(-rim, row * cells / frame.bins - 1); y < cells + rim; ++y) {
        const double height = x_view.part_in(row, y);
        if (height <= 0 && y > row * cells / frame.bins + 1) break;
        for (std::int32_t x = std::max(-rim, column * cells / frame.bins - 1); x < cells + rim; ++x) {
          const double width = x_view.part_in(column, x);
          if (width <= 0 && x > column * cells / frame.bins + 1) break;
          if (!window.closed(x, y)) open += width * height;
        }
      }
      open_m2_.push_back(static_cast<float>(open * cell_m * cell_m));
    }
  }
  all_open_ = window.all_open();
  if (all_open_) return;
  for (std::int32_t row = 0; row < frame.bins; ++row) {
    for (std::int32_t column = 0; column < frame.bins; ++column) {
      const auto bin = static_cast<std::size_t>(row * frame.bins + column);
      const auto width = [&](double throat) { return static_cast<float>(throat * cell_m); };
      const std::array<float, 4> throat_m{
          width(throat_between(x_view, column - 1, row, cell_m)), width(throat_between(x_view, column, row, cell_m)),
          width(throat_between(y_view, row - 1, column, cell_m)), width(throat_between(y_view, row, column, cell_m))};
      if (std::none_of(throat_m.begin(), throat_m.end(), [](float throat) { return throat > 0; })) continue;
      throat_m_.resize(static_cast<std::size_t>(frame.bins * frame.bins));
      at_throat_.resize(open_m2_.size(), 0);
      throat_m_[bin] = throat_m;
      at_throat_[static_cast<std::size_t>((row + 1) * (frame.bins + 2) + column + 1)] = 1;
    }
  }
}

}  // namespace machi
