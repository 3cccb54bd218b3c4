#include "engine/energy/city_zone.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/energy/glazing.hpp"
#include "engine/energy/layers.hpp"
#include "engine/population/occupancy.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_year = 0x7101;
constexpr std::uint32_t purpose_system = 0x7102;
// Convection, W/(m² K): outside ISO 6946, annex A, at 4 m/s less the radiation that is counted on its own; inside ISO
// 52016-1, table 25, for heat that goes sideways, up and down.
constexpr double outside_W_m2K = 20;
constexpr double inside_wall_W_m2K = 2.5, inside_roof_W_m2K = 5.0, inside_floor_W_m2K = 0.7;
constexpr double least_face_m2 = 0.01;
constexpr int most_cells = 3;
constexpr double furniture_J_m2K = 10'000;  ///< of the floor, ISO 52016-1, 6.5.11
constexpr double partitions_m2 = 1;         ///< faces of inner walls by the floor
constexpr double insulating_W_mK = 0.08;
constexpr std::int64_t youngest_year = 2100;

/// Row of the first name; the tables have been checked.
template <class Row>
std::uint32_t row_called(const std::vector<Row>& rows, const std::string& name) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return static_cast<std::uint32_t>(at - rows.begin());
}

bool has_code(const std::vector<double>& codes, std::int64_t code) {
  return std::find(codes.begin(), codes.end(), static_cast<double>(code)) != codes.end();
}

/// One element of a zone and where it is.
struct Element {
  const CityChain& chain;
  double tilt_deg;
  double inside_W_m2K;
  bool outdoors;
  std::uint32_t face;          ///< no_zone: no sun reaches it
  const CityEnvelope* window;  ///< whose glass it is; null: opaque
};

/// Calls visit(row, element) for the elements of a zone in their order.
template <class Visit>
void each_element(const CityZone& zone, std::span<const CityEnvelope> envelopes, const Visit& visit) {
  const CityEnvelope& envelope = envelopes[zone.envelope];
  const CityEnvelope& windows = envelopes[zone.windows];
  std::size_t e = 0;
  std::uint32_t face = 0;
  for (; face < zone.facades; ++face) {
    visit(e++, Element{envelope.wall, 90, inside_wall_W_m2K, true, face, nullptr});
    visit(e++, Element{windows.glass, 90, inside_wall_W_m2K, true, face, &windows});
  }
  for (; face < zone.facings.size(); ++face)
    visit(e++, Element{envelope.roof, zone.facings[face].tilt_deg, inside_roof_W_m2K, true, face, nullptr});
  visit(e++, Element{envelope.floor, 180, inside_floor_W_m2K, true, no_zone, nullptr});
  visit(e++, Element{envelope.inner, 180, inside_wall_W_m2K, false, no_zone, nullptr});
  visit(e++, Element{envelope.party, 90, inside_wall_W_m2K, false, no_zone, nullptr});
}

ThermalElement thermal_element(const Element& from, double area_m2, std::span<const FaceView> views) {
  const CityChain& chain = from.chain;
  ThermalElement element;
  element.area_m2 = area_m2;
  element.tilt_deg = from.tilt_deg;
  element.inner_capacity_J_m2K = chain.inner_capacity_J_m2K;
  for (const double capacity : chain.capacity_J_m2K) element.capacity_J_K.push_back(capacity * area_m2);
  for (const double link : chain.link_W_m2K) element.link_W_K.push_back(link * area_m2);
  element.inside_air_W_K = from.inside_W_m2K * area_m2;
  if (!from.outdoors) return element;
  element.outside_W_K = outside_W_m2K * area_m2;
  if (from.face == no_zone) return element;
  element.solar_absorptance = chain.outside_absorptance;
  element.emission_W_K4 = chain.outside_emissivity * stefan_boltzmann_W_m2K4 * area_m2;
  element.sky_share = long_wave_sky_share(from.tilt_deg) * views[from.face].sky;
  return element;
}

InnerFace inner_face(const Element& from) {
  if (from.window != nullptr)
    return {from.window->glass_absorptance, from.window->glass_loss, from.chain.inside_emissivity, false};
  return {from.chain.inside_absorptance, 0, from.chain.inside_emissivity, from.tilt_deg > 135};
}

}  // namespace

ZoneElements elements_of(const CityZone& zone, std::span<const CityEnvelope> envelopes) {
  ZoneElements made;
  std::vector<InnerFace> inner;
  made.thermal.air_J_K = zone.air_J_K;
  each_element(zone, envelopes, [&](std::size_t e, const Element& element) {
    made.thermal.elements.push_back(thermal_element(element, zone.area_m2[e], zone.views));
    made.face_of.push_back(element.face);
    made.glazing_of.push_back(element.window == nullptr ? no_zone : element.window->glazing);
    inner.push_back(inner_face(element));
  });
  finish_zone(made.thermal, inner);
  return made;
}

std::vector<std::uint32_t> element_nodes(const CityZone& zone, std::span<const CityEnvelope> envelopes) {
  std::vector<std::uint32_t> nodes;
  each_element(zone, envelopes, [&](std::size_t, const Element& element) {
    nodes.push_back(static_cast<std::uint32_t>(element.chain.capacity_J_m2K.size()));
  });
  return nodes;
}

CityZoneMaker::CityZoneMaker(const Archetypes& archetypes, const CityZoneRules& rules)
    : archetypes_(archetypes), rules_(rules) {
  if (use_of(0) == no_zone)
    throw InputError(archetypes.path, "no use has the code 0, for buildings without one. Add 0 to a use's usages");
  const auto zone = static_cast<std::size_t>(rules.climate_zone - 1);
  for (const ArchetypeEnvelope& given : archetypes.envelopes) {
    CityEnvelope made;
    made.wall = chain(given.wall, given.wall_insulation_mm[zone], 0.17);
    made.roof = chain(given.roof, given.roof_insulation_mm[zone], 0.14);
    made.floor = chain(given.floor, given.floor_insulation_mm[zone], 0.21);
    made.inner = chain(given.inner, 0, 0.26);
    made.party = chain(given.wall, 0, 0.17);
    made.glazing = row_called(archetypes.glazings, given.glazings[zone]);
    const EnergyGlazing& glass = archetypes.glazings[made.glazing];
    made.glass = glass_chain(glass);
    const GlazingOptics diffuse = Glazing(glass).diffuse();
    made.glass_loss = diffuse.transmitted;
    made.glass_absorptance = diffuse.absorbed_outer + diffuse.absorbed_inner;
    envelopes_.push_back(std::move(made));
  }
}

CityChain CityZoneMaker::chain(const std::string& name, double insulation_mm, double film_m2K_W) const {
  const EnergyConstruction& given = archetypes_.constructions[row_called(archetypes_.constructions, name)];
  std::vector<WallLayer> layers;
  CityChain made;
  double resistance = film_m2K_W;
  for (std::size_t k = 0; k < given.layers.size(); ++k) {
    const EnergyMaterial& material = archetypes_.materials[row_called(archetypes_.materials, given.layers[k])];
    const bool insulation = given.layers[k] == "insulation";
    const double thickness_m = insulation ? 1e-3 * insulation_mm : given.thickness_m[k];
    if (thickness_m <= 0) continue;
    layers.push_back({thickness_m, material.conductivity_W_mK, material.density_kg_m3 * material.heat_capacity_J_kgK});
    resistance += thickness_m / material.conductivity_W_mK;
  }
  double left_m = 0.1;
  for (std::size_t k = layers.size(); k-- > 0 && left_m > 0;) {
    if (layers[k].conductivity_W_mK < insulating_W_mK) break;
    const double depth_m = std::min(left_m, layers[k].thickness_m);
    made.inner_capacity_J_m2K += depth_m * layers[k].volumetric_J_m3K;
    left_m -= depth_m;
  }
  LayerChain nodes = chain_of(layers, rules_.step_s, most_cells);
  made.capacity_J_m2K = std::move(nodes.capacity_J_m2K);
  made.link_W_m2K = std::move(nodes.link_W_m2K);
  made.u_W_m2K = 1 / resistance;
  made.outside_absorptance = given.outside_solar_absorptance;
  made.inside_absorptance = given.inside_solar_absorptance;
  made.outside_emissivity = given.outside_emissivity;
  made.inside_emissivity = given.inside_emissivity;
  return made;
}

CityChain CityZoneMaker::glass_chain(const EnergyGlazing& glazing) const {
  CityChain made;
  made.capacity_J_m2K = {0, 0};
  made.link_W_m2K = {glazing.conductance_W_m2K};
  made.u_W_m2K = 1 / (0.17 + 1 / glazing.conductance_W_m2K);
  made.outside_emissivity = glazing.outside_emissivity;
  made.inside_emissivity = glazing.inside_emissivity;
  return made;
}

std::uint32_t CityZoneMaker::use_of(std::int16_t usage) const {
  const std::int64_t code = usage == missing_int ? 0 : usage;
  for (std::uint32_t row = 0; row < archetypes_.uses.size(); ++row)
    if (has_code(archetypes_.uses[row].usages, code)) return row;
  return code == 0 ? no_zone : use_of(0);
}

std::int16_t CityZoneMaker::year_of(const BuildingFacts& facts, bool dwellings) const {
  if (facts.year > 0) return facts.year;  // missing_int is below 0
  const auto share = [dwellings](const StockPeriod& period) { return dwellings ? period.dwellings : period.other; };
  double all = 0;
  for (const StockPeriod& period : archetypes_.stock) all += share(period);
  const auto dice = random_block(rules_.seed, facts.building, 0, purpose_year);
  double left = uniform01(dice[0]) * all;
  std::size_t row = 0;
  while (row + 1 < archetypes_.stock.size() && left >= share(archetypes_.stock[row]))
    left -= share(archetypes_.stock[row++]);
  const StockPeriod& period = archetypes_.stock[row];
  const auto years =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(period.to_year - period.from_year + 1, 1, 1000));
  const std::int64_t year = period.from_year + static_cast<std::int64_t>(uniform01(dice[1]) * years);
  return static_cast<std::int16_t>(std::min(year, youngest_year));
}

std::uint32_t CityZoneMaker::envelope_of(const BuildingFacts& facts, std::int64_t structure, int year,
                                         bool dwellings) const {
  for (const std::int64_t code :
       {facts.structure == missing_int ? structure : std::int64_t{facts.structure}, structure})
    for (std::uint32_t row = 0; row < archetypes_.envelopes.size(); ++row) {
      const ArchetypeEnvelope& envelope = archetypes_.envelopes[row];
      if (envelope.for_dwellings == dwellings && has_code(envelope.structures, code) && year >= envelope.from_year &&
          year <= envelope.to_year)
        return row;
    }
  throw InputError(archetypes_.path, "no envelope of " + std::string(dwellings ? "dwellings" : "other buildings") +
                                         " has structure " + std::to_string(structure) + " and the year " +
                                         std::to_string(year) + ". Add one");
}

std::uint32_t CityZoneMaker::system_of(const CityZone& zone) const {
  const auto climate = static_cast<std::size_t>(rules_.climate_zone - 1);
  const std::string& use = archetypes_.uses[zone.use].name;
  const auto fits = [&](const SystemShare& row) {
    return zone.year >= row.from_year && zone.year <= row.to_year &&
           std::find(row.uses.begin(), row.uses.end(), use) != row.uses.end();
  };
  double all = 0;
  for (const SystemShare& row : archetypes_.system_shares) all += fits(row) ? row.shares[climate] : 0;
  double left = uniform01(random_block(rules_.seed, zone.building, 0, purpose_system)[0]) * all;
  const SystemShare* drawn = nullptr;
  for (const SystemShare& row : archetypes_.system_shares) {
    if (!fits(row) || row.shares[climate] <= 0) continue;
    drawn = &row;
    if (left < row.shares[climate]) break;
    left -= row.shares[climate];
  }
  if (drawn == nullptr)
    throw InputError(archetypes_.path, "no system has a share in the buildings of use '" + use + "' of the year " +
                                           std::to_string(zone.year) + ". Add one to systems.shares");
  return row_called(archetypes_.systems, drawn->system);
}

// The households are those of the people of the same city (engine/population), drawn by the same numbers.
ZoneUsers CityZoneMaker::users_of(const BuildingFacts& facts, const UseArchetype& use, double floor_area_m2) const {
  ZoneUsers users;
  double dwelling_share = 0;
  if (const DwellingRow* row = dwelling_row(facts.usage); row != nullptr && facts.usage != missing_int) {
    dwelling_share = row->share_of_floor;
    const std::int64_t dwellings = dwellings_in(*row, floor_area_m2);
    HouseholdStream stream(*row, rules_.seed, facts.building);
    for (std::int64_t k = 0; k < dwellings; ++k) {
      const int persons = stream.next();
      if (persons <= 0) continue;
      users.dwellings += 1;
      users.persons += static_cast<float>(persons);
      const int row_of = std::min(persons, most_persons) - 1;
      users.households[static_cast<std::size_t>(row_of)] += static_cast<float>(std::max(1.0, persons / 4.0));
    }
    if (dwellings > 0)
      users.dwelling_m2 = static_cast<float>(
          static_cast<double>(users.dwellings) *
          std::min(archetypes_.living.most_floor_m2, dwelling_share * floor_area_m2 / static_cast<double>(dwellings)));
  }
  if (!use.room.empty()) users.room_m2 = static_cast<float>((1 - dwelling_share) * use.room_share * floor_area_m2);
  return users;
}

void CityZoneMaker::set_size(const BuildingFacts& facts, const BuildingShape& shape, CityZone& zone) const {
  // Storeys as published, else by height; what is under a roof counts as storeys only as far as its volume goes.
  const double height_m = shape.volume_m3 / shape.ground_m2;
  const double by_height = std::max(1.0, std::floor(height_m / archetypes_.uses[zone.use].storey_m + 0.3));
  const bool published = facts.storeys > 0;  // missing_int is below 0
  zone.storeys = published ? std::min<double>(facts.storeys, 2 * by_height) : by_height;
  const double computed_m2 = zone.storeys * shape.ground_m2;
  const auto published_m2 = static_cast<double>(facts.floor_area_m2);
  zone.floor_area_m2 = published_m2 > 0.2 * computed_m2 && published_m2 < 3 * computed_m2 ? published_m2 : computed_m2;
  zone.volume_m3 = shape.volume_m3;
  zone.infiltration_m3_h = archetypes_.envelopes[zone.envelope].infiltration_1_h * zone.volume_m3;
  zone.loss_W_K = zone.infiltration_m3_h / 3600 * rules_.air_J_m3K;
  zone.air_J_K = zone.volume_m3 * rules_.air_J_m3K + furniture_J_m2K * zone.floor_area_m2;
}

CityZone CityZoneMaker::zone_of(const BuildingFacts& facts, const BuildingShape& shape, std::vector<FaceView> views,
                                const CityRetrofit* retrofit) const {
  CityZone zone;
  zone.building = facts.building;
  zone.use = use_of(facts.usage);
  const UseArchetype& use = archetypes_.uses[zone.use];
  const bool dwellings = facts.usage != missing_int && dwelling_row(facts.usage) != nullptr;
  zone.year = year_of(facts, dwellings);
  zone.envelope = envelope_of(facts, use.structure, zone.year, dwellings);
  zone.windows = zone.envelope;
  if (retrofit != nullptr) {
    zone.windows = envelope_of(facts, use.structure, static_cast<int>(retrofit->as_of_year), dwellings);
    if (!retrofit->windows_only) zone.envelope = zone.windows;
  }
  set_size(facts, shape, zone);
  zone.users = users_of(facts, use, zone.floor_area_m2);

  const auto add = [&](double area_m2) { zone.area_m2.push_back(std::max(area_m2, least_face_m2)); };
  zone.facades = static_cast<std::uint16_t>(shape.facades.size());
  zone.area_m2.reserve(2 * shape.facades.size() + shape.roofs.size() + 3);
  zone.facings.reserve(shape.facades.size() + shape.roofs.size());
  double shared_m2 = 0;
  for (const FacadeShape& facade : shape.facades) {
    shared_m2 += facade.shared_m2;
    zone.facings.push_back({90, facade.azimuth_deg});
    add((1 - use.window_share) * facade.area_m2);
    add(use.window_share * facade.area_m2);
  }
  for (const RoofShape& roof : shape.roofs) {
    zone.facings.push_back({roof.tilt_deg, roof.azimuth_deg});
    add(roof.area_m2);
  }
  add(shape.ground_m2);
  // Both faces of floors between storeys, and of partitions.
  add(2 * std::max(0.0, zone.floor_area_m2 - shape.ground_m2) + partitions_m2 * zone.floor_area_m2);
  add(shared_m2);
  zone.views = std::move(views);
  zone.views.resize(zone.facings.size());
  each_element(zone, envelopes_, [&](std::size_t e, const Element& element) {
    if (element.outdoors) zone.loss_W_K += element.chain.u_W_m2K * zone.area_m2[e];
  });
  return zone;
}

}  // namespace machi
