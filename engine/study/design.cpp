#include "engine/study/design.hpp"

#include <numeric>
#include <utility>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_order = 0x30000001;
constexpr std::uint32_t purpose_place_in_part = 0x30000002;

// The parts in an order by chance (Fisher and Yates).
std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed, std::uint64_t parameter) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream draw(seed, parameter, purpose_order);
  for (std::size_t k = count; k > 1; --k) std::swap(order[k - 1], order[draw.below(static_cast<std::uint32_t>(k))]);
  return order;
}

}  // namespace

std::vector<std::vector<std::size_t>> full_grid(const std::vector<std::size_t>& levels) {
  std::vector<std::vector<std::size_t>> points{{}};
  for (const std::size_t count : levels) {
    std::vector<std::vector<std::size_t>> longer;
    for (const auto& point : points)
      for (std::size_t level = 0; level < count; ++level) {
        longer.push_back(point);
        longer.back().push_back(level);
      }
    points = std::move(longer);
  }
  return points;
}

std::vector<std::vector<double>> latin_hypercube(std::size_t points, std::size_t parameters, std::uint64_t seed) {
  std::vector<std::vector<double>> design(points, std::vector<double>(parameters));
  for (std::size_t p = 0; p < parameters; ++p) {
    const std::vector<std::size_t> part = shuffled(points, seed, p);
    RandomStream draw(seed, p, purpose_place_in_part);
    for (std::size_t k = 0; k < points; ++k)
      design[k][p] = (static_cast<double>(part[k]) + draw.uniform()) / static_cast<double>(points);
  }
  return design;
}

}  // namespace machi
