#include "io/checkpoint/evacuation_state_rows.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "engine/comm/joined.hpp"
#include "engine/core/error.hpp"
#include "io/run/sort_rows.hpp"

namespace machi {
namespace {

LeafKey block_of(const Walker& walker, const BlockFrame& frame) {
  return frame.blocks().key(frame.block_at(walker.x, walker.y));
}

LeafXY leaf_of(const Walker& walker) {
  return {static_cast<std::int32_t>(walker.x >> leaf_position_bits),
          static_cast<std::int32_t>(walker.y >> leaf_position_bits)};
}

// From where it is; who waits for a car gets out of it elsewhere.
bool will_walk(const StateRow& row) {
  return row.part == StatePart::walking || row.part == StatePart::at_door ||
         (row.part == StatePart::waiting && row.by_car == 0);
}

StateRow row_of(const Walker& walker, const BlockFrame& frame, StatePart part) {
  StateRow row;
  row.walker = walker;
  row.block = block_of(walker, frame);
  row.part = part;
  return row;
}

}  // namespace

std::vector<StateRow> rows_of(const EvacuationState& state, const BlockFrame& frame) {
  std::vector<StateRow> rows;
  for (const Walker& walker : state.walkers) rows.push_back(row_of(walker, frame, StatePart::walking));
  for (const WaitingPerson& person : state.waiting) {
    StateRow& row = rows.emplace_back(row_of(person.walker, frame, StatePart::waiting));
    row.step = person.due_step;
    row.floor_cm = person.floor_cm;
    row.indoors = person.indoors ? 1 : 0;
    row.by_car = person.by_car ? 1 : 0;
  }
  std::uint32_t order = 0;
  for (const Walker& walker : state.at_doors)
    rows.emplace_back(row_of(walker, frame, StatePart::at_door)).order = order++;
  for (const Walker& walker : state.in_cars) rows.push_back(row_of(walker, frame, StatePart::in_car));
  for (const StreetEvent& event : state.at_entrances) {
    StateRow& row = rows.emplace_back(row_of(event.walker, frame, StatePart::at_entrance));
    row.step = event.step;
    row.destination = event.destination;
    row.fate = static_cast<std::uint8_t>(event.fate);
  }
  for (const Outcome& outcome : state.outcomes) {
    StateRow& row = rows.emplace_back(row_of(outcome.walker, frame, StatePart::ended));
    row.destination = outcome.destination;
    row.time_s = outcome.time_s;
    row.fate = static_cast<std::uint8_t>(outcome.fate);
  }
  return rows;
}

// A block's people at doors all come from one rank, so their order there is that of the rank's rows.
std::vector<StateRow> sorted_by_block(const Comm& comm, const std::vector<StateRow>& mine) {
  std::vector<StateRow> rows = sort_rows(
      comm, mine, [](const StateRow& row) { return row.block; },
      [](const StateRow& a, const StateRow& b) {
        return std::tie(a.block, a.part, a.order, a.walker.id) < std::tie(b.block, b.part, b.order, b.walker.id);
      });
  for (StateRow& row : rows) row.order = 0;  // the place says it, and it depends on the ranks
  return rows;
}

std::vector<StateRow> to_owners(const Comm& comm, const std::vector<StateRow>& mine, const EvacuationWorld& world,
                                const std::string& path) {
  const BlockDomain& blocks = *world.blocks;
  std::uint64_t last = 0;  // one more than this rank's last block
  for (std::uint32_t slot = 0; slot < blocks.own(); ++slot)
    last = std::max(last, blocks.frame().blocks().key(blocks.block(slot)) + 1);
  std::vector<std::uint64_t> ends = comm.all_gather_of<std::uint64_t>(std::span(&last, 1));
  for (std::size_t r = 1; r < ends.size(); ++r) ends[r] = std::max(ends[r], ends[r - 1]);
  std::vector<std::vector<StateRow>> to(ends.size());
  bool outside = false;
  for (const StateRow& row : mine) {
    const auto rank = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), row.block) - ends.begin());
    outside = outside || rank == ends.size();
    if (rank < ends.size()) to[rank].push_back(row);
  }
  std::vector<StateRow> rows = all_to_all_joined(comm, std::move(to));
  LeafDirectory::Cursor leaves = world.leaves->cursor();
  for (const StateRow& row : rows)
    outside = outside || blocks.find(blocks.frame().blocks().leaf(row.block)) >= blocks.own() ||
              (will_walk(row) && leaves.find(leaf_of(row.walker)) == LeafDomain::none);
  if (comm.any(outside)) throw InputError(path, "it has persons where this city has no ground. Use the same city");
  return rows;
}

bool fits(const StateRow& row, const EvacuationWorld& world) {
  const BlockFrame& frame = world.blocks->frame();
  const Walker& walker = row.walker;
  const bool ends = row.part == StatePart::at_entrance || row.part == StatePart::ended;
  const bool lost = row.fate == static_cast<std::uint8_t>(Fate::lost);
  const bool safe = row.fate == static_cast<std::uint8_t>(Fate::safe);
  return frame.blocks().inside(frame.block_at(walker.x, walker.y)) && walker.person_class < world.classes.size() &&
         walker.goal < world.goals.size() && static_cast<int>(row.part) < state_parts && (!ends || lost || safe) &&
         is_sound(walker) && std::isfinite(row.time_s) &&
         (!(ends && safe) || row.destination < world.destinations.size()) &&
         !(row.part == StatePart::at_entrance && lost);
}

void add_rows(const std::vector<StateRow>& rows, EvacuationState& state) {
  for (const StateRow& row : rows) {
    switch (row.part) {
      case StatePart::walking:
        state.walkers.push_back(row.walker);
        break;
      case StatePart::waiting:
        state.waiting.push_back({row.walker, row.step, row.floor_cm, row.indoors != 0, row.by_car != 0});
        break;
      case StatePart::at_door:
        state.at_doors.push_back(row.walker);
        break;
      case StatePart::at_entrance:
        state.at_entrances.push_back({row.walker, static_cast<Fate>(row.fate), row.destination, row.step});
        break;
      case StatePart::ended:
        state.outcomes.push_back({row.walker, static_cast<Fate>(row.fate), row.destination, row.time_s});
        break;
      case StatePart::in_car:
        state.in_cars.push_back(row.walker);
        break;
    }
  }
}

}  // namespace machi
