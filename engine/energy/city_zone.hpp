/// \file  A building of a city as one zone: its shape, its archetype and its users put together.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/energy/neighbours.hpp"
#include "engine/energy/thermal_zone.hpp"
#include "engine/model/archetypes.hpp"
#include "engine/model/city.hpp"

namespace machi {

/// What the city file says of a building.
struct BuildingFacts {
  std::uint32_t building{0};  ///< row of the city; draws depend on it
  std::int16_t usage{missing_int};
  std::int16_t structure{missing_int};
  std::int16_t year{missing_int};
  std::int16_t storeys{missing_int};
  float height_m{0};
  float floor_area_m2{0};  ///< as published; NaN unknown
};

/// Who uses a zone.
struct ZoneUsers {
  float room_m2{0};                              ///< of the use's room
  float dwelling_m2{0};                          ///< in use, of dwellings that have a household
  std::array<float, most_persons> households{};  ///< by their persons; larger ones count in proportion
  float persons{0};                              ///< that live here
  float dwellings{0};                            ///< with a household
};

/// Layers of a construction as a chain of nodes, by m² of face.
struct CityChain {
  std::vector<double> capacity_J_m2K;  ///< [nodes]
  std::vector<double> link_W_m2K;      ///< [nodes - 1]
  double u_W_m2K{0};
  double inner_capacity_J_m2K{0};
  double outside_absorptance{0.6}, inside_absorptance{0.6}, outside_emissivity{0.9}, inside_emissivity{0.9};
};

/// What zones of one row of Archetypes::envelopes are made of.
struct CityEnvelope {
  CityChain wall, roof, floor, inner, party;
  std::uint32_t glazing{0};  ///< row of Archetypes::glazings
  CityChain glass;
  double glass_loss{0};  ///< of the light inside, what leaves through a window
  double glass_absorptance{0};
};

/// What is known of a zone; its elements follow from that (elements_of), and are many times as long.
struct CityZone {
  std::uint32_t building{0};
  std::uint32_t use{0};       ///< row of Archetypes::uses
  std::uint32_t envelope{0};  ///< row of Archetypes::envelopes
  std::uint32_t windows{0};   ///< row of the envelope whose windows it has
  std::int16_t year{0};       ///< of construction, drawn where the city file has none
  std::uint16_t facades{0};   ///< the first of `facings`; the others are roofs
  double floor_area_m2{0};
  double volume_m3{0};
  double storeys{1};
  double infiltration_m3_h{0};
  double loss_W_K{0};  ///< steady, through faces and leaks
  double air_J_K{0};   ///< heat capacity of air and furniture
  ZoneUsers users;
  std::vector<double> area_m2;       ///< [elements]
  std::vector<PlaneFacing> facings;  ///< [faces] façades, then roofs
  std::vector<FaceView> views;       ///< [faces]
};

/// The elements of a zone: wall and window of each façade, roofs, ground floor, inner floors and partitions, walls
/// against neighbours.
struct ZoneElements {
  ThermalZone thermal;
  /// [elements] the face that one belongs to; no_zone: none, no sun reaches it.
  std::vector<std::uint32_t> face_of;
  std::vector<std::uint32_t> glazing_of;  ///< [elements] row of Archetypes::glazings; no_zone: opaque
};
/// `envelopes` [Archetypes::envelopes]. Local: any thread.
ZoneElements elements_of(const CityZone& zone, std::span<const CityEnvelope> envelopes);
/// Nodes of each of them.
std::vector<std::uint32_t> element_nodes(const CityZone& zone, std::span<const CityEnvelope> envelopes);

/// Faces and leaks that a zone gets in place of its own.
struct CityRetrofit {
  std::int64_t as_of_year{0};  ///< those of buildings of this year
  bool windows_only{false};
};

/// How zones are put together.
struct CityZoneRules {
  std::uint64_t seed{1};
  int climate_zone{6};  ///< 1 … 8
  double step_s{3600};
  double air_J_m3K{1206};
};

/// Puts zones together; holds what buildings of one archetype share.
class CityZoneMaker {
 public:
  /// Throws InputError where `archetypes` has no use for missing codes (0).
  CityZoneMaker(const Archetypes& archetypes, const CityZoneRules& rules);

  /// The zone of a building; `views` [faces] those of its façades, then of its roofs. An element that the building does
  /// not have is there with 0.01 m², so that buildings of one kind have one shape. Throws InputError where no envelope
  /// fits. Local: any thread.
  CityZone zone_of(const BuildingFacts& facts, const BuildingShape& shape, std::vector<FaceView> views,
                   const CityRetrofit* retrofit = nullptr) const;
  const std::vector<CityEnvelope>& envelopes() const { return envelopes_; }

  /// The zone's plants, a row of Archetypes::systems, drawn by Philox of (seed, building) from those of its use and
  /// year. Throws InputError where none fits.
  std::uint32_t system_of(const CityZone& zone) const;

  /// Year of construction: the published one, else drawn from the stock by Philox of (seed, building).
  std::int16_t year_of(const BuildingFacts& facts, bool dwellings) const;

 private:
  void set_size(const BuildingFacts& facts, const BuildingShape& shape, CityZone& zone) const;
  CityChain chain(const std::string& construction, double insulation_mm, double film_m2K_W) const;
  CityChain glass_chain(const EnergyGlazing& glazing) const;
  std::uint32_t use_of(std::int16_t usage) const;
  std::uint32_t envelope_of(const BuildingFacts& facts, std::int64_t structure, int year, bool dwellings) const;
  ZoneUsers users_of(const BuildingFacts& facts, const UseArchetype& use, double floor_area_m2) const;

  const Archetypes& archetypes_;
  CityZoneRules rules_;
  std::vector<CityEnvelope> envelopes_;  ///< [Archetypes::envelopes]
};

}  // namespace machi
