/// \file  What zones keep from one day to the next: all that a run needs to go on as if nothing had stopped it, beside
/// what it has counted so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace machi {

inline constexpr double first_C = 15;  ///< of all nodes, before the warm-up

/// Whether all are finite: what is not does not vanish when it is multiplied by 0, and stays so in a sum.
template <class Real>
bool all_finite(const Real* values, std::size_t count) {
  Real sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::size_t k = 0; k < count; ++k) sum += 0 * values[k];
  return sum == 0;
}
template <class Values>
bool all_finite(const Values& values) {
  return all_finite(values.data(), values.size());
}

/// Temperatures as the kernels count them. What a model or a zone does not have is 0.
struct ZoneState {
  float air_C{0};
  float star_C{0};      ///< layered model: of the long-wave star
  float mass_C{0};      ///< simple model
  float free_C{0};      ///< of a city: mean of the air of the last day without heating and cooling
  double stored_Wh{0};  ///< in the battery of the meter whose first zone this is
};

/// Zones in the order of their rows. Rows of zone z: [begin[z], begin[z + 1]).
class ZoneStates {
  template <class Values>
  static auto of(Values& values, const std::vector<std::uint64_t>& begin, std::size_t zone) {
    return std::span(values).subspan(begin[zone], begin[zone + 1] - begin[zone]);
  }

 public:
  std::vector<ZoneState> zones;
  std::vector<std::uint64_t> node_begin{0};
  std::vector<float> node_C;  ///< of the elements' layers, from outside to inside
  std::vector<std::uint64_t> vehicle_begin{0};
  std::vector<double> need_Wh;  ///< what each row of vehicles still lacks, at the first zone of their meter

  std::size_t size() const { return zones.size(); }
  /// One more zone, all 0.
  void add(std::uint64_t nodes, std::uint64_t vehicles);
  std::span<float> nodes(std::size_t zone) { return of(node_C, node_begin, zone); }
  std::span<const float> nodes(std::size_t zone) const { return of(node_C, node_begin, zone); }
  std::span<double> needs(std::size_t zone) { return of(need_Wh, vehicle_begin, zone); }
  std::span<const double> needs(std::size_t zone) const { return of(need_Wh, vehicle_begin, zone); }
  /// Whether the other has as many zones, each with as many nodes and rows of vehicles.
  bool same_shape(const ZoneStates& other) const;
  /// The first zone of which a number is not finite; size(): none.
  std::size_t first_not_finite() const;
};

}  // namespace machi
