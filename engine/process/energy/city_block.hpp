/// \file  Up to 16 zones of a city, alike in shape and use, stepped through a day side by side.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/core/aligned_vector.hpp"
#include "engine/energy/simple_zone.hpp"
#include "engine/process/energy/city_meters.hpp"
#include "engine/process/energy/city_totals.hpp"
#include "engine/process/energy/city_users.hpp"
#include "engine/process/energy/city_world.hpp"
#include "engine/process/energy/zone_block.hpp"
#include "engine/systems/plant_lanes.hpp"

namespace machi {

class CityBlock {
 public:
  static constexpr std::size_t lanes = CityUsers::lanes;

  /// `rows`: 1 … 16 zones of the world with one use, one envelope's layers and as many roofs. `glass`: of each glazing
  /// of the archetypes. `years` and `air` must outlive it.
  CityBlock(const CityWorld& world, std::span<const std::uint32_t> rows, std::span<const GlassPolynomial> glass,
            PlantYears& years, const PanelAir& air);

  /// What is known of a day until the next one: one for each thread, not each block.
  struct Room {
    explicit Room(const CityWorld& world);
    CityUsers::Day users;
    alignas(64) CityUsers::Hours heating_W{};
    alignas(64) CityUsers::Hours cooling_W{};
    alignas(64) CityUsers::Hours air_C{};
    alignas(64) CityUsers::Hours powered{};  ///< 1, or 0 in an outage
    bool any_dark{false};
    AlignedVector<float> carriers;  ///< [carriers][24][lanes]; empty where the world has no supplies
    float* carrier(std::size_t k) { return carriers.data() + k * 24 * lanes; }
  };
  /// The 24 hours of a day of the year.
  void run_day(int day, Room& room);
  /// The state of its zones, by their rows.
  void keep(ZoneStates& states) const;
  void go_on(const ZoneStates& states);
  bool finite() const;
  /// The last day, until its room is used again.
  const DayOfZones& day() const { return of_day_; }
  const DistrictGroups& districts() const { return districts_; }

 private:
  using Lane = std::array<float, lanes>;
  /// Factors for light and long-wave radiation, [faces][lanes] and [elements][lanes].
  struct Columns {
    AlignedVector<float> east, north, up, sky, horizon, ground;
    AlignedVector<std::uint8_t> step;  ///< empty: nothing stands before the faces
    std::vector<std::uint32_t> face;
    std::vector<std::uint8_t> is_glass;
    AlignedVector<float> outer_m2, through_m2, shared, sky_W_K4, air_W_K4;
    AlignedVector<float> outer_share;       ///< simple model: of heat at the outer face, what comes in
    AlignedVector<float> outer_W, inner_W;  ///< simple model: of the hour
  };
  void add_faces(std::span<const std::uint32_t> rows);
  void add_elements(std::span<const ZoneElements> zones, std::span<const GlassPolynomial> glass);
  void add_simple(std::span<const ZoneElements> zones);
  void add_supplies(std::span<const std::uint32_t> rows, PlantYears& years);
  void take_light(const CityHour& hour, float* outer_W, float* inner_W, float* incoming_W);
  void run_layered(const CityHour& hour, std::size_t h);
  void set_simple(const CityHour& hour, std::size_t h);
  void run_simple(std::size_t h);
  void note_free();
  void set_power();
  Lane zones_air_C() const;  ///< °C
  void run_plants();
  void run_meters();
  void point_to_day();

  const CityWorld& world_;
  std::vector<std::uint32_t> rows_;
  CityUsers users_;
  Columns columns_;
  GlassPolynomial glass_;
  Lane sun_lost_{};
  std::unique_ptr<ZoneBlock<float>> layered_;
  struct Simple {
    Lane h_is{}, h_w{}, h_ms{}, h_em{}, storage{}, mass_C{}, mass_share{}, surface_share{};
    Lane outdoor_C{}, surface_W{}, mass_W{};
    Lane heating_W{}, cooling_W{}, air_C{};
  };
  std::unique_ptr<Simple> simple_;
  bool has_day_{false};
  Lane loss_K_W_{};
  alignas(64) Lane free_C_{};  ///< mean of the air of the last day without heating and cooling
  Room* room_{nullptr};        ///< of the last day
  // Where the world has supplies.
  const PanelAir& panel_air_;
  std::optional<PlantLanes> plants_;
  CityMeters meters_;
  AlignedVector<float> face_W_m2_;  ///< [faces][lanes]
  DistrictGroups districts_;
  DayOfZones of_day_;
};

}  // namespace machi
