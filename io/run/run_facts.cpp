#include "io/run/run_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "engine/core/error.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/sha256.hpp"
#include "io/json/json.hpp"

namespace machi {
namespace {

/// Seconds of all ranks.
struct Spread {
  std::vector<double> by_rank;
  double most{0};
  double mean{0};
  double max_over_mean() const { return most / mean; }
};

Spread spread_of(const Comm& comm, double mine) {
  Spread spread{comm.all_gather_of<double>(std::span(&mine, 1))};
  for (const double one : spread.by_rank) spread.mean += one / static_cast<double>(spread.by_rank.size());
  spread.most = *std::max_element(spread.by_rank.begin(), spread.by_rank.end());
  return spread;
}

// One number of each rank: all of them, largest, mean, and how far the largest stands over the mean.
Json spread(const Comm& comm, double mine, bool each = false) {
  const Spread of = spread_of(comm, mine);
  Json json{{"max", of.most}, {"mean", of.mean}, {"max_over_mean", of.mean > 0 ? Json(of.max_over_mean()) : Json()}};
  if (each) json["by_rank"] = of.by_rank;
  return json;
}

// The share of the time of all ranks together in which they waited for messages.
double idle_share(const Comm& comm, const StepTimes& steps) {
  const double all_s = steps.compute_s + steps.pack_s + steps.wait_s + steps.service_s + steps.move_s;
  const double ranks_s = spread_of(comm, all_s).mean;
  return ranks_s > 0 ? spread_of(comm, steps.wait_s).mean / ranks_s : 0;
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
          {"moves", steps.moves},
          {"move_s", spread(comm, steps.move_s)},
          {"idle_share", idle_share(comm, steps)},
          {"messages", messages},
          {"message_bytes", bytes}};
}

}  // namespace

std::string run_json(const Comm& comm, const RunFacts& facts) {
  Json phases = Json::array();
  for (const RunPhase& phase : facts.phases)
    phases.push_back({{"name", phase.name},
                      {"wall_s", spread(comm, phase.wall_s)},
                      {"processor_s", spread(comm, phase.processor_s)}});
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
                  {"edits", edits_json(facts.edits.edits)},
                  {"phases", phases},
                  {"stepping", steps_json(comm, facts.steps)},
                  {"peak_memory_MB", spread(comm, peak_memory_MB(), true)},
                  {"output", {{"bytes", facts.output_bytes}, {"wall_s", facts.output_s}}}};
  return comm.first() ? json_text(json, 2) + "\n" : std::string();
}

std::vector<std::string> step_times_table(const Comm& comm, const StepTimes& steps) {
  std::vector<std::string> lines{fmt::format(
      "{:<34}{:>12}{:>12}{:>10}", fmt::format("Time of {} steps, s a rank", steps.steps), "mean", "max", "max/mean")};
  const auto add = [&](const std::string& phase, double mine_s) {
    const Spread of = spread_of(comm, mine_s);
    lines.push_back(fmt::format("  {:<32}{:>12.2f}{:>12.2f}{:>10}", phase, of.mean, of.most,
                                of.mean > 0 ? fmt::format("{:.3f}", of.max_over_mean()) : "-"));
  };
  add("compute", steps.compute_s);
  add("pack messages", steps.pack_s);
  add("wait for messages", steps.wait_s);
  add("decide together", steps.service_s);
  add(fmt::format("move blocks, {} times", steps.moves), steps.move_s);
  lines.push_back(fmt::format("  ranks waited for {:.1f} % of their time; {} messages, {:.1f} MB",
                              100 * idle_share(comm, steps), comm.sum(static_cast<std::int64_t>(steps.messages)),
                              1e-6 * static_cast<double>(comm.sum(static_cast<std::int64_t>(steps.bytes)))));
  return lines;
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
