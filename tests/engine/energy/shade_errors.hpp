/// \file  What the few points of façades miss of their shade, against horizons all over them.
#pragma once

#include <cmath>
#include <vector>

#include "engine/core/constants.hpp"
#include "engine/energy/neighbours.hpp"

namespace machi {

/// Sums over façades; of the direct sun in parts of the unshaded, of the sky's light in parts of an open one.
struct ShadeErrors {
  int facades{0};
  double lit{0}, lit_bias{0}, sky{0}, sky_bias{0};

  /// `all`: horizons of points all over the façade that looks to `azimuth_deg`.
  void add(const FaceHorizon& face, double azimuth_deg, const std::vector<Horizon>& all) {
    const double open = view_past({90, azimuth_deg}, all).sky;
    sky += std::abs(face.view.sky - open);
    sky_bias += face.view.sky - open;
    // Suns at 10°, 20° … 60° in every sector before the wall, weighed with the cosine of incidence.
    double many = 0, few = 0, weights = 0;
    for (std::size_t sector = 0; sector < sky_sectors; ++sector)
      for (int height = 10; height <= 60; height += 10) {
        const double before = std::cos(((static_cast<double>(sector) + 0.5) * sector_deg - azimuth_deg) * degree) *
                              std::cos(height * degree);
        if (before <= 0) continue;
        weights += before;
        for (const Horizon& horizon : all)
          many += static_cast<double>(horizon[sector]) < height ? before / static_cast<double>(all.size()) : 0;
        for (const auto& step : face.step)
          few += step[sector] * horizon_step_deg < height ? before / static_cast<double>(face.step.size()) : 0;
      }
    lit += std::abs(few - many) / weights;
    lit_bias += (few - many) / weights;
    ++facades;
  }
};

}  // namespace machi
