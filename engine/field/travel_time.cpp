#include "engine/field/travel_time.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/field/spread_labels.hpp"
#include "engine/field/tile.hpp"

namespace machi {
namespace {

std::span<const std::uint16_t, leaf_cells> cells_of(std::span<const std::uint16_t> slowness, std::uint32_t leaf) {
  return slowness.subspan(std::size_t{leaf} * leaf_cells).first<leaf_cells>();
}

std::span<const std::uint32_t, leaf_cells> cells_of(std::span<const std::uint32_t> field, std::uint32_t leaf) {
  return field.subspan(std::size_t{leaf} * leaf_cells).first<leaf_cells>();
}

// The leaves around that a fall in the changed cells may lower further. A cell is later than each neighbour it rests
// on, and later by its slowness than a diagonal one.
Wakes wakes_of_fall(const Tile& tile, std::uint64_t changed, std::uint32_t least_slowness) {
  return wakes_of(
      changed, [&](std::size_t here) { return tile[here]; },
      [&](std::size_t here, std::size_t there) {
        const std::size_t apart = here > there ? here - there : there - here;
        const bool diagonal = apart == tile_side - 1 || apart == tile_side + 1;
        const std::uint64_t earliest = std::uint64_t{tile[here]} + (diagonal ? least_slowness : 1);
        return tile[there] != time_blocked && tile[there] > earliest;
      });
}

// The leaves around with cells that may have rested on the lost cells; `before` holds their times.
Wakes wakes_of_loss(const Tile& before, std::uint64_t lost) {
  return wakes_of(
      lost, [&](std::size_t here) { return before[here]; },
      [&](std::size_t here, std::size_t there) { return before[there] < time_never && before[there] > before[here]; });
}

std::uint32_t least_of(std::span<const std::uint16_t> slowness) {
  std::uint32_t least = slowness_blocked;
  for (const std::uint16_t s : slowness) least = std::min<std::uint32_t>(least, s);
  return least;
}

std::uint32_t least_in(std::span<const std::uint16_t> slowness, std::span<const std::uint32_t> leaves) {
  std::uint32_t least = slowness_blocked;
  for (const std::uint32_t leaf : leaves) least = std::min(least, least_of(cells_of(slowness, leaf)));
  return least;
}

std::vector<std::uint32_t> chosen(std::span<const std::uint8_t> flags) {
  std::vector<std::uint32_t> leaves;
  for (std::uint32_t leaf = 0; leaf < flags.size(); ++leaf)
    if (flags[leaf] != 0) leaves.push_back(leaf);
  return leaves;
}

std::uint64_t cells_where(std::span<const std::uint32_t, leaf_cells> now,
                          const std::array<std::uint32_t, leaf_cells>& before, bool fell) {
  std::uint64_t cells = 0;
  for (std::size_t c = 0; c < leaf_cells; ++c) {
    const bool is = fell ? now[c] < before[c] && now[c] < time_never : before[c] < time_never && now[c] >= time_never;
    cells |= std::uint64_t{is} << c;
  }
  return cells;
}

}  // namespace

TravelTimes::TravelTimes(const LeafDomain& leaves)
    : leaves_(&leaves), time_(std::size_t{leaves.size()} * leaf_cells, time_never), moved_(leaves.size(), 0) {}

// `least`: of the cells whose slowness changed on this rank.
void TravelTimes::set_least(const Comm& comm, std::span<const std::uint16_t> slowness, std::uint32_t least) {
  const bool sized = slowness.size() == std::size_t{leaves_->own()} * leaf_cells;
  const std::int64_t agreed = comm.min(sized ? std::int64_t{least} : -1);
  if (agreed < 0) throw RunError("a travel-time field needs one slowness for each own cell");
  if (agreed == 0) throw RunError("a slowness of a travel-time field is zero. Use at least 1/256 s per cell");
  const auto now = static_cast<std::uint32_t>(agreed);
  least_ = least_ == 0 ? now : std::min(least_, now);
}

std::vector<TravelTimes::Start> TravelTimes::starts_of(std::span<const std::uint16_t> slowness,
                                                       std::span<const FieldSource> sources) const {
  std::vector<Start> starts;
  for (const FieldSource& source : sources) {
    const std::uint32_t leaf = leaves_->find(source.leaf);
    if (leaf == LeafDomain::none || leaf >= leaves_->own() || source.start >= time_never) continue;
    if (slowness[std::size_t{leaf} * leaf_cells + source.cell] == slowness_blocked) continue;
    starts.push_back({leaf, source.cell, source.start, source.label});
  }
  std::sort(starts.begin(), starts.end());  // of several in one cell the earliest counts, then the smallest label
  const auto same_cell = [](const Start& a, const Start& b) { return a.leaf == b.leaf && a.cell == b.cell; };
  starts.erase(std::unique(starts.begin(), starts.end(), same_cell), starts.end());
  return starts;
}

std::span<const TravelTimes::Start> TravelTimes::starts_in(std::uint32_t own_leaf) const {
  const auto by_leaf = [](const Start& start, std::uint32_t leaf) { return start.leaf < leaf; };
  const auto first = std::lower_bound(starts_.begin(), starts_.end(), own_leaf, by_leaf);
  const auto last = std::lower_bound(first, starts_.end(), own_leaf + 1, by_leaf);
  return {first, last};
}

// One bucket: a walk across half a leaf where it is fastest. One window: across sixteen leaves.
LeafRounds TravelTimes::rounds() const {
  return {*leaves_, least_ * (leaf_side / 2), least_ * leaf_side * 16};
}

FieldWork TravelTimes::lower(const Comm& comm, std::span<const std::uint16_t> slowness, LeafRounds& rounds,
                             std::uint32_t horizon) {
  const auto visit = [&](std::uint32_t leaf, Wakes& wakes) {
    Tile tile;
    read_tile(*leaves_, time_, leaf, time_blocked, tile);
    const std::uint64_t changed = kernels::eikonal_leaf(tile, cells_of(slowness, leaf));
    if (changed == 0) return false;
    moved_[leaf] = 1;
    write_tile(tile, time_, leaf);
    wakes = wakes_of_fall(tile, changed, least_);
    return true;
  };
  const auto ghost_changed = [&](std::uint32_t ghost, const std::array<std::uint32_t, leaf_cells>& before) {
    moved_[ghost] = 1;
    Tile tile;
    read_tile(*leaves_, time_, ghost, time_blocked, tile);
    return wakes_of_fall(tile, cells_where(cells_of(std::span<const std::uint32_t>(time_), ghost), before, true),
                         least_);
  };
  return rounds.run(comm, time_, visit, ghost_changed, horizon);
}

FieldWork TravelTimes::withdraw(const Comm& comm, std::span<const std::uint16_t> slowness, LeafRounds& rounds) {
  const auto visit = [&](std::uint32_t leaf, Wakes& wakes) {
    Tile tile;
    read_tile(*leaves_, time_, leaf, time_blocked, tile);
    const Tile before = tile;
    std::array<std::uint32_t, leaf_cells> start;
    start.fill(time_never);
    for (const Start& source : starts_in(leaf)) start[source.cell] = source.time;
    const std::uint64_t lost = kernels::eikonal_withdraw(tile, cells_of(slowness, leaf), start);
    if (lost == 0) return false;
    moved_[leaf] = 1;
    write_tile(tile, time_, leaf);
    wakes = wakes_of_loss(before, lost);
    return true;
  };
  const auto ghost_changed = [&](std::uint32_t ghost, const std::array<std::uint32_t, leaf_cells>& values) {
    moved_[ghost] = 1;
    Tile before;
    read_tile(*leaves_, time_, ghost, time_blocked, before);
    for (std::size_t c = 0; c < leaf_cells; ++c)
      before[tile_place(static_cast<int>(c % leaf_side), static_cast<int>(c / leaf_side))] = values[c];
    return wakes_of_loss(before, cells_where(cells_of(std::span<const std::uint32_t>(time_), ghost), values, false));
  };
  return rounds.run(comm, time_, visit, ghost_changed);
}

// Takes the times of an own or ghost leaf back.
void TravelTimes::reset(std::uint32_t leaf) {
  for (std::uint32_t& time : std::span(time_).subspan(std::size_t{leaf} * leaf_cells, leaf_cells))
    if (time != time_blocked) time = time_never;
}

// Closes and opens the cells of an own leaf and tells those who hold it as a ghost.
void TravelTimes::close(std::span<const std::uint16_t> slowness, std::uint32_t leaf, LeafRounds& rounds) {
  for (std::size_t c = std::size_t{leaf} * leaf_cells; c < (std::size_t{leaf} + 1) * leaf_cells; ++c) {
    if (slowness[c] == slowness_blocked)
      time_[c] = time_blocked;
    else if (time_[c] == time_blocked)
      time_[c] = time_never;
  }
  rounds.mark(leaf);
}

// Lowers the times of cells with a start to it and wakes the leaves around.
void TravelTimes::begin_at_starts(LeafRounds& rounds) {
  for (const Start& start : starts_) {
    std::uint32_t& time = time_[std::size_t{start.leaf} * leaf_cells + start.cell];
    if (start.time >= time) continue;
    time = start.time;
    moved_[start.leaf] = 1;
    rounds.mark(start.leaf);
    rounds.push_around(start.leaf, start.time);
  }
}

FieldWork TravelTimes::solve(const Comm& comm, std::span<const std::uint16_t> slowness,
                             std::span<const FieldSource> sources) {
  least_ = 0;
  return solve_near(comm, slowness, {}, sources, time_never);
}

FieldWork TravelTimes::solve_near(const Comm& comm, std::span<const std::uint16_t> slowness,
                                  std::span<const std::uint32_t> changed_leaves, std::span<const FieldSource> sources,
                                  std::uint32_t horizon) {
  const bool first = least_ == 0;
  set_least(comm, slowness, first ? least_of(slowness) : least_in(slowness, changed_leaves));
  LeafRounds lowering = rounds();
  for (std::uint32_t leaf = 0; leaf < leaves_->size(); ++leaf) {
    if (!first && moved_[leaf] == 0) continue;
    reset(leaf);
    moved_[leaf] = 0;
  }
  for (std::uint32_t leaf = 0; first && leaf < leaves_->own(); ++leaf) close(slowness, leaf, lowering);
  for (const std::uint32_t leaf : changed_leaves) close(slowness, leaf, lowering);
  starts_ = starts_of(slowness, sources);
  renewed_.clear();
  begin_at_starts(lowering);
  const FieldWork work = lower(comm, slowness, lowering, horizon);
  if (horizon == time_never) return work;
  for (std::uint32_t leaf = 0; leaf < leaves_->size(); ++leaf)
    if (moved_[leaf] != 0)
      for (std::uint32_t& time : std::span(time_).subspan(std::size_t{leaf} * leaf_cells, leaf_cells))
        if (time >= horizon && time != time_blocked) time = time_never;
  return work;
}

// Losses spread from earlier to later cells, so leaves are looked at in the order of their times.
std::uint32_t TravelTimes::earliest_in(std::uint32_t leaf) const {
  const auto times = cells_of(std::span<const std::uint32_t>(time_), leaf);
  return std::min(*std::min_element(times.begin(), times.end()), time_never);
}

FieldWork TravelTimes::update(const Comm& comm, std::span<const std::uint16_t> slowness,
                              std::span<const std::uint32_t> changed_leaves, std::span<const FieldSource> sources) {
  set_least(comm, slowness, least_in(slowness, changed_leaves));
  std::fill(moved_.begin(), moved_.end(), std::uint8_t{0});
  renewed_.assign(changed_leaves.begin(), changed_leaves.end());
  LeafRounds withdrawing = rounds();
  for (const std::uint32_t leaf : changed_leaves) {
    moved_[leaf] = 1;
    withdrawing.push_around(leaf, earliest_in(leaf));
    close(slowness, leaf, withdrawing);
  }
  for (const Start& closed : starts_) {
    withdrawing.push(closed.leaf, closed.time);
    renewed_.push_back(closed.leaf);
  }
  starts_ = starts_of(slowness, sources);
  for (const Start& open : starts_) renewed_.push_back(open.leaf);
  FieldWork work = withdraw(comm, slowness, withdrawing);

  LeafRounds lowering = rounds();
  for (std::uint32_t leaf = 0; leaf < leaves_->own(); ++leaf) {
    if (moved_[leaf] == 0) continue;
    Tile tile;
    read_tile(*leaves_, time_, leaf, time_blocked, tile);
    const std::uint32_t earliest = *std::min_element(tile.begin(), tile.end());
    if (earliest < time_never) lowering.push(leaf, earliest);
  }
  begin_at_starts(lowering);
  work += lower(comm, slowness, lowering);
  return work;
}

std::vector<std::uint32_t> TravelTimes::moved_leaves() const {
  return chosen(std::span(moved_).first(leaves_->own()));
}

std::vector<std::uint32_t> TravelTimes::leaves_near_moved() const {
  std::vector<std::uint8_t> near = moved_;
  for (std::uint32_t leaf = 0; leaf < leaves_->size(); ++leaf) {
    if (moved_[leaf] == 0) continue;
    for (const std::uint32_t beside : leaves_->around(leaf))
      if (beside != LeafDomain::none) near[beside] = 1;
  }
  for (const std::uint32_t leaf : renewed_) near[leaf] = 1;
  return chosen(near);
}

std::vector<std::uint32_t> TravelTimes::labels(const Comm& comm, std::span<const std::uint16_t> slowness) const {
  std::vector<std::uint32_t> label(time_.size(), no_label);
  LeafRounds spreading(*leaves_, least_ * leaf_side, least_ * leaf_side * 16);
  const auto visit = [&](std::uint32_t leaf, Wakes& wakes) {
    Tile time;
    Tile tile;
    read_tile(*leaves_, time_, leaf, time_blocked, time);
    read_tile(*leaves_, label, leaf, no_label, tile);
    std::array<std::uint64_t, 4> upwind;
    kernels::eikonal_upwind(time, cells_of(slowness, leaf), upwind);
    const std::uint64_t changed = spread_labels(upwind, tile);
    if (changed == 0) return false;
    write_tile(tile, label, leaf);
    wakes = wakes_of(
        changed, [&](std::size_t here) { return time[here]; },
        [&](std::size_t here, std::size_t there) {
          return time[there] < time_never && time[there] > time[here] && tile[there] > tile[here];
        });
    return true;
  };
  const auto ghost_changed = [&](std::uint32_t ghost, const std::array<std::uint32_t, leaf_cells>&) {
    Tile time;
    read_tile(*leaves_, time_, ghost, time_blocked, time);
    return wakes_of(
        ~std::uint64_t{0}, [&](std::size_t here) { return time[here]; },
        [&](std::size_t here, std::size_t there) { return time[there] < time_never && time[there] > time[here]; });
  };
  for (const Start& start : starts_) {
    const std::size_t c = std::size_t{start.leaf} * leaf_cells + start.cell;
    if (time_[c] != start.time) continue;
    label[c] = start.label;
    spreading.mark(start.leaf);
    spreading.push_around(start.leaf, start.time);
  }
  spreading.run(comm, label, visit, ghost_changed);
  return label;
}

}  // namespace machi
