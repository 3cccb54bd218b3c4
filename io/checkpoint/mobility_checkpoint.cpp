#include "io/checkpoint/mobility_checkpoint.hpp"

namespace machi {
namespace {

// Persons who are under way; drivers are not counted.
std::int64_t persons_among(const MobilityState& state, const MobilityWorld& world) {
  const std::uint32_t first_driver = world.operators.empty() ? no_index : world.operators.front()->first_driver();
  std::int64_t persons = 0;
  for (const TravellerRow& row : state.travellers) persons += row.person < first_driver;
  return persons;
}

}  // namespace

bool holds_everyone(const Comm& comm, const MobilityProgress& progress, const MobilityWorld& world,
                    std::int64_t persons) {
  const TravelTotals& totals = progress.traffic.totals;
  const std::int64_t active = comm.sum(totals.active), found = comm.sum(persons_among(progress.traffic, world));
  return comm.sum(totals.persons) == persons && (progress.lived ? found == 0 : found == active);
}

CheckpointWritten write_mobility_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t day_steps,
                                            const MobilityProgress& progress, std::int64_t persons,
                                            const std::string& inputs_hash) {
  const std::uint64_t step = static_cast<std::uint64_t>(progress.day) * day_steps + progress.next_step;
  return write_checkpoint(comm, run_path, step, {inputs_hash, persons}, [&](const std::string& path) {
    H5Output file(comm, path, true);
    write_mobility_state(comm, file, progress);
    file.commit();
  });
}

MobilityCheckpoint read_mobility_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t day_steps,
                                            const MobilityFrame& frame, const std::string& inputs_hash) {
  MobilityCheckpoint checkpoint;
  MobilityProgress& progress = checkpoint.progress;
  const FoundCheckpoint found =
      read_newest_checkpoint(comm, run_path, inputs_hash, [&](const FoundCheckpoint& one) -> std::string {
        read_mobility_state(comm, one.state_path(), {}, frame, progress);
        if (static_cast<std::uint64_t>(progress.day) * day_steps + progress.next_step != one.next_step)
          return "its name does not say its step";
        return holds_everyone(comm, progress, *frame.world, one.persons) ? "" : "it does not hold everyone";
      });
  checkpoint.path = found.path;
  return checkpoint;
}

}  // namespace machi
