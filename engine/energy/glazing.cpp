#include "engine/energy/glazing.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

/// One pane: light that goes through and that comes back.
struct Pane {
  double transmitted;
  double reflected;
  double absorbed() const { return 1 - transmitted - reflected; }
};

/// All reflections between two faces of reflectance `face` and with a part `clear` left after each crossing.
Pane pane_of(double face, double clear) {
  const double through = clear * (1 - face) * (1 - face) / (1 - face * face * clear * clear);
  return {through, face * (1 + clear * through)};
}

/// The reflectance of a face whose pane has the values given: the light that comes back without the face's own
/// says how much crosses the pane, and what then goes through falls as the face reflects more.
double face_reflectance(double transmittance, double reflectance) {
  double low = reflectance / (1 + transmittance);
  double high = reflectance;
  for (int i = 0; i < 60; ++i) {
    const double face = (low + high) / 2;
    const double clear = (reflectance / face - 1) / transmittance;
    (pane_of(face, clear).transmitted > transmittance ? low : high) = face;
  }
  return (low + high) / 2;
}

GlazingOptics two_of(Pane pane) {
  const double between = 1 / (1 - pane.reflected * pane.reflected);
  GlazingOptics optics;
  optics.transmitted = pane.transmitted * pane.transmitted * between;
  optics.absorbed_outer = pane.absorbed() * (1 + pane.transmitted * pane.reflected * between);
  optics.absorbed_inner = pane.transmitted * pane.absorbed() * between;
  optics.reflected = 1 - optics.transmitted - optics.absorbed_outer - optics.absorbed_inner;
  return optics;
}

GlazingOptics one_of(Pane pane) {
  return {pane.transmitted, pane.absorbed() / 2, pane.absorbed() / 2, pane.reflected};
}

void add(GlazingOptics& sum, const GlazingOptics& optics, double weight) {
  sum.transmitted += weight * optics.transmitted;
  sum.absorbed_outer += weight * optics.absorbed_outer;
  sum.absorbed_inner += weight * optics.absorbed_inner;
  sum.reflected += weight * optics.reflected;
}

}  // namespace

bool is_clear_pane(double transmittance, double reflectance) {
  return transmittance > 0 && reflectance > 0 && transmittance + reflectance <= 1;
}

Glazing::Glazing(const EnergyGlazing& glazing) : two_panes_(glazing.panes == 2) {
  const double face = face_reflectance(glazing.pane_transmittance, glazing.pane_reflectance);
  index_ = (1 + std::sqrt(face)) / (1 - std::sqrt(face));
  clear_ = std::clamp((glazing.pane_reflectance / face - 1) / glazing.pane_transmittance, 0.0, 1.0);
  // Midpoints of equal steps of the squared sine, which is the part of diffuse light up to an angle.
  constexpr int steps = 200;
  for (int i = 0; i < steps; ++i) add(diffuse_, beam(std::sqrt(1 - (i + 0.5) / steps)), 1.0 / steps);
}

GlazingOptics Glazing::beam(double cosine) const {
  constexpr double grazing = 1e-6;
  if (cosine < grazing) return {0, 0, 0, 1};
  const double inside = std::sqrt(1 - (1 - cosine * cosine) / (index_ * index_));
  const double across = (cosine - index_ * inside) / (cosine + index_ * inside);
  const double along = (inside - index_ * cosine) / (inside + index_ * cosine);
  const double clear = std::pow(clear_, 1 / inside);
  const Pane first = pane_of(across * across, clear);
  const Pane second = pane_of(along * along, clear);
  const Pane pane{(first.transmitted + second.transmitted) / 2, (first.reflected + second.reflected) / 2};
  return two_panes_ ? two_of(pane) : one_of(pane);
}

}  // namespace machi
