#include "io/checkpoint/evacuation_checkpoint.hpp"

#include "io/checkpoint/evacuation_state_file.hpp"

namespace machi {
CheckpointWritten write_evacuation_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                              const Evacuation& evacuation, const EvacuationRecord& record,
                                              const std::string& inputs_hash) {
  const CheckpointLabel label{inputs_hash, evacuation.counts().persons};
  return write_checkpoint(comm, run_path, next_step, label, [&](const std::string& path) {
    EvacuationState state;
    comm.agree([&] {
      evacuation.refuse_no_numbers(next_step, comm.rank());
      state = evacuation.state();
    });
    H5Output file(comm, path, true);
    write_state(comm, file, state, record, *evacuation.world().blocks);
    file.commit();
  });
}

EvacuationCheckpoint read_evacuation_checkpoint(const Comm& comm, const std::string& run_path,
                                                const EvacuationWorld& world, const std::string& inputs_hash) {
  EvacuationCheckpoint checkpoint;
  const auto steps_per_s = static_cast<std::uint64_t>(world.rules.steps_per_s);
  const FoundCheckpoint found =
      read_newest_checkpoint(comm, run_path, inputs_hash, [&](const FoundCheckpoint& one) -> std::string {
        if (one.next_step % steps_per_s != 0) return "its name does not say its step";
        read_state(comm, one.state_path(), {}, world, checkpoint.state, checkpoint.record);
        return comm.sum(persons_in(checkpoint.state)) == one.persons ? "" : "it does not hold everyone";
      });
  checkpoint.next_step = found.next_step;
  checkpoint.path = found.path;
  return checkpoint;
}

}  // namespace machi
