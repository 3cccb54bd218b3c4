#include "io/run/run_facts.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/sha256.hpp"

namespace machi {
namespace {

using Json = nlohmann::ordered_json;

// One number of each rank: all of them, largest, mean, and how far the largest stands over the mean.
Json spread(const Comm& comm, double mine, bool each = false) {
  const std::vector<double> all = comm.all_gather_of<double>(std::span(&mine, 1));
  double sum = 0;
  for (const double one : all) sum += one;
  const double mean = sum / static_cast<double>(all.size());
  const double most = *std::max_element(all.begin(), all.end());
  Json json{{"max", most}, {"mean", mean}, {"max_over_mean", mean > 0 ? Json(most / mean) : Json()}};
  if (each) json["by_rank"] = all;
  return json;
}

Json inputs_json(const std::vector<RunInput>& inputs) {
  Json list = Json::array();
  for (const RunInput& input : inputs)
    list.push_back({{"path", input.path}, {"bytes", input.bytes}, {"sha256", input.sha256}});
  return list;
}

Json edits_json(const std::vector<ScenarioEdit>& edits) {
  Json list = Json::array();
  for (const ScenarioEdit& edit : edits)
    list.push_back({{"edit", edit_name(edit.kind)},
                    {"id", edit.id},
                    {"name", edit.name},
                    {"where", edit.where},
                    {"cost_yen", edit.cost_yen ? Json(*edit.cost_yen) : Json()}});
  return list;
}

Json steps_json(const Comm& comm, const StepTimes& steps) {
  const std::int64_t messages = comm.sum(static_cast<std::int64_t>(steps.messages));
  const std::int64_t bytes = comm.sum(static_cast<std::int64_t>(steps.bytes));
  return {{"steps", steps.steps},
          {"compute_s", spread(comm, steps.compute_s, true)},
          {"pack_s", spread(comm, steps.pack_s)},
          {"wait_s", spread(comm, steps.wait_s, true)},
          {"service_s", spread(comm, steps.service_s)},
          {"messages", messages},
          {"message_bytes", bytes}};
}

}  // namespace

std::string run_json(const Comm& comm, const RunFacts& facts) {
  Json phases = Json::array();
  for (const RunPhase& phase : facts.phases)
    phases.push_back({{"name", phase.name}, {"wall_s", spread(comm, phase.wall_s)}});
  Json libraries;
  for (const auto& [name, version] : facts.libraries) libraries[name] = version;
  const Json json{{"program", "machi"},
                  {"version", facts.version},
                  {"commit", facts.commit},
                  {"compiler", facts.compiler},
                  {"libraries", libraries},
                  {"kernels", facts.kernels},
                  {"command", facts.command},
                  {"scenario", facts.scenario},
                  {"seed", facts.seed},
                  {"started_utc", facts.started_utc},
                  {"ended", facts.ended},
                  {"ranks", comm.size()},
                  {"threads", facts.threads},
                  {"simulated_s", facts.simulated_s},
                  {"resumed_step", facts.resumed_step < 0 ? Json() : Json(facts.resumed_step)},
                  {"inputs", inputs_json(facts.inputs)},
                  {"edits", edits_json(facts.edits)},
                  {"phases", phases},
                  {"stepping", steps_json(comm, facts.steps)},
                  {"peak_memory_MB", spread(comm, peak_memory_MB(), true)},
                  {"output", {{"bytes", facts.output_bytes}, {"wall_s", facts.output_s}}}};
  return comm.first() ? json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : std::string();
}

RunInput hash_input(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, std::string("cannot be read (") + std::strerror(errno) + "). Check its name");
  Sha256 hash;
  RunInput input{path, {}, 0};
  std::vector<char> piece(1 << 20);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    const auto got = static_cast<std::size_t>(file.gcount());
    hash.add(std::string_view(piece.data(), got));
    input.bytes += got;
  }
  if (file.bad()) throw InputError(path, "cannot be read to its end. Check the disk");
  input.sha256 = hash.hex();
  return input;
}

}  // namespace machi
