#include "io/mobility/sumo_light_reader.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::int64_t longest_ms = 1'000'000'000;  // of a phase or an offset: eleven days

}  // namespace

void SumoLightHandler::start(const char* name, XmlAttributes attributes) {
  open_.emplace_back(name);
  if (open_.back() == "tlLogic") start_light(attributes);
  if (open_.back() == "phase" && open_.size() > 1 && open_[open_.size() - 2] == "tlLogic") read_phase(attributes);
}

void SumoLightHandler::end() {
  const std::string element = std::move(open_.back());
  open_.pop_back();
  if (element == "tlLogic") end_light();
}

std::int64_t SumoLightHandler::time_ms(XmlAttributes attributes, const char* element, const char* name) const {
  const double seconds = number(attributes, element, name, 0);
  if (std::abs(seconds) * 1000 > static_cast<double>(longest_ms))
    fail(fmt::format("{} {} s of traffic light '{}' is too long. Correct it", name, seconds, shortened(light_id_)));
  return std::llround(1000 * seconds);
}

void SumoLightHandler::start_light(XmlAttributes attributes) {
  light_id_ = need(attributes, "tlLogic", "id");
  light_ = {};
  light_.path = path_;
  light_.line = line();
  light_.offset_ms = time_ms(attributes, "tlLogic", "offset");
  const char* const type = find(attributes, "type");
  if (type != nullptr && std::string_view(type) != "static")
    net_.report.repair(fmt::format("traffic light of type {}, run by its durations", shortened(type)), light_id_);
}

void SumoLightHandler::read_phase(XmlAttributes attributes) {
  SumoLight::Phase phase;
  phase.state = need(attributes, "phase", "state");
  need(attributes, "phase", "duration");
  phase.duration_ms = time_ms(attributes, "phase", "duration");
  if (phase.duration_ms <= 0)
    fail(fmt::format("a phase of traffic light '{}' lasts {} ms, not above 0. Correct its duration",
                     shortened(light_id_), phase.duration_ms));
  const std::size_t bad = phase.state.find_first_not_of("GgyYrRuUoOs");
  if (bad != std::string::npos)
    fail(fmt::format("traffic light '{}' has a state '{}', which SUMO does not know. Use G, g, y, r, u, o, O or s",
                     shortened(light_id_), shortened(std::string_view(phase.state).substr(bad, 1))));
  if (!light_.phases.empty() && light_.phases.front().state.size() != phase.state.size())
    fail(fmt::format("a phase of traffic light '{}' has {} states where the first has {}. Give one for each index",
                     shortened(light_id_), phase.state.size(), light_.phases.front().state.size()));
  light_.phases.push_back(std::move(phase));
}

void SumoLightHandler::end_light() {
  if (light_.phases.empty())
    fail_at(light_.line, fmt::format("traffic light '{}' has no phase. Add one", shortened(light_id_)));
  net_.lights[light_id_] = std::move(light_);
}

void read_sumo_lights(const std::string& path, SumoNet& net) {
  SumoLightHandler handler(path, net);
  read_matsim(path, handler, "an additional file of SUMO");
}

}  // namespace machi
