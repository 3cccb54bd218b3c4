/// \file  A box of one room with a window, for tests of energy.
#pragma once

#include "engine/model/energy.hpp"

namespace machi {

inline EnergySurface box_surface(const std::string& name, const std::string& zone, double tilt_deg,
                                 double azimuth_deg) {
  EnergySurface surface;
  surface.name = name;
  surface.zone = zone;
  surface.construction = "wall";
  surface.width_m = tilt_deg == 90 && (azimuth_deg == 90 || azimuth_deg == 270) ? 6 : 8;
  surface.height_m = tilt_deg == 90 ? 2.7 : 6;
  surface.tilt_deg = tilt_deg;
  surface.azimuth_deg = azimuth_deg;
  return surface;
}

/// 8 m × 6 m × 2.7 m, 12 m² of window on the south, heated to 20 °C and cooled to 27 °C.
inline EnergySettings box_with_window() {
  EnergySettings energy;
  energy.materials.push_back({"", "concrete", 0.5, 1400, 1000});
  energy.materials.push_back({"", "foam", 0.04, 10, 1400});
  EnergyConstruction wall;
  wall.name = "wall";
  wall.layers = {"foam", "concrete"};
  wall.thickness_m = {0.06, 0.08};
  energy.constructions.push_back(wall);
  energy.glazings.emplace_back().name = "double";
  EnergyZone zone;
  zone.name = "room";
  zone.floor_area_m2 = 48;
  zone.volume_m3 = 129.6;
  zone.infiltration_1_h = 0.5;
  zone.gains_W = 200;
  zone.heating_C = 20;
  zone.cooling_C = 27;
  energy.zones.push_back(zone);
  energy.surfaces = {box_surface("south", "room", 90, 180), box_surface("north", "room", 90, 0),
                     box_surface("east", "room", 90, 90),   box_surface("west", "room", 90, 270),
                     box_surface("roof", "room", 0, 180),   box_surface("floor", "room", 180, 180)};
  EnergyWindow window;
  window.surface = "south";
  window.glazing = "double";
  window.rect = {1, 0.2, 6, 2};
  energy.windows.push_back(window);
  return energy;
}

}  // namespace machi
