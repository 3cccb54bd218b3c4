/// \file  The table of street classes and the meaning of tags.
#include "io/network/street_class.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace machi {
namespace {

constexpr std::uint8_t car = mode_car;
constexpr std::uint8_t all = mode_walk | mode_bicycle | mode_car;
constexpr std::uint8_t slow = mode_walk | mode_bicycle;

// highway, modes, lanes (two-way, oneway), lane width, other width, speed, oneway
constexpr std::array<StreetClass, 26> classes{{{"motorway", car, 4, 2, 3.50f, 3.0f, 100, true},
                                               {"motorway_link", car, 2, 1, 3.50f, 2.0f, 60, true},
                                               {"trunk", all, 4, 2, 3.25f, 6.0f, 60, false},
                                               {"trunk_link", all, 2, 1, 3.25f, 1.0f, 40, false},
                                               {"primary", all, 2, 2, 3.25f, 5.0f, 50, false},
                                               {"primary_link", all, 2, 1, 3.25f, 1.0f, 40, false},
                                               {"secondary", all, 2, 1, 3.00f, 4.0f, 50, false},
                                               {"secondary_link", all, 2, 1, 3.00f, 1.0f, 40, false},
                                               {"tertiary", all, 2, 1, 2.75f, 1.0f, 40, false},
                                               {"tertiary_link", all, 2, 1, 2.75f, 1.0f, 30, false},
                                               {"unclassified", all, 2, 1, 0, 4.0f, 30, false},
                                               {"residential", all, 2, 1, 0, 4.0f, 30, false},
                                               {"road", all, 2, 1, 0, 4.0f, 30, false},
                                               {"living_street", all, 1, 1, 0, 4.0f, 20, false},
                                               {"service", all, 1, 1, 0, 3.0f, 20, false},
                                               {"track", all, 1, 1, 0, 3.0f, 20, false},
                                               {"busway", 0, 2, 1, 3.25f, 0.0f, 40, false},
                                               {"pedestrian", mode_walk, 1, 1, 0, 4.0f, 10, false},
                                               {"footway", mode_walk, 1, 1, 0, 2.0f, 10, false},
                                               {"steps", mode_walk, 1, 1, 0, 2.0f, 10, false},
                                               {"corridor", mode_walk, 1, 1, 0, 2.0f, 10, false},
                                               {"elevator", mode_walk, 1, 1, 0, 2.0f, 10, false},
                                               {"path", slow, 1, 1, 0, 2.0f, 10, false},
                                               {"cycleway", slow, 1, 1, 0, 3.0f, 15, false},
                                               {"bridleway", mode_walk, 1, 1, 0, 2.0f, 10, false},
                                               {"bus_guideway", 0, 2, 1, 3.25f, 0.0f, 60, false}}};

enum class Access : std::uint8_t { unsaid, open, closed };

Access access_of(std::string_view value) {
  if (value.empty() || value == "unknown") return Access::unsaid;
  constexpr std::array<std::string_view, 8> closed{"no",           "private",  "use_sidepath", "dismount",
                                                   "agricultural", "forestry", "emergency",    "military"};
  return std::find(closed.begin(), closed.end(), value) != closed.end() ? Access::closed : Access::open;
}

/// A number at the start of a text; `rest` is what follows it and blanks.
std::optional<double> leading_number(std::string_view text, std::string_view& rest) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return value;
}

}  // namespace

std::span<const StreetClass> street_classes() {
  return classes;
}

const StreetClass* street_class(std::string_view highway) {
  const auto found = std::find_if(classes.begin(), classes.end(),
                                  [&](const StreetClass& street) { return street.highway == highway; });
  return found == classes.end() ? nullptr : &*found;
}

std::uint8_t modes_of(const StreetClass& street, const TagOf& tag) {
  struct Step {
    const char* key;
    std::uint8_t modes;
  };
  // From the general to the special. A general "yes" opens nothing that the class closes: a footway with access=yes is
  // for walkers still.
  constexpr std::array<Step, 6> steps{{{"access", all},
                                       {"vehicle", mode_bicycle | mode_car},
                                       {"motor_vehicle", mode_car},
                                       {"motorcar", mode_car},
                                       {"bicycle", mode_bicycle},
                                       {"foot", mode_walk}}};
  int modes = street.modes;
  if (tag("motorroad") == "yes") modes &= mode_car;
  for (const auto& [key, which] : steps) {
    const Access access = access_of(tag(key));
    const bool special = which != all;
    if (access == Access::closed) modes &= ~which;
    if (access == Access::open && special) modes |= which;
    if (access == Access::open && !special) modes |= street.modes & which;
  }
  return static_cast<std::uint8_t>(modes);
}

int oneway_of(const StreetClass& street, const TagOf& tag) {
  const std::string_view oneway = tag("oneway");
  if (oneway == "yes" || oneway == "1" || oneway == "true") return 1;
  if (oneway == "-1" || oneway == "reverse") return -1;
  if (oneway == "no" || oneway == "0" || oneway == "false" || oneway == "reversible") return 0;
  const std::string_view junction = tag("junction");
  return street.oneway || junction == "roundabout" || junction == "circular" ? 1 : 0;
}

Level level_of(const TagOf& tag) {
  const std::string_view bridge = tag("bridge"), tunnel = tag("tunnel");
  if (!bridge.empty() && bridge != "no") return Level::elevated;
  if (tunnel == "building_passage") return Level::ground;
  if (!tunnel.empty() && tunnel != "no") return Level::tunnel;
  std::string_view rest;
  const double layer = leading_number(tag("layer"), rest).value_or(0);
  if (layer > 0) return Level::elevated;
  return layer < 0 ? Level::tunnel : Level::ground;
}

std::optional<float> speed_m_s_of(std::string_view maxspeed) {
  if (maxspeed == "walk") return 5.0f / 3.6f;
  std::string_view unit;
  auto speed = leading_number(maxspeed, unit);
  if (!speed) return std::nullopt;
  double km_h = *speed;
  if (unit == "mph") {
    km_h *= 1.609344;
  } else if (unit == "knots") {
    km_h *= 1.852;
  } else if (!unit.empty() && unit != "km/h" && unit != "kmh") {
    return std::nullopt;
  }
  if (km_h < 3 || km_h > 150) return std::nullopt;
  return static_cast<float>(km_h / 3.6);
}

std::optional<float> width_m_of(std::string_view width) {
  constexpr double foot_m = 0.3048, inch_m = 0.0254;
  std::string_view unit;
  auto metres = leading_number(width, unit);
  if (!metres) return std::nullopt;
  if (unit.starts_with('\'')) {
    std::string_view inch_mark;
    const double inches = leading_number(unit.substr(1), inch_mark).value_or(0);
    metres = *metres * foot_m + inches * inch_m;
  } else if (!unit.empty() && unit != "m" && unit != "metres" && unit != "meters") {
    return std::nullopt;
  }
  if (*metres < 0.3 || *metres > 100) return std::nullopt;
  return static_cast<float>(*metres);
}

std::optional<std::uint8_t> lanes_of(std::string_view lanes) {
  std::string_view rest;
  const auto count = leading_number(lanes, rest);
  if (!count || !rest.empty() || *count < 1 || *count > 20 || *count != std::floor(*count)) return std::nullopt;
  return static_cast<std::uint8_t>(*count);
}

}  // namespace machi
