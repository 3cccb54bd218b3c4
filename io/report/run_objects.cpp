#include "io/report/run_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "io/report/map_objects.hpp"
#include "io/report/palette.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

constexpr std::size_t most_labels = 40;
constexpr double fastest_m_s = 10;  // a longer jump is no walk: the ends of a closed way meet there

struct Rectangle {
  double left;
  double top;
  double right;
  double bottom;
  bool overlaps(const Rectangle& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

class WayLines {
 public:
  WayLines(Canvas& canvas, const MapFrame& frame, float opacity) : canvas_(canvas), frame_(frame), opacity_(opacity) {}

  void add(const WayPoint& point) {
    const double way_m = std::hypot(point.x_cm - last_.x_cm, point.y_cm - last_.y_cm) / 100;
    const double time_s = static_cast<double>(point.time_s) - static_cast<double>(last_.time_s);
    if (persons_ == 0 || point.id != last_.id) ++persons_;
    if (!line_.empty() && (point.id != last_.id || way_m > 2 + fastest_m_s * time_s)) end();
    const Pixel at = frame_.at(10.0 * point.x_cm, 10.0 * point.y_cm);
    if (line_.empty() || std::hypot(at.x - line_.back().x, at.y - line_.back().y) >= frame_.unit) line_.push_back(at);
    last_ = point;
  }
  void end() {
    if (line_.size() > 1) canvas_.stroke(line_, 1.1 * frame_.unit, palette::way, opacity_);
    line_.clear();
  }
  std::int64_t persons() const { return persons_; }

 private:
  Canvas& canvas_;
  const MapFrame& frame_;
  float opacity_;
  WayPoint last_;
  std::int64_t persons_{0};
  std::vector<Pixel> line_;
};

void dots(Canvas& canvas, const MapFrame& frame, const std::vector<PointMm>& points, double radius,
          const Colour& colour, float rim) {
  for (const PointMm& point : points) {
    const Pixel at = frame.at(point.x_mm, point.y_mm);
    if (rim > 0) canvas.disc(at, (radius + 0.8) * frame.unit, palette::paper, rim);
    canvas.disc(at, radius * frame.unit, colour);
  }
}

/// Discs and the texts beside them; a text goes where it covers none of them.
class Signs {
 public:
  Signs(Canvas& canvas, const MapFrame& frame) : canvas_(canvas), frame_(frame) {}

  void disc(Pixel at, double radius, bool full) {
    canvas_.disc(at, radius + 2.6 * frame_.unit, full ? palette::full : palette::paper);
    if (full) canvas_.disc(at, radius + 0.6 * frame_.unit, palette::paper);
    canvas_.disc(at, radius, palette::shelter);
    taken_.push_back({at.x - radius, at.y - radius, at.x + radius, at.y + radius});
  }
  void number(Pixel at, double size, std::string_view text) {
    draw_text(canvas_, text, {at.x - text_width(text, size) / 2, at.y + size / 2}, size, palette::paper, 0.15);
  }
  void text_beside(Pixel at, double radius, std::string_view text) {
    const double size = 11.5 * frame_.unit;
    const double width = text_width(text, size);
    const double gap = radius + 5 * frame_.unit;
    const std::array<Pixel, 6> places{{{at.x + gap, at.y + size / 2},
                                       {at.x - gap - width, at.y + size / 2},
                                       {at.x - width / 2, at.y - gap},
                                       {at.x - width / 2, at.y + gap + size},
                                       {at.x + 0.8 * gap, at.y - 0.8 * gap},
                                       {at.x + 0.8 * gap, at.y + 0.8 * gap + size}}};
    for (const Pixel& left : places) {
      const Rectangle here{left.x - 2, left.y - size - 2, left.x + width + 2, left.y + 2};
      if (!is_free(here)) continue;
      draw_text(canvas_, text, left, size, palette::paper, 0.5);
      draw_text(canvas_, text, left, size, palette::shelter_text, 0.14);
      taken_.push_back(here);
      return;
    }
  }

 private:
  bool is_free(const Rectangle& here) const {
    if (here.left < frame_.left || here.right > frame_.left + frame_.map_width || here.top < frame_.top ||
        here.bottom > frame_.top + frame_.map_height)
      return false;
    return std::none_of(taken_.begin(), taken_.end(), [&](const Rectangle& other) { return here.overlaps(other); });
  }

  Canvas& canvas_;
  const MapFrame& frame_;
  std::vector<Rectangle> taken_;
};

struct Sign {
  Pixel at;
  double radius;
  std::size_t number;  ///< from 1
  std::int64_t arrived;
  bool full;
};

// Those at which anybody arrived, largest first.
std::vector<Sign> signs_of(const MapFrame& frame, const RunScene& scene) {
  std::vector<Sign> signs;
  const std::vector<ResultDestination>& all = scene.tables.destinations;
  const auto most = static_cast<double>(scene.order.empty() ? 0 : all[scene.order[0]].admitted);
  for (std::size_t k = 0; k < scene.order.size(); ++k) {
    const std::size_t d = scene.order[k];
    if (!scene.place[d] || all[d].admitted <= 0) continue;
    const double share = std::sqrt(static_cast<double>(all[d].admitted) / most);
    signs.push_back({frame.at(scene.place[d]->x_mm, scene.place[d]->y_mm), (9 + 15 * share) * frame.unit, k + 1,
                     all[d].admitted, all[d].full_at_s >= 0});
  }
  return signs;
}

}  // namespace

void draw_crowd(Canvas& canvas, const MapFrame& frame, const CrowdedBlocks& crowd) {
  const double side_mm = 1000 * crowd.block_m;
  for (const CrowdedBlock& block : crowd.blocks) {
    if (block.persons == 0) continue;
    const auto density = static_cast<float>(block.persons / crowd.area_m2());
    // Whole pixels, so that no seams show between blocks.
    const Pixel from = frame.at(block.column * side_mm, (block.row + 1) * side_mm);
    const Pixel to = frame.at((block.column + 1) * side_mm, block.row * side_mm);
    const double x = std::floor(from.x);
    const double y = std::floor(from.y);
    canvas.box(x, y, std::max(1.0, std::floor(to.x) - x), std::max(1.0, std::floor(to.y) - y),
               palette::crowds[palette::step_of(palette::crowds, density)].colour, 0.85F);
  }
}

std::int64_t draw_ways(Canvas& canvas, const MapFrame& frame, const H5Input& result, float opacity) {
  WayLines lines(canvas, frame, opacity);
  each_way_point(result, [&](const WayPoint& point) { lines.add(point); });
  lines.end();
  return lines.persons();
}

void draw_ends(Canvas& canvas, const MapFrame& frame, const RunScene& scene) {
  dots(canvas, frame, scene.arrived, 1.8, palette::shelter, 0);
  dots(canvas, frame, scene.under_way, 2.4, palette::under_way, 0);
  dots(canvas, frame, scene.lost, 2.6, palette::lost, 0.6F);
}

void draw_places(Canvas& canvas, const MapFrame& frame, const RunScene& scene) {
  for (const std::size_t d : scene.order)
    if (scene.place[d] && scene.tables.destinations[d].admitted == 0)
      draw_shelter_sign(canvas, frame.at(scene.place[d]->x_mm, scene.place[d]->y_mm), 0.75 * frame.unit);
  const std::vector<Sign> all = signs_of(frame, scene);
  Signs signs(canvas, frame);
  for (const Sign& sign : all) signs.disc(sign.at, sign.radius, sign.full);
  for (std::size_t i = 0; i < std::min(all.size(), most_labels); ++i) {
    const Sign& sign = all[i];
    signs.number(sign.at, (sign.number < 10 ? 11 : 9) * frame.unit, fmt::format("{}", sign.number));
    signs.text_beside(sign.at, sign.radius, fmt::format("{}", fmt::group_digits(sign.arrived)));
  }
}

}  // namespace machi
