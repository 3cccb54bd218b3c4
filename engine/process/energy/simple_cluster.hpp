/// \file  Up to 16 zones of ISO 13790's simple hourly model, stepped through a day side by side.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/process/energy/energy_world.hpp"
#include "engine/process/energy/zone_state.hpp"
#include "engine/process/energy/zone_totals.hpp"
#include "kernels/five_r_one_c/five_r_one_c.hpp"

namespace machi {

class SimpleCluster {
 public:
  /// `rows`: 1 … 16 zones of the world, which has one step an hour.
  SimpleCluster(const EnergyWorld& world, std::span<const std::uint32_t> rows);

  /// The 24 hours of a day of the year, 0 … 364. `totals` [zones of the scenario] gets what this day adds, `means` [the
  /// same] what plants need, unless null.
  void run_day(int day, ZoneTotals* totals, ZoneDayMeans* means = nullptr);
  /// The state of its zones; `place` [zones of the scenario] says where each stands in `states`.
  void keep(std::span<const std::uint32_t> place, ZoneStates& states) const;
  void go_on(std::span<const std::uint32_t> place, const ZoneStates& states);
  bool finite() const { return all_finite(mass_C_); }
  /// Of the last day, summed over zones; nothing where it had no totals.
  const DayLoad& load() const { return load_; }

 private:
  static constexpr std::size_t lanes = kernels::simple_lanes;
  struct alignas(64) Column : std::array<float, lanes> {};

  /// A column of hours of the sun and its factor: what comes in of it that does not go to the air.
  struct Intake {
    const float* W_m2;
    double m2;
  };
  void add_intakes(std::size_t lane);
  void set_hour(int day, int hour);

  const EnergyWorld& world_;
  std::vector<std::uint32_t> rows_;
  std::array<std::vector<Intake>, lanes> intakes_;
  std::array<double, lanes> long_wave_W_K4_{};  ///< of the sky at outer faces, what comes in
  // Lanes without a zone stay at rest.
  Column h_is_{}, h_w_{}, h_ms_{}, h_em_{}, storage_{}, mass_C_{};
  Column outdoor_C_{}, h_ve_{}, air_W_{}, surface_W_{}, mass_W_{}, heat_to_C_{}, cool_to_C_{}, heat_most_W_{},
      cool_most_W_{};
  Column heating_W_{}, cooling_W_{}, air_C_{};
  DayLoad load_;
};

}  // namespace machi
