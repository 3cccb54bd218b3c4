/// \file  Zones as networks of heat capacities and conductances, made from constructions, windows and areas.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/model/energy.hpp"

namespace machi {

inline constexpr std::uint32_t no_zone = std::numeric_limits<std::uint32_t>::max();

/// A chain of nodes from an outer face to an inner face: the opaque part of a surface, or a window.
struct ThermalElement {
  std::uint32_t surface{0};       ///< row of EnergySettings::surfaces
  std::uint32_t window{no_zone};  ///< row of EnergySettings::windows; none: opaque
  double area_m2{0};
  std::vector<double> capacity_J_K;  ///< [nodes]
  std::vector<double> link_W_K;      ///< [nodes - 1]
  double outside_W_K{0};             ///< convection at the outer face; of an inner wall also its radiation
  double emission_W_K4{0};  ///< emissivity × Stefan-Boltzmann constant × area; 0: no long-wave exchange outside
  double inside_air_W_K{0};
  double inside_star_W_K{0};
  double sky_share{0};          ///< of the long-wave surroundings of the outer face; the rest is as warm as the air
  double solar_absorptance{0};  ///< of the outer face of an opaque element
  double sun_share{0};          ///< of the sun that comes into the zone, what its inner face absorbs
  double tilt_deg{90};
  double inner_capacity_J_m2K{0};        ///< what takes part in a day; for the simple model
  std::uint32_t other_zone{no_zone};     ///< what lies behind an inner wall,
  std::uint32_t other_element{no_zone};  ///< and the same wall seen from there
  bool outdoors() const { return other_zone == no_zone && outside_W_K > 0; }
};

struct ThermalZone {
  std::uint32_t row{0};  ///< of EnergySettings::zones
  double air_J_K{0};
  double sun_lost{0};  ///< of the sun that comes in, what leaves again through windows
  std::vector<ThermalElement> elements;
};

/// What an inner face does with sun from inside the zone, and how it takes part in long-wave exchange.
struct InnerFace {
  double solar_absorptance{0};
  double solar_loss{0};  ///< through a window
  double emissivity{0.9};
  bool floor{false};
};

/// Joins the elements of a zone, one inner face each: exchange over the star, shares of the sun that comes in.
void finish_zone(ThermalZone& zone, const std::vector<InnerFace>& faces);

/// Heat capacity of the air of a place, J/(m³ K): 1005 J/(kg K) by the density given, else 1.2 kg/m³ by the pressure of
/// the standard atmosphere (ISO 2533) at this elevation.
double air_capacity_J_m3K(const EnergySettings& energy, double elevation_m);

/// Share of the sky in the long-wave surroundings of a plane, with the horizon's warmth counted as air:
/// F sqrt(F), F = (1 + cos tilt) / 2 (Walton, TARP Reference Manual, 1983).
double long_wave_sky_share(double tilt_deg);

/// The zones of a scenario that has been checked: every name is there and every number possible. An inner wall is an
/// element of both its zones. Long-wave exchange inside goes through a star node, A 4 s T³ e / (1 - e A / sum A), T =
/// 293.15 K. The sun that comes in meets the floor first (all faces by area where there is none); what faces reflect
/// spreads over the others by area until it is absorbed or lost through windows. Local: any thread.
std::vector<ThermalZone> thermal_zones(const EnergySettings& energy, double elevation_m);

}  // namespace machi
