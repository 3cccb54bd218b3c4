#include "engine/energy/thermal_zone.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/core/constants.hpp"
#include "engine/energy/glazing.hpp"
#include "engine/energy/layers.hpp"

namespace machi {
namespace {

constexpr double air_heat_J_kgK = 1005;
constexpr double star_slope_W_m2K = 4 * stefan_boltzmann_W_m2K4 * 293.15 * 293.15 * 293.15;

template <class Row>
std::map<std::string, std::uint32_t> rows_by_name(const std::vector<Row>& rows) {
  std::map<std::string, std::uint32_t> index;
  for (std::uint32_t row = 0; row < rows.size(); ++row) index[rows[row].name] = row;
  return index;
}

/// What an inner face does with sun from inside the zone, and how it takes part in long-wave exchange.
struct InnerFace {
  double solar_absorptance{0};
  double solar_loss{0};  ///< through a window
  double emissivity{0.9};
  bool floor{false};
};

/// Builds the zones of one scenario.
class Builder {
 public:
  Builder(const EnergySettings& energy, double elevation_m)
      : energy_(energy), zone_rows_(rows_by_name(energy.zones)), faces_(energy.zones.size()) {
    for (std::uint32_t row = 0; row < energy.zones.size(); ++row) {
      zones_.emplace_back().row = row;
      zones_[row].air_J_K = energy.zones[row].volume_m3 * air_capacity_J_m3K(energy, elevation_m);
    }
  }

  std::vector<ThermalZone> build() {
    for (std::uint32_t row = 0; row < energy_.surfaces.size(); ++row) add_surface(row);
    for (std::uint32_t zone = 0; zone < zones_.size(); ++zone) {
      join_star(zones_[zone], faces_[zone]);
      share_sun(zones_[zone], faces_[zone]);
    }
    join_inner_walls();
    return std::move(zones_);
  }

 private:
  void add_surface(std::uint32_t row) {
    const EnergySurface& surface = energy_.surfaces[row];
    const std::uint32_t zone = zone_rows_.at(surface.zone);
    double opaque_m2 = surface.width_m * surface.height_m;
    for (std::uint32_t w = 0; w < energy_.windows.size(); ++w)
      if (energy_.windows[w].surface == surface.name) opaque_m2 -= add_window(zone, row, w);
    const EnergyConstruction& construction = energy_.constructions[constructions_.at(surface.construction)];
    const LayerChain chain = chain_of(layers_of(construction), 3600.0 / static_cast<double>(energy_.steps_per_h));

    ThermalElement element = element_of(chain, opaque_m2);
    element.surface = row;
    element.inside_air_W_K = surface.inside_W_m2K * opaque_m2;
    InnerFace face{construction.inside_solar_absorptance, 0, construction.inside_emissivity, surface.tilt_deg >= 135};
    if (surface.outside == OutsideKind::zone) {
      add_inner_wall(zone, surface, construction, chain, element, face);
      return;
    }
    if (surface.outside == OutsideKind::outdoors) {
      element.outside_W_K = surface.outside_W_m2K * opaque_m2;
      element.emission_W_K4 = construction.outside_emissivity * stefan_boltzmann_W_m2K4 * opaque_m2;
      element.solar_absorptance = construction.outside_solar_absorptance;
      element.sky_share = long_wave_sky_share(surface.tilt_deg);
    }
    zones_[zone].elements.push_back(std::move(element));
    faces_[zone].push_back(face);
  }

  /// The wall of two zones is an element of each; what lies behind is joined once both are there.
  void add_inner_wall(std::uint32_t zone, const EnergySurface& surface, const EnergyConstruction& construction,
                      const LayerChain& chain, ThermalElement element, InnerFace face) {
    const std::uint32_t other = zone_rows_.at(surface.other_zone);
    ThermalElement mirrored = element_of(reversed(chain), element.area_m2);
    mirrored.surface = element.surface;
    mirrored.inside_air_W_K = surface.outside_W_m2K * element.area_m2;
    const InnerFace mirrored_face{construction.outside_solar_absorptance, 0, construction.outside_emissivity,
                                  surface.tilt_deg <= 45};
    element.other_zone = other;
    element.other_element = static_cast<std::uint32_t>(zones_[other].elements.size());
    mirrored.other_zone = zone;
    mirrored.other_element = static_cast<std::uint32_t>(zones_[zone].elements.size());
    zones_[zone].elements.push_back(std::move(element));
    faces_[zone].push_back(face);
    zones_[other].elements.push_back(std::move(mirrored));
    faces_[other].push_back(mirrored_face);
  }

  double add_window(std::uint32_t zone, std::uint32_t surface_row, std::uint32_t row) {
    const EnergyWindow& window = energy_.windows[row];
    const EnergyGlazing& given = energy_.glazings[glazings_.at(window.glazing)];
    const GlazingOptics optics = Glazing(given).diffuse();
    const double area_m2 = window.rect.width_m * window.rect.height_m;
    ThermalElement element = element_of({{0, 0}, {given.conductance_W_m2K}}, area_m2);
    element.surface = surface_row;
    element.window = row;
    element.outside_W_K = window.outside_W_m2K * area_m2;
    element.emission_W_K4 = given.outside_emissivity * stefan_boltzmann_W_m2K4 * area_m2;
    element.inside_air_W_K = window.inside_W_m2K * area_m2;
    element.sky_share = long_wave_sky_share(energy_.surfaces[surface_row].tilt_deg);
    zones_[zone].elements.push_back(std::move(element));
    faces_[zone].push_back(
        {optics.absorbed_outer + optics.absorbed_inner, optics.transmitted, given.inside_emissivity, false});
    return area_m2;
  }

  std::vector<Layer> layers_of(const EnergyConstruction& construction) const {
    std::vector<Layer> layers;
    for (std::size_t k = 0; k < construction.layers.size(); ++k) {
      const EnergyMaterial& material = energy_.materials[materials_.at(construction.layers[k])];
      layers.push_back({construction.thickness_m[k], material.conductivity_W_mK,
                        material.density_kg_m3 * material.heat_capacity_J_kgK});
    }
    return layers;
  }

  static ThermalElement element_of(const LayerChain& chain, double area_m2) {
    ThermalElement element;
    element.area_m2 = area_m2;
    for (const double capacity : chain.capacity_J_m2K) element.capacity_J_K.push_back(capacity * area_m2);
    for (const double link : chain.link_W_m2K) element.link_W_K.push_back(link * area_m2);
    return element;
  }

  static void join_star(ThermalZone& zone, const std::vector<InnerFace>& faces) {
    double all_m2 = 0;
    for (const ThermalElement& element : zone.elements) all_m2 += element.area_m2;
    for (std::size_t e = 0; e < faces.size(); ++e) {
      ThermalElement& element = zone.elements[e];
      element.inside_star_W_K = element.area_m2 * star_slope_W_m2K * faces[e].emissivity /
                                (1 - faces[e].emissivity * element.area_m2 / all_m2);
    }
  }

  static void share_sun(ThermalZone& zone, const std::vector<InnerFace>& faces) {
    const std::size_t count = faces.size();
    double all_m2 = 0;
    double first_m2 = 0;
    const bool has_floor = std::any_of(faces.begin(), faces.end(), [](const InnerFace& f) { return f.floor; });
    for (std::size_t e = 0; e < count; ++e) {
      all_m2 += zone.elements[e].area_m2;
      if (!has_floor || faces[e].floor) first_m2 += zone.elements[e].area_m2;
    }
    std::vector<double> light(count, 0);
    for (std::size_t e = 0; e < count; ++e)
      if (!has_floor || faces[e].floor) light[e] = zone.elements[e].area_m2 / first_m2;
    constexpr int reflections = 200;
    for (int r = 0; r < reflections; ++r) {
      std::vector<double> next(count, 0);
      for (std::size_t e = 0; e < count; ++e) {
        zone.elements[e].sun_share += faces[e].solar_absorptance * light[e];
        zone.sun_lost += faces[e].solar_loss * light[e];
        const double spread =
            (1 - faces[e].solar_absorptance - faces[e].solar_loss) * light[e] / (all_m2 - zone.elements[e].area_m2);
        for (std::size_t to = 0; to < count; ++to)
          if (to != e) next[to] += spread * zone.elements[to].area_m2;
      }
      light = next;
    }
  }

  void join_inner_walls() {
    for (ThermalZone& zone : zones_)
      for (ThermalElement& element : zone.elements) {
        if (element.other_zone == no_zone) continue;
        const ThermalElement& behind = zones_[element.other_zone].elements[element.other_element];
        element.outside_W_K = behind.inside_air_W_K + behind.inside_star_W_K;
      }
  }

  const EnergySettings& energy_;
  std::map<std::string, std::uint32_t> zone_rows_;
  std::map<std::string, std::uint32_t> constructions_{rows_by_name(energy_.constructions)};
  std::map<std::string, std::uint32_t> materials_{rows_by_name(energy_.materials)};
  std::map<std::string, std::uint32_t> glazings_{rows_by_name(energy_.glazings)};
  std::vector<ThermalZone> zones_;
  std::vector<std::vector<InnerFace>> faces_;  ///< [zones][elements]
};

}  // namespace

double air_capacity_J_m3K(const EnergySettings& energy, double elevation_m) {
  const double standard_kg_m3 = 1.2 * std::pow(1 - 2.25577e-5 * elevation_m, 5.25588);
  return air_heat_J_kgK * energy.air_density_kg_m3.value_or(standard_kg_m3);
}

double long_wave_sky_share(double tilt_deg) {
  const double share = (1 + std::cos(tilt_deg * degree)) / 2;
  return share * std::sqrt(share);
}

std::vector<ThermalZone> thermal_zones(const EnergySettings& energy, double elevation_m) {
  return Builder(energy, elevation_m).build();
}

}  // namespace machi
