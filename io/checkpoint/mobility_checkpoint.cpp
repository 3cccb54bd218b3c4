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

CheckpointWritten write_mobility_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t day_steps,
                                            const MobilityProgress& progress, std::int64_t persons,
                                            const std::string& inputs_hash) {
  const std::uint64_t step = static_cast<std::uint64_t>(progress.day) * day_steps + progress.next_step;
  return write_checkpoint(comm, run_path, step, {inputs_hash, persons},
                          [&](const std::string& path) { write_mobility_state(comm, path, progress); });
}

MobilityCheckpoint read_mobility_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t day_steps,
                                            const MobilityFrame& frame, const std::string& inputs_hash) {
  MobilityCheckpoint checkpoint;
  MobilityProgress& progress = checkpoint.progress;
  const FoundCheckpoint found =
      read_newest_checkpoint(comm, run_path, inputs_hash, [&](const FoundCheckpoint& one) -> std::string {
        read_mobility_state(comm, one.state_path(), frame, progress);
        if (static_cast<std::uint64_t>(progress.day) * day_steps + progress.next_step != one.next_step)
          return "its name does not say its step";
        const MobilityState& traffic = progress.traffic;
        const bool everyone = comm.sum(traffic.totals.persons) == one.persons &&
                              comm.sum(persons_among(traffic, *frame.world)) == comm.sum(traffic.totals.active);
        return everyone ? "" : "it does not hold everyone";
      });
  checkpoint.path = found.path;
  return checkpoint;
}

}  // namespace machi
