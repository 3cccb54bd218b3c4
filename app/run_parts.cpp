#include "app/run_parts.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <omp.h>

#include <ctime>

#include "app/build_info.hpp"
#include "engine/core/sha256.hpp"
#include "kernels/dispatch/variant.hpp"

namespace machi {

void begin_facts(const std::string& scenario, const std::string& folder, const std::vector<std::string>& sets,
                 RunFacts& facts) {
  facts.command = fmt::format("machi run {} -o {}", scenario, folder);
  for (const std::string& set : sets) facts.command += " --set " + set;
  facts.started_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

void describe_program(const Scenario& scenario, RunFacts& facts) {
  facts.version = build_info.version;
  facts.commit = build_info.commit;
  facts.compiler = build_info.compiler;
  facts.libraries = library_versions();
  facts.kernels = kernels::name_of(kernels::selected_variant());
  facts.scenario = scenario.run.name;
  facts.seed = scenario.run.seed;
  facts.threads = omp_get_max_threads();
}

std::string hash_inputs(const Comm& comm, const ScenarioReading& reading, RunFacts& facts) {
  std::string hash;
  comm.agree([&] {
    if (!comm.first()) return;
    Sha256 sha;
    sha.add(reading.used_yaml);
    for (const std::string& file : reading.scenario.files) {
      facts.inputs.push_back(hash_input(file));
      sha.add(facts.inputs.back().sha256);
    }
    hash = sha.hex();
  });
  return comm.broadcast(hash);
}

}  // namespace machi
