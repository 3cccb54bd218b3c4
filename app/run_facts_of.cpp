#include "app/run_facts_of.hpp"

#include <fmt/chrono.h>
#include <omp.h>

#include <ctime>

#include "app/build_info.hpp"
#include "engine/core/log.hpp"
#include "engine/core/sha256.hpp"
#include "io/setup/building_edits.hpp"
#include "io/setup/drawn_areas.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi {

RunFacts begin_facts(const Scenario& scenario, const std::string& command) {
  RunFacts facts;
  facts.command = command;
  facts.started_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  facts.version = build_info.version;
  facts.commit = build_info.commit;
  facts.compiler = build_info.compiler;
  facts.libraries = library_versions();
  facts.kernels = kernels::name_of(kernels::selected_variant());
  facts.scenario = scenario.run.name;
  facts.seed = scenario.run.seed;
  facts.threads = omp_get_max_threads();
  return facts;
}

std::string hash_inputs(const Comm& comm, const ScenarioReading& reading, RunFacts& facts) {
  std::string hashes;
  comm.agree([&] {
    facts.edits = {edits_with_shapes(reading.scenario), edited_buildings(reading.scenario)};
    if (!comm.first()) return;
    Sha256 sha;
    sha.add(reading.used_yaml);
    for (const std::string& file : reading.scenario.files) {
      facts.inputs.push_back(hash_input(file));
      sha.add(facts.inputs.back().sha256);
    }
    hashes = sha.hex();
  });
  return comm.broadcast(hashes);
}

void say_step_times(const Comm& comm, const StepTimes& steps) {
  for (const std::string& line : step_times_table(comm, steps)) log_detail(line);
}

}  // namespace machi
