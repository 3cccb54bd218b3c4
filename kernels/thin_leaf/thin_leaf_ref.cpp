// The plain twin: cell by cell, neighbour by neighbour.
#include <array>
#include <cstddef>
#include <cstdint>

namespace machi::kernels::ref {
namespace {

struct Leaves {
  const std::uint64_t* nine;
  std::size_t count;
  std::size_t index;
  // Whether cell (x, y) is set, with x and y from -8 to 15.
  bool at(int x, int y) const {
    const int column = x < 0 ? 0 : x < 8 ? 1 : 2;
    const int row = y < 0 ? 0 : y < 8 ? 1 : 2;
    const std::uint64_t mask = nine[static_cast<std::size_t>(row * 3 + column) * count + index];
    return (mask >> (((y + 8) % 8) * 8 + (x + 8) % 8) & 1) != 0;
  }
};

bool may_go(const Leaves& leaves, int side, int x, int y) {
  // Counterclockwise from the east.
  const std::array<bool, 8> around{leaves.at(x + 1, y),     leaves.at(x + 1, y + 1), leaves.at(x, y + 1),
                                   leaves.at(x - 1, y + 1), leaves.at(x - 1, y),     leaves.at(x - 1, y - 1),
                                   leaves.at(x, y - 1),     leaves.at(x + 1, y - 1)};
  constexpr std::array<std::size_t, 4> place_of_side{2, 6, 0, 4};  // north, south, east, west
  if (!leaves.at(x, y) || around[place_of_side[static_cast<std::size_t>(side)]]) return false;
  int neighbours = 0;
  for (const bool set : around) neighbours += set ? 1 : 0;
  int crossings = 0;
  for (std::size_t k = 0; k < 8; k += 2) crossings += !around[k] && (around[k + 1] || around[(k + 2) % 8]) ? 1 : 0;
  return crossings == 1 && neighbours >= 2;
}

}  // namespace

void thin_leaf(int side, std::size_t leaves, const std::uint64_t* nine, std::uint64_t* removable) {
  for (std::size_t i = 0; i < leaves; ++i) {
    std::uint64_t out = 0;
    for (int y = 0; y < 8; ++y)
      for (int x = 0; x < 8; ++x)
        if (may_go({nine, leaves, i}, side, x, y)) out |= std::uint64_t{1} << (y * 8 + x);
    removable[i] = out;
  }
}

}  // namespace machi::kernels::ref
