/// \file  What panes of glass do with sunlight, by angle.
#pragma once

#include "engine/model/energy.hpp"

namespace machi {

/// Parts of the sunlight on a window.
struct GlazingOptics {
  double transmitted{0};
  double absorbed_outer{0};  ///< in the outer pane; of a single pane half
  double absorbed_inner{0};
  double reflected{0};
};

/// One or two like panes of uncoated glass. A pane's refractive index and extinction come from its transmittance and
/// reflectance at normal incidence; other angles by Snell, Fresnel and Bouguer (Duffie & Beckman, Solar Engineering of
/// Thermal Processes, ch. 5). A pane is the mean of both polarisations before it meets the other one, as data of
/// windows have it; following each through both panes would let 2 % more diffuse light in.
class Glazing {
 public:
  /// Values that no clear pane can have are taken as the nearest that one can (see problem_of_glazing).
  explicit Glazing(const EnergyGlazing& glazing);
  /// Light that comes at an angle with this cosine, 0 … 1.
  GlazingOptics beam(double cosine) const;
  /// Light that comes evenly from a half space.
  const GlazingOptics& diffuse() const { return diffuse_; }
  double refractive_index() const { return index_; }

 private:
  bool two_panes_;
  double index_;
  double clear_;  ///< part of the light that crosses a pane once at normal incidence
  GlazingOptics diffuse_;
};

/// Whether an uncoated pane can have this transmittance and reflectance at normal incidence.
bool is_clear_pane(double transmittance, double reflectance);

}  // namespace machi
