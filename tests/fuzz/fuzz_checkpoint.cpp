/// \file  Any bytes as the manifest of a checkpoint, and as the persons of an evacuation's state: refused, or a run
/// that goes on from them for two seconds and loses nobody.
#include <cstring>

#include "engine/core/error.hpp"
#include "engine/process/evacuation/crowd_motion.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"
#include "io/checkpoint/evacuation_state_rows.hpp"
#include "io/checkpoint/manifest.hpp"
#include "tests/engine/process/evacuation/street.hpp"

namespace {

machi::street::Plan small_room() {
  machi::street::Plan plan;
  plan.width = plan.height = 16;
  plan.open = [](int x, int y) { return x > 0 && y > 0 && x < 15 && y < 15 && !(x == 7 && y < 9); };
  machi::Destination exit;
  exit.id = "exit";
  exit.cells = {machi::street::leaf_cell(14, 1)};
  plan.destinations = {exit};
  plan.motion = [] {
    machi::kernels::CollisionFreeSpeedParameters parameters;
    parameters.step_s = 0.1F;
    return machi::collision_free_speed_motion("collision_free_speed_v2", parameters,
                                              static_cast<double>(parameters.reach_m));
  };
  return plan;
}

void go_on_from(std::vector<machi::StateRow> rows) {
  const machi::Comm comm = machi::Comm::null();
  const auto persons = static_cast<std::int64_t>(rows.size());
  const machi::street::Street street = machi::street::make_street(
      comm, small_room(), [&](machi::EvacuationWorld world, const machi::BlockDomain& blocks) {
        for (machi::StateRow& row : rows) {
          if (!machi::fits(row, world)) throw machi::InputError("fuzz", "it does not fit");
          row.block = blocks.frame().blocks().key(blocks.frame().block_at(row.walker.x, row.walker.y));
        }
        machi::EvacuationState state;
        machi::add_rows(machi::to_owners(comm, rows, blocks, "fuzz"), state);
        state.destinations.resize(1);
        return std::make_unique<machi::Evacuation>(comm, std::move(world), std::move(state), 100);
      });
  machi::run_steps(comm, *street.evacuation, 100, 120, [](std::uint64_t) { return true; });
  if (street.evacuation->counts().persons != persons) __builtin_trap();
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
