// All 64 cells of a leaf at once by shifts and logic; the compiler puts 2, 4 or 8 leaves into one register.
#include <cstddef>
#include <cstdint>

namespace machi::kernels::MACHI_VARIANT {
namespace {

using Mask = std::uint64_t;

// The neighbours to each side, brought to their cell's place; the second argument is the leaf on that side.
inline Mask from_north(Mask leaf, Mask north) {
  return leaf >> 8 | north << 56;
}
inline Mask from_south(Mask leaf, Mask south) {
  return leaf << 8 | south >> 56;
}
inline Mask from_east(Mask leaf, Mask east) {
  return (leaf & 0xfefefefefefefefeULL) >> 1 | (east & 0x0101010101010101ULL) << 7;
}
inline Mask from_west(Mask leaf, Mask west) {
  return (leaf & 0x7f7f7f7f7f7f7f7fULL) << 1 | (west & 0x8080808080808080ULL) >> 7;
}

template <int Side>
void thin(std::size_t leaves, const Mask* __restrict nine, Mask* __restrict removable) {
#pragma omp simd
  for (std::size_t i = 0; i < leaves; ++i) {
    const Mask west_leaf = nine[3 * leaves + i];
    const Mask leaf = nine[4 * leaves + i];
    const Mask east_leaf = nine[5 * leaves + i];
    const Mask n = from_north(leaf, nine[7 * leaves + i]);
    const Mask s = from_south(leaf, nine[1 * leaves + i]);
    const Mask e = from_east(leaf, east_leaf);
    const Mask w = from_west(leaf, west_leaf);
    const Mask ne = from_east(n, from_north(east_leaf, nine[8 * leaves + i]));
    const Mask se = from_east(s, from_south(east_leaf, nine[2 * leaves + i]));
    const Mask nw = from_west(n, from_north(west_leaf, nine[6 * leaves + i]));
    const Mask sw = from_west(s, from_south(west_leaf, nine[0 * leaves + i]));

    const Mask a = ~e & (ne | n);
    const Mask b = ~n & (nw | w);
    const Mask c = ~w & (sw | s);
    const Mask d = ~s & (se | e);
    const Mask one_crossing = (a ^ b ^ c ^ d) & ~(a & b) & ~(c & d);

    Mask any = n | s;
    Mask two = n & s;
    two |= any & e, any |= e;
    two |= any & w, any |= w;
    two |= any & ne, any |= ne;
    two |= any & se, any |= se;
    two |= any & nw, any |= nw;
    two |= any & sw;

    const Mask shielded = Side == 0 ? n : Side == 1 ? s : Side == 2 ? e : w;
    removable[i] = leaf & ~shielded & one_crossing & two;
  }
}

}  // namespace

void thin_leaf(int side, std::size_t leaves, const Mask* nine, Mask* removable) {
  switch (side) {
    case 0:
      return thin<0>(leaves, nine, removable);
    case 1:
      return thin<1>(leaves, nine, removable);
    case 2:
      return thin<2>(leaves, nine, removable);
    default:
      return thin<3>(leaves, nine, removable);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
