// Persons in cars: where these are is another process's business; here they are until they get out.
#include <algorithm>
#include <utility>

#include "engine/process/evacuation/evacuation.hpp"

namespace machi {
namespace {

bool lower_id(const OutOfCar& a, const OutOfCar& b) {
  return a.id < b.id;
}

}  // namespace

void Evacuation::count_those_by_car() {
  waits_for_car_ =
      std::count_if(waiting_.begin(), waiting_.end(), [](const WaitingPerson& person) { return person.by_car; });
}

// Of the points in blocks of this rank, those near which there is open ground, moved there.
std::vector<OutOfCar> Evacuation::on_open_ground(const std::vector<OutOfCar>& out) const {
  std::vector<OutOfCar> found;
  for (const OutOfCar& row : out) {
    if (world_.blocks->find(world_.blocks->frame().block_at(row.x, row.y)) >= world_.blocks->own()) continue;
    Walker walker;
    walker.x = row.x;
    walker.y = row.y;
    if (move_to_open_ground(world_.ground, walker)) found.push_back({row.id, walker.x, walker.y});
  }
  return found;
}

// Few get out at a time, so all ranks hear of all: first who wants to where, then where each can stand, then who it is.
std::int64_t Evacuation::take_out_of_cars(const Comm& comm, std::vector<OutOfCar> out) {
  if (comm.sum(static_cast<std::int64_t>(out.size())) == 0) return 0;
  out = on_open_ground(comm.all_gather_of(std::span<const OutOfCar>(out)));
  out = comm.all_gather_of(std::span<const OutOfCar>(out));
  std::sort(out.begin(), out.end(), lower_id);
  std::vector<Walker> walkers;
  std::erase_if(in_cars_, [&](Walker& walker) {
    const auto found = std::lower_bound(out.begin(), out.end(), OutOfCar{walker.id, 0, 0}, lower_id);
    if (found == out.end() || found->id != walker.id) return false;
    walker.x = found->x;
    walker.y = found->y;
    walker.habits |= habit_by_car;
    walkers.push_back(walker);
    return true;
  });
  walkers = comm.all_gather_of(std::span<const Walker>(walkers));
  std::sort(walkers.begin(), walkers.end(), [](const Walker& a, const Walker& b) { return a.id < b.id; });
  for (const Walker& walker : walkers) {
    const std::uint32_t slot = world_.blocks->find(world_.blocks->frame().block_at(walker.x, walker.y));
    if (slot >= world_.blocks->own()) continue;
    at_door_[slot].push_back(walker);
    door_open_.insert(slot);
  }
  reach_everyone(comm, false);
  return static_cast<std::int64_t>(walkers.size());
}

std::vector<std::uint64_t> Evacuation::drive_away(const Comm& comm, std::span<const DrivenAway> away,
                                                  std::uint32_t destination) {
  std::vector<DrivenAway> all = comm.all_gather_of(away);
  if (all.empty()) return {};
  std::sort(all.begin(), all.end(), [](const DrivenAway& a, const DrivenAway& b) { return a.id < b.id; });
  std::vector<OutOfCar> ground;
  for (const DrivenAway& row : all) ground.push_back({row.id, row.x, row.y});
  ground = on_open_ground(ground);
  ground = comm.all_gather_of(std::span<const OutOfCar>(ground));
  std::sort(ground.begin(), ground.end(), lower_id);
  std::vector<std::uint64_t> gone;
  std::erase_if(in_cars_, [&](Walker& walker) {
    const auto found = std::lower_bound(all.begin(), all.end(), walker.id,
                                        [](const DrivenAway& row, std::uint64_t id) { return row.id < id; });
    if (found == all.end() || found->id != walker.id) return false;
    const auto stands = std::lower_bound(ground.begin(), ground.end(), OutOfCar{walker.id, 0, 0}, lower_id);
    if (stands != ground.end() && stands->id == walker.id) {
      walker.x = stands->x;
      walker.y = stands->y;
    }
    walker.habits |= habit_by_car;
    outcomes_.push_back({walker, Fate::safe, destination, found->time_s});
    ++own_safe_;
    gone.push_back(walker.id);
    return true;
  });
  gone = comm.all_gather_of(std::span<const std::uint64_t>(gone));
  std::sort(gone.begin(), gone.end());
  states_[destination].admitted += static_cast<std::int64_t>(gone.size());
  count(comm);
  return gone;
}

}  // namespace machi
