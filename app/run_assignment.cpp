#include "app/run_assignment.hpp"

#include <fmt/format.h>

#include <optional>

#include "app/build_info.hpp"
#include "app/laps.hpp"
#include "app/run_facts_of.hpp"
#include "engine/assignment/equilibrium.hpp"
#include "engine/core/log.hpp"
#include "engine/core/stop_signal.hpp"
#include "io/mobility/file_kind.hpp"
#include "io/network/tntp.hpp"
#include "io/run/assignment_result.hpp"
#include "io/run/evacuation_kpi.hpp"

namespace machi {
namespace {

template <class Read>
auto read_file(const std::string& path, const Read& read) {
  std::optional<decltype(read(*open_file(path), path))> result;
  visit_files(
      path, [&](const FileEntry&, std::uint64_t index) { return index == 0; },
      [&](const FileEntry& entry, ByteSource& bytes) { result = read(bytes, entry.name); });
  if (!result) throw InputError(path, "holds no file. Give a TNTP file");
  return *std::move(result);
}

}  // namespace

bool wants_assignment(const Comm& comm, const ScenarioReading& reading) {
  const std::string& path = reading.scenario.mobility->network_file;
  bool is = false;
  comm.agree([&] {
    if (comm.first() && !path.empty()) is = kind_of_file(path) == InputKind::tntp_network;
  });
  return comm.any(is);
}

ExitCode run_assignment(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  const MobilitySettings& settings = *reading.scenario.mobility;
  RunDirectory directory(comm, request.folder, request.start);
  RunFacts facts = begin_facts(reading.scenario, request.command);
  Laps laps(facts);
  catch_stop_signals();  // one that comes during the set-up ends the run after its first iteration
  hash_inputs(comm, reading, facts);
  TntpNetwork file;
  TripTable trips;
  comm.agree([&] {
    if (!comm.first()) return;
    file = read_file(settings.network_file, read_tntp_network);
    trips = read_file(settings.population_file,
                      [&](ByteSource& bytes, const std::string& name) { return read_tntp_trips(bytes, name, file); });
  });
  directory.begin();
  if (request.start != RunStart::resume) directory.write("request.json", request.request_json);
  directory.write("used.yaml", reading.used_yaml);
  laps.lap("set up");
  AssignmentResult result;
  comm.agree([&] {
    if (!comm.first()) return;
    const AssignmentNetwork network = assignment_network(file, {settings.toll_weight, settings.length_weight});
    result = assign_equilibrium(network, trips,
                                {.relative_gap = settings.assignment_gap,
                                 .max_iterations = static_cast<std::uint32_t>(settings.assignment_iterations),
                                 .observe = {},
                                 .stops = stop_requested});
  });
  laps.lap("run");
  if (comm.any(result.stopped)) {
    facts.ended = "stopped";
    directory.write("run.json", run_json(comm, facts));
    log_info(
        fmt::format("Stopped as asked, after iteration {} at a relative gap of {:.3g}. Static assignment keeps no "
                    "checkpoint; begin it again with: machi resume {}",
                    result.last.iteration, result.last.relative_gap, directory.path()));
    return ExitCode::stopped;
  }
  const std::string kpi = assignment_kpi(result);
  directory.write("kpi.json", kpi);
  directory.write("kpi.csv", kpi_csv(kpi));
  ResultMeta meta;
  meta.name = reading.scenario.run.name;
  meta.title = reading.scenario.run.title;
  meta.seed = reading.scenario.run.seed;
  meta.version = build_info.version;
  meta.command = facts.command;
  meta.started_utc = facts.started_utc;
  facts.output_bytes += write_assignment_result(comm, directory.file("result.h5"), file, result, meta);
  laps.lap("write");
  directory.write("run.json", run_json(comm, facts));
  if (comm.first())
    log_info(
        fmt::format("{} trips, {} links: relative gap {:.3g} after {} iterations{}, objective {:.12g}, total travel "
                    "time {:.12g}.",
                    result.trips, file.links(), result.last.relative_gap, result.last.iteration,
                    result.converged ? "" : " (not reached)", result.last.objective, result.last.tstt));
  return ExitCode::done;
}

}  // namespace machi
