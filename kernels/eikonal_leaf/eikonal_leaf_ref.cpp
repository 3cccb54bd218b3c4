// The plain twin: cell by cell in 64-bit integers. It takes every slowness and every range of times.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace machi::kernels::ref {
namespace {

constexpr std::uint32_t never = 0xfffffffeU;
constexpr std::uint16_t blocked = 0xffffU;
constexpr std::ptrdiff_t side = 10;
constexpr std::ptrdiff_t to_side[4] = {-side, side, -1, 1};  // south, north, west, east

// Exact: the square root of an integer is never halfway, and nearest to it by 1 / (8 · 2^16), far above 2^-36.
std::uint64_t rounded_root(std::uint64_t value) {
  return static_cast<std::uint64_t>(std::sqrt(static_cast<double>(value)) + 0.5);
}

// What the neighbour on one side gives to the cell at `here`.
std::uint32_t from_side(const std::uint32_t* here, std::ptrdiff_t step, std::uint64_t slowness) {
  const std::ptrdiff_t across = step == 1 || step == -1 ? side : 1;
  const std::uint64_t a = here[step];
  if (slowness == blocked || a >= never) return never;
  const std::uint64_t b = std::min(here[step - across], here[step + across]);
  const std::uint64_t axis = b >= never ? a : std::min(a, b + (slowness * 181 >> 8));
  const std::uint64_t lead = axis > b ? axis - b : 0;
  const std::uint64_t value = std::max(axis + rounded_root(slowness * slowness - lead * lead), a + 1);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, never));
}

std::uint32_t from_all_sides(const std::uint32_t* here, std::uint16_t slowness) {
  std::uint32_t best = never;
  for (const std::ptrdiff_t step : to_side) best = std::min(best, from_side(here, step, slowness));
  return best;
}

std::ptrdiff_t place(int cell) {
  return (cell / 8 + 1) * side + cell % 8 + 1;
}

}  // namespace

std::uint64_t eikonal_leaf(std::uint32_t* time, const std::uint16_t* slowness) {
  std::uint64_t changed = 0;
  for (bool again = true; again;) {
    again = false;
    for (int step = 0; step < 128; ++step) {
      const int cell = step < 64 ? step : 127 - step;  // there and back
      std::uint32_t* const here = time + place(cell);
      const std::uint32_t value = from_all_sides(here, slowness[cell]);
      if (value >= never || value >= *here) continue;
      *here = value;
      changed |= std::uint64_t{1} << cell;
      again = true;
    }
  }
  return changed;
}

std::uint64_t eikonal_withdraw(std::uint32_t* time, const std::uint16_t* slowness, const std::uint32_t* start) {
  std::uint64_t changed = 0;
  for (bool again = true; again;) {
    again = false;
    for (int step = 0; step < 128; ++step) {
      const int cell = step < 64 ? step : 127 - step;
      std::uint32_t* const here = time + place(cell);
      if (*here >= never || *here >= start[cell] || *here >= from_all_sides(here, slowness[cell])) continue;
      *here = never;
      changed |= std::uint64_t{1} << cell;
      again = true;
    }
  }
  return changed;
}

void eikonal_upwind(const std::uint32_t* time, const std::uint16_t* slowness, std::uint64_t* upwind) {
  for (int s = 0; s < 4; ++s) {
    upwind[s] = 0;
    for (int cell = 0; cell < 64; ++cell) {
      const std::uint32_t* const here = time + place(cell);
      if (*here < never && from_side(here, to_side[s], slowness[cell]) == *here) upwind[s] |= std::uint64_t{1} << cell;
    }
  }
}

}  // namespace machi::kernels::ref
