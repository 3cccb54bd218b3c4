/// \file  The density model of local motion: speed from local density by a fundamental diagram, and capacity at narrow
/// places; for millions of people in steps of up to a second.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/evacuation/local_motion.hpp"
#include "kernels/density_speed/density_speed.hpp"

namespace machi {

/// Weidmann (1993) in Kladek's form: v = v0 (1 - exp(-γ (1/ρ - 1/ρ_jam))).
struct FundamentalDiagram {
  double free_speed_m_s{1.34};
  double gamma_1_m2{1.913};
  double jam_density_1_m2{5.4};
  double speed_m_s(double density_1_m2) const;
  double flow_1_m_s(double density_1_m2) const { return density_1_m2 * speed_m_s(density_1_m2); }
  /// Density at which the flow is largest, and that flow.
  double critical_density_1_m2() const;
  double capacity_1_m_s() const { return flow_1_m_s(critical_density_1_m2()); }
};

struct DensityParameters {
  FundamentalDiagram diagram;
  /// Persons per metre of width and second that a narrow place lets through.
  double throat_flow_1_m_s{1.225};
  /// Nobody enters a bin that is so full, but for those who squeeze past.
  double packing_1_m2{7};
  /// Flow that still enters a bin above the jam density over a metre of its side: those who squeeze past each other.
  double squeeze_1_m_s{0.3};
  /// Part of the desired speed that is left in any crowd, however dense: people in each other's way still change
  /// places.
  double creep{0.008};
  /// The same in a bin beside a narrow place, whose capacity alone holds people back there.
  double press{0.1};
  /// Tangent of the angle by which a walker turns from a lateral gradient of 1 /m³, and the largest such tangent.
  double lean{0.3};
  double most_lean{0.5};
  /// Who has so much room does not turn aside (Fruin 1971: level of service A begins at 3.25 m² a person).
  double free_density_1_m2{0.31};
  /// Densities are never taken over less: about what one person needs who stands.
  double least_area_m2{0.5};
};

class DensityMotion : public LocalMotion {
 public:
  explicit DensityMotion(const DensityParameters& parameters = {});
  std::string name() const override { return "density"; }
  double reach_m() const override { return 2; }
  double largest_dt_s() const override { return 1; }
  double least_pace_in_crowds() const override { return 0.7; }
  WallsAs walls_as() const override { return WallsAs::openings; }
  void steer(const WalkerStore& store, std::uint32_t slot, const BlockWalls& walls, const StepTime& now,
             const kernels::Walkers& walkers, MotionRoom& room) const override;

 private:
  void limit_sides(const WalkerStore& store, const BlockOpenings& openings, const StepTime& now,
                   MotionRoom& room) const;

  DensityParameters parameters_;
  std::vector<float> speed_;   ///< by density
  std::vector<float> supply_;  ///< by density
  kernels::DensityTables tables_;
};

}  // namespace machi
