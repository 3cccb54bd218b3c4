/// \file  What is known of a street from OpenStreetMap's class alone, and how its other tags change that.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "engine/model/network.hpp"

namespace machi {

/// Defaults of one value of "highway".
struct StreetClass {
  std::string_view highway;
  std::uint8_t modes;  ///< bits mode_*
  std::uint8_t lanes;  ///< both directions together
  std::uint8_t lanes_oneway;
  float lane_width_m;     ///< 0: width_m is for the whole way
  float width_m;          ///< shoulders and footways in addition to lanes, or the whole width
  float free_speed_km_h;  ///< of vehicles
  bool oneway;            ///< where nothing else is said
};

/// All classes that are streets or paths. Sources: modes and oneway, OpenStreetMap wiki, "OSM tags for routing/Access
/// restrictions" (worldwide) and "Key:oneway"; lanes, "Key:lanes" (assumptions); widths, Road Structure Ordinance of
/// Japan (lanes art. 5, shoulders art. 8, cycle and foot ways art. 10-2, 11, 39, 40) and, for residential streets, the
/// 4 m of the Building Standards Act art. 42; speeds, the statutory limits of the Road Traffic Act's Enforcement Order
/// (art. 11 and 27: 60 km/h, 100 km/h on motorways), below them the limits commonly posted for the class.
std::span<const StreetClass> street_classes();

/// The class of a value of "highway"; nothing where that is no street (construction, proposed, platform, …).
const StreetClass* street_class(std::string_view highway);

/// What the tags of a way say: `tag(key)` is a value, empty where the way has no such tag.
using TagOf = std::function<std::string_view(const char* key)>;

/// Who may use a way: its class's modes, changed by access, foot, vehicle, bicycle, motor_vehicle, motorcar and
/// motorroad (the more special key wins). "no", "private", "use_sidepath", "dismount" and permits for a
/// few (agricultural, forestry, emergency, military) close, other values open.
std::uint8_t modes_of(const StreetClass& street, const TagOf& tag);

/// 1 along the way, -1 against it, 0 both; for vehicles.
int oneway_of(const StreetClass& street, const TagOf& tag);

/// Bridge or tunnel, or the sign of "layer"; a passage through a building lies on the ground.
Level level_of(const TagOf& tag);

/// Speed in m/s from "maxspeed" (km/h, mph, knots, "walk"); nothing where it is no number or below 3 or above 150 km/h.
std::optional<float> speed_m_s_of(std::string_view maxspeed);

/// Metres from "width": "5.5", "5.5 m", "18'", "18'6\""; nothing below 0.3 or above 100 m.
std::optional<float> width_m_of(std::string_view width);

/// Lanes from "lanes"; nothing where that is no whole number from 1 to 20.
std::optional<std::uint8_t> lanes_of(std::string_view lanes);

}  // namespace machi
