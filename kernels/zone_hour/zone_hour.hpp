/// \file  The layered thermal model of 16 zones at a time, some steps within one hour.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Zones are worked on in batches of this many; columns are [rows][zone_lanes].
inline constexpr std::size_t zone_lanes = 16;

/// All temperatures of the kernel are counted from this one, °C. Numbers near 0 are finer: in single precision a year's
/// load is some three times nearer to double precision than with 0 °C.
inline constexpr double zone_zero_C = 20;

/// What does not change: 16 zones of one shape. Each zone is a node of air, a star that stands for the long-wave
/// exchange of its inner faces, and elements: chains of nodes from the outer face to the inner face. Chains are
/// eliminated beforehand (Thomas): with d the pivots, C / dt the storage of node i and g the conductance from node i -
/// 1 to i, hold = C / dt / d_i, pass = g / d_i and carry = g / d_(i - 1) (of an element's first node the last two are
/// 0). Inwards u_i = hold T_i + pass u_(i - 1), outwards T_i = u_i + carry_(i + 1) T_(i + 1). Columns are best aligned
/// to 64 bytes.
template <class Real>
struct ZoneBatch {
  std::size_t elements{0};
  const std::uint32_t* first_node{nullptr};  ///< [elements + 1] into the columns of nodes
  /// [elements] all of them, best with those side by side that have as many nodes: what is done first changes no
  /// result.
  const std::uint32_t* order{nullptr};
  // [nodes][lanes]
  const Real* hold{nullptr};
  const Real* pass{nullptr};
  const Real* carry{nullptr};
  // [elements][lanes]
  const Real* outer_K_W{nullptr};      ///< 1 / pivot of the first node
  const Real* inner_K_W{nullptr};      ///< and of the last one
  const Real* outside_W_K{nullptr};    ///< from the outer face to its ambient
  const Real* emission_W_K4{nullptr};  ///< emissivity × Stefan-Boltzmann constant × area of the outer face
  const Real* radiative_W_K{nullptr};  ///< slope of the emission that the pivots count with; in the first pivot
  const Real* inside_air_W_K{nullptr};
  const Real* inside_star_W_K{nullptr};
  // [lanes], with the elements eliminated
  const Real* air_storage_W_K{nullptr};
  const Real* air_W_K{nullptr};     ///< pivot of the air without its exchange of air, star eliminated
  const Real* star_W_K{nullptr};    ///< between air and star
  const Real* star_share{nullptr};  ///< star_W_K × star_inverse_K_W
  const Real* star_inverse_K_W{nullptr};
  // State
  Real* node_C{nullptr};  ///< [nodes][lanes]
  Real* air_C{nullptr};   ///< [lanes]
  Real* star_C{nullptr};  ///< [lanes]
};

/// What acts on the 16 zones during the steps of one call.
template <class Real>
struct ZoneForcing {
  // [elements][lanes]
  const Real* ambient_C{nullptr};
  const Real* outer_W{nullptr};  ///< sun absorbed by the outer face and long-wave radiation that it absorbs
  const Real* inner_W{nullptr};  ///< sun absorbed by the inner face
  // [lanes]
  const Real* supply_C{nullptr};  ///< of the air that comes in
  const Real* air_gain_W{nullptr};
  const Real* star_gain_W{nullptr};
  // [steps][lanes], or one row for all of them
  const Real* air_change_W_K{nullptr};  ///< heat capacity flow of the air that comes in
  const Real* heat_to_C{nullptr};       ///< set points of the air
  const Real* cool_to_C{nullptr};
  const Real* heat_most_W{nullptr};  ///< largest power, 0 where there is none
  const Real* cool_most_W{nullptr};
  bool one_row{false};
};

/// Means over the steps of one call, [lanes].
template <class Real>
struct ZoneMeans {
  Real* heating_W{nullptr};
  Real* cooling_W{nullptr};
  Real* air_C{nullptr};
};

/// Implicit Euler steps. The emission of outer faces, e T^4, is taken at the beginning of a step and corrected to the
/// end with `radiative_W_K`. Heating and cooling act on the air and hold it at the set points as far as their largest
/// power goes. Sums run over elements in their order. Throws nothing. Local: any thread.
void zone_hour(const ZoneBatch<float>& zones, const ZoneForcing<float>& forcing, std::size_t steps,
               const ZoneMeans<float>& means);

/// The same in one named variant; for tests and benchmarks.
void zone_hour(Variant variant, const ZoneBatch<float>& zones, const ZoneForcing<float>& forcing, std::size_t steps,
               const ZoneMeans<float>& means);

/// The plain twin in double precision, against which single precision is measured.
void zone_hour(const ZoneBatch<double>& zones, const ZoneForcing<double>& forcing, std::size_t steps,
               const ZoneMeans<double>& means);

}  // namespace machi::kernels
