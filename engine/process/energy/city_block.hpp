/// \file  Up to 16 zones of a city, alike in shape and use, stepped through a day side by side.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/energy/simple_zone.hpp"
#include "engine/process/energy/city_meters.hpp"
#include "engine/process/energy/city_users.hpp"
#include "engine/process/energy/city_world.hpp"
#include "engine/process/energy/zone_block.hpp"
#include "engine/systems/plant_lanes.hpp"

namespace machi {

class CityBlock {
 public:
  static constexpr std::size_t lanes = CityUsers::lanes;

  /// `rows`: 1 … 16 zones of the world with one use, one envelope's layers and as many roofs. `years` and `air` must
  /// outlive it.
  CityBlock(const CityWorld& world, std::span<const std::uint32_t> rows, PlantYears& years, const PanelAir& air);

  /// The 24 hours of a day of the year. `carriers`: room for carriers(), carriers_of_block numbers that need not be
  /// this block's own; unused where the world has no supplies.
  void run_day(int day, float* carriers);
  static constexpr std::size_t carriers_of_block = city_carrier_count * lanes * 24;
  /// The state of its zones, by their rows.
  void keep(ZoneStates& states) const;
  void go_on(const ZoneStates& states);
  bool finite() const;
  /// Of the last day; its values live as long as the block.
  LoadsOfDay loads() const;
  /// Where the world has supplies; good until the room for them is used again.
  const CarriersOfDay& carriers() const { return carriers_of_day_; }

 private:
  using Lane = std::array<float, lanes>;
  /// Factors for light and long-wave radiation, [faces][lanes] and [elements][lanes].
  struct Columns {
    std::vector<float> east, north, up, sky, horizon, ground;
    std::vector<std::uint8_t> step;
    std::vector<std::uint32_t> face;
    std::vector<std::uint8_t> is_glass;
    std::vector<float> outer_m2, through_m2, shared, sky_W_K4, air_W_K4;
    std::vector<float> outer_share;       ///< simple model: of heat at the outer face, what comes in
    std::vector<float> outer_W, inner_W;  ///< simple model: of the hour
  };
  void add_faces(std::span<const std::uint32_t> rows);
  void add_elements(std::span<const std::uint32_t> rows);
  void add_simple(std::span<const std::uint32_t> rows);
  void add_supplies(std::span<const std::uint32_t> rows, PlantYears& years);
  void take_light(const CityHour& hour, float* outer_W, float* inner_W, float* incoming_W);
  void set_layered(const CityHour& hour, std::size_t h);
  void set_simple(const CityHour& hour, std::size_t h);
  void run_simple(std::size_t h);
  void note_free();
  void set_power(int day);
  void run_plants(std::size_t h, const float* heating_W, const float* cooling_W, float part);
  void run_meters();
  void keep(std::size_t h, const float* heating_W, const float* cooling_W, const float* air_C, float part);

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
  int day_{-1};
  Lane loss_K_W_{};
  Lane free_C_{};              ///< mean of the air of the last day without heating and cooling
  std::vector<float> values_;  ///< [kinds][lanes][24]
  // Where the world has supplies.
  const PanelAir& panel_air_;
  std::optional<PlantLanes> plants_;
  CityMeters meters_;
  std::vector<float> face_W_m2_;  ///< [faces][lanes]
  float* carriers_{nullptr};      ///< [carriers][lanes][24]
  CityUsers::Hours powered_{};    ///< 1, or 0
  CarriersOfDay carriers_of_day_;
};

}  // namespace machi
