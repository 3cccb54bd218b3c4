#include "io/checkpoint/energy_checkpoint.hpp"

#include <algorithm>

#include "io/checkpoint/energy_state_file.hpp"
#include "io/hdf5/output.hpp"

namespace machi {
namespace {

constexpr const char* energy_group = "/energy";
constexpr const char* base_group = "/base";

std::int64_t zones_of(const Energy& energy) {
  return static_cast<std::int64_t>(energy.world().zones.size());
}
std::int64_t zones_of(const CityEnergy& energy) {
  return static_cast<std::int64_t>(energy.world().all_zones);
}

}  // namespace

template <class Process>
void write_energy_years(const Comm& comm, H5Output& file, std::uint64_t next_step, const Process& energy,
                        const Process* base) {
  file.enter(energy_group);
  write_energy_state(comm, file, energy, std::min(next_step, energy.steps()));
  if (base == nullptr) return;
  file.enter(base_group);
  write_energy_state(comm, file, *base, next_step - energy.steps());
}

template <class Process>
std::string read_energy_years(const Comm& comm, const std::string& path, std::uint64_t next_step, Process& energy,
                              const std::function<Process*()>& base) {
  const std::uint64_t steps = energy.steps();
  Process* const other = next_step > steps && base ? base() : nullptr;
  if (next_step > steps && (other == nullptr || next_step > steps + other->steps()))
    return "its name does not say its step";
  read_energy_state(comm, path, energy_group, std::min(next_step, steps), energy);
  if (other != nullptr) read_energy_state(comm, path, base_group, next_step - steps, *other);
  return {};
}

template <class Process>
CheckpointWritten write_energy_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                          const Process& energy, const Process* base, const std::string& inputs_hash) {
  energy.check_conservation(comm);
  if (base != nullptr) base->check_conservation(comm);
  return write_checkpoint(comm, run_path, next_step, {inputs_hash, zones_of(energy)}, [&](const std::string& path) {
    H5Output file(comm, path, true);
    file.attribute("/", "format", std::string("machi energy state"));
    write_energy_years(comm, file, next_step, energy, base);
    file.commit();
  });
}

template <class Process>
FoundCheckpoint read_energy_checkpoint(const Comm& comm, const std::string& run_path, const std::string& inputs_hash,
                                       Process& energy, const std::function<Process*()>& base) {
  return read_newest_checkpoint(comm, run_path, inputs_hash, [&](const FoundCheckpoint& one) -> std::string {
    if (one.persons != zones_of(energy)) return "it does not hold all zones";
    return read_energy_years(comm, one.state_path(), one.next_step, energy, base);
  });
}

template void write_energy_years(const Comm&, H5Output&, std::uint64_t, const CityEnergy&, const CityEnergy*);
template std::string read_energy_years(const Comm&, const std::string&, std::uint64_t, CityEnergy&,
                                       const std::function<CityEnergy*()>&);
template CheckpointWritten write_energy_checkpoint(const Comm&, const std::string&, std::uint64_t, const Energy&,
                                                   const Energy*, const std::string&);
template CheckpointWritten write_energy_checkpoint(const Comm&, const std::string&, std::uint64_t, const CityEnergy&,
                                                   const CityEnergy*, const std::string&);
template FoundCheckpoint read_energy_checkpoint(const Comm&, const std::string&, const std::string&, Energy&,
                                                const std::function<Energy*()>&);
template FoundCheckpoint read_energy_checkpoint(const Comm&, const std::string&, const std::string&, CityEnergy&,
                                                const std::function<CityEnergy*()>&);

}  // namespace machi
