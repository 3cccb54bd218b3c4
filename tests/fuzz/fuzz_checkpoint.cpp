/// \file  Any bytes as the manifest of a checkpoint, and as the persons of an evacuation's state: refused, or a run
/// that goes on from them for two seconds, loses nobody and ends in a state that can be read again.
#include <cstring>
#include <optional>

#include "engine/core/error.hpp"
#include "engine/process/evacuation/crowd_motion.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"
#include "io/checkpoint/evacuation_state_rows.hpp"
#include "io/checkpoint/manifest.hpp"
#include "tests/engine/process/evacuation/street.hpp"

namespace {

// Of 12 m, in blocks of 8 m and leaves of 4 m: beyond its walls blocks have no ground.
machi::street::Plan small_room() {
  machi::street::Plan plan;
  plan.width = plan.height = 24;
  plan.cell_mm = 500;
  plan.open = [](int x, int y) { return x > 0 && y > 0 && x < 23 && y < 23 && !(x == 11 && y < 14); };
  machi::Destination exit;
  exit.id = "exit";
  exit.cells = {machi::street::leaf_cell(22, 1)};
  plan.destinations = {exit};
  plan.motion = [] {
    machi::kernels::CollisionFreeSpeedParameters parameters;
    parameters.step_s = 0.1F;
    return machi::collision_free_speed_motion("collision_free_speed_v2", parameters,
                                              static_cast<double>(parameters.reach_m));
  };
  return plan;
}

/// What runs stand on. It outlives them: each gives back the world that it was lent.
struct Room {
  machi::street::Street street;
  machi::EvacuationWorld world;
};

Room make_room(const machi::Comm& comm) {
  Room room;
  room.street =
      machi::street::make_street(comm, small_room(), [&](machi::EvacuationWorld world, const machi::BlockDomain&) {
        room.world = std::move(world);
        return std::unique_ptr<machi::Evacuation>();
      });
  return room;
}

machi::EvacuationState state_of(const machi::Comm& comm, std::vector<machi::StateRow> rows, const Room& room) {
  const machi::BlockDomain& blocks = *room.street.dealt.blocks;
  for (machi::StateRow& row : rows) {
    if (!machi::fits(row, room.world)) throw machi::InputError("fuzz", "it does not fit");
    row.block = blocks.frame().blocks().key(blocks.frame().block_at(row.walker.x, row.walker.y));
  }
  machi::EvacuationState state;
  machi::add_rows(machi::to_owners(comm, rows, room.world, "fuzz"), state);
  state.destinations.resize(1);
  return state;
}

void go_on_from(std::vector<machi::StateRow> rows) {
  static const machi::Comm comm = machi::Comm::null();
  static std::optional<Room> room;
  if (!room) room = make_room(comm);
  const auto persons = static_cast<std::int64_t>(rows.size());
  machi::EvacuationState state = state_of(comm, std::move(rows), *room);
  Room used = std::move(*room);
  room.reset();  // unless the run gives it back
  machi::Evacuation evacuation(comm, std::move(used.world), std::move(state), 100);
  machi::run_steps(comm, evacuation, 100, 120, [](std::uint64_t) { return true; });
  if (evacuation.counts().persons != persons) __builtin_trap();
  for (const machi::StateRow& row : machi::rows_of(evacuation.state(), evacuation.world().blocks->frame()))
    if (!machi::fits(row, evacuation.world())) __builtin_trap();
  used.world = evacuation.take_world();
  room = std::move(used);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string damage;
  machi::parse_manifest({reinterpret_cast<const char*>(data), size}, damage);
  std::vector<machi::StateRow> rows(std::min<std::size_t>(size / sizeof(machi::StateRow), 20));
  for (std::size_t k = 0; k < rows.size(); ++k) std::memcpy(&rows[k], data + k * sizeof rows[k], sizeof rows[k]);
  if (rows.empty()) return 0;
  try {
    go_on_from(std::move(rows));
  } catch (const machi::Error&) {  // the sentence
  }
  return 0;
}
