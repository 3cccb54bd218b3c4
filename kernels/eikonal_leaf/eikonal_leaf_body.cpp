// A row of eight cells is one register. A sweep to the north takes each row from the row to its south, so that it
// settles the whole quarter of directions between south-west and south-east in one pass; the sweeps to the west and
// east are the same on the transposed leaf. Two opposite sweeps run side by side, for their chains are long.
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The rows never cross a call that is not inlined, so how they would be passed does not matter.
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

namespace machi::kernels::MACHI_VARIANT {
namespace {

typedef float Row __attribute__((vector_size(32)));
typedef std::int32_t IntRow __attribute__((vector_size(32)));

constexpr std::uint32_t never = 0xfffffffeU;
constexpr std::uint16_t blocked = 0xffffU;
constexpr float infinite = __builtin_inff();
constexpr std::uint32_t widest_spread = 1U << 23;
constexpr std::uint32_t highest_base = 0xfe000000U;
constexpr std::uint32_t highest_slowness = 2047;

inline Row all(float value) {
  return Row{value, value, value, value, value, value, value, value};
}
inline Row load(const float* from) {
  Row row;
  std::memcpy(&row, from, sizeof row);
  return row;
}
#if defined(__SSE2__) && !defined(__AVX__)
// A row is two registers; the compiler would take it apart into single cells.
template <class Half>
inline Row by_halves(Row a, Row b, Half half) {
  __m128 halves[4];
  std::memcpy(halves, &a, sizeof a);
  std::memcpy(halves + 2, &b, sizeof b);
  const __m128 result[2] = {half(halves[0], halves[2]), half(halves[1], halves[3])};
  std::memcpy(&a, result, sizeof a);
  return a;
}
#endif

// Both keep the second argument where one is not a number.
inline Row smaller(Row a, Row b) {
#if defined(__SSE2__) && !defined(__AVX__)
  return by_halves(a, b, [](__m128 x, __m128 y) { return _mm_min_ps(x, y); });
#else
  return a < b ? a : b;
#endif
}
inline Row larger(Row a, Row b) {
#if defined(__SSE2__) && !defined(__AVX__)
  return by_halves(a, b, [](__m128 x, __m128 y) { return _mm_max_ps(x, y); });
#else
  return a > b ? a : b;
#endif
}

// The square root, correctly rounded (IEEE 754).
inline Row root(Row row) {
#if defined(__AVX__)
  return (Row)_mm256_sqrt_ps((__m256)row);
#elif defined(__SSE2__)
  return by_halves(row, row, [](__m128 x, __m128) { return _mm_sqrt_ps(x); });
#else
  for (int i = 0; i < 8; ++i) row[i] = __builtin_sqrtf(row[i]);
  return row;
#endif
}

// One bit for each lane whose sign bit is set.
inline std::uint64_t signs(IntRow row) {
#if defined(__AVX__)
  return static_cast<std::uint32_t>(_mm256_movemask_ps((__m256)row));
#elif defined(__SSE2__)
  __m128 half[2];
  std::memcpy(half, &row, sizeof row);
  return static_cast<std::uint32_t>(_mm_movemask_ps(half[0]) | _mm_movemask_ps(half[1]) << 4);
#else
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits |= std::uint64_t{row[i] < 0} << i;
  return bits;
#endif
}

// The row moved one cell east, with the rim's cell in the west; and the other way round.
inline Row from_west(Row row, float west) {
#if defined(__AVX__)
  return __builtin_shufflevector(row, all(west), 8, 0, 1, 2, 3, 4, 5, 6);
#else
  float cells[9];
  cells[0] = west;
  std::memcpy(cells + 1, &row, sizeof row);
  return load(cells);
#endif
}
inline Row from_east(Row row, float east) {
#if defined(__AVX__)
  return __builtin_shufflevector(row, all(east), 1, 2, 3, 4, 5, 6, 7, 8);
#else
  float cells[9];
  std::memcpy(cells, &row, sizeof row);
  cells[8] = east;
  return load(cells + 1);
#endif
}

inline void transpose(const Row* from, Row* to) {
#if defined(__AVX__)
  Row half[8];
  for (int i = 0; i < 4; ++i) {
    half[2 * i] = __builtin_shufflevector(from[2 * i], from[2 * i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    half[2 * i + 1] = __builtin_shufflevector(from[2 * i], from[2 * i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  Row quarter[8];
  for (int i = 0; i < 2; ++i) {
    quarter[4 * i] = __builtin_shufflevector(half[4 * i], half[4 * i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    quarter[4 * i + 1] = __builtin_shufflevector(half[4 * i], half[4 * i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    quarter[4 * i + 2] = __builtin_shufflevector(half[4 * i + 1], half[4 * i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
    quarter[4 * i + 3] = __builtin_shufflevector(half[4 * i + 1], half[4 * i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (int i = 0; i < 4; ++i) {
    to[i] = __builtin_shufflevector(quarter[i], quarter[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    to[i + 4] = __builtin_shufflevector(quarter[i], quarter[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
#else
  float cells[64];
  float turned[64];
  std::memcpy(cells, from, sizeof cells);
  for (int i = 0; i < 8; ++i)
    for (int k = 0; k < 8; ++k) turned[i * 8 + k] = cells[k * 8 + i];
  std::memcpy(to, turned, sizeof turned);
#endif
}

// The bits of 8 × 8 cells with columns for rows, by swaps of ever larger squares.
inline std::uint64_t transposed(std::uint64_t bits) {
  std::uint64_t swap = (bits ^ (bits >> 7)) & 0x00aa00aa00aa00aaULL;
  bits ^= swap ^ (swap << 7);
  swap = (bits ^ (bits >> 14)) & 0x0000cccc0000ccccULL;
  bits ^= swap ^ (swap << 14);
  swap = (bits ^ (bits >> 28)) & 0x00000000f0f0f0f0ULL;
  return bits ^ swap ^ (swap << 28);
}

// What a row gets from the row `a` beside it, whose ends go on to `west` and `east`.
inline Row from_row(Row a, float west, float east, Row slowness, Row reach) {
  const Row b = smaller(from_west(a, west), from_east(a, east));
  const Row axis = smaller(a, b + reach);
  const Row lead = larger(axis - b, all(0.0F));
  const Row rest = root(slowness * slowness - lead * lead);
  // Adding and taking away 2^23 rounds to the nearest integer; a root is never halfway below 2048.
  const Row rounded = (rest + all(0x1p23F)) - all(0x1p23F);
  return larger(axis + rounded, a + all(1.0F));
}

// One of the two views of a leaf: rows from south to north, or columns from west to east.
struct View {
  Row row[10];       // the first and the last are the rim
  float before[10];  // the rim at the rows' first ends, corners included
  float after[10];   // and at their last ends
  Row slowness[10];  // [1, 8]
  Row reach[10];     // [1, 8]
};

// Sweeps both ways; returns whether a cell fell.
inline bool sweep(View& view) {
  Row up[10];
  Row down[10];
  up[0] = view.row[0];
  down[9] = view.row[9];
#pragma GCC unroll 8
  for (int i = 1; i <= 8; ++i) {
    const int k = 9 - i;
    up[i] = smaller(from_row(up[i - 1], view.before[i - 1], view.after[i - 1], view.slowness[i], view.reach[i]),
                    view.row[i]);
    down[k] = smaller(from_row(down[k + 1], view.before[k + 1], view.after[k + 1], view.slowness[k], view.reach[k]),
                      view.row[k]);
  }
  IntRow fell{};
  for (int i = 1; i <= 8; ++i) {
    const Row lowest = smaller(up[i], down[i]);
    fell |= lowest < view.row[i];
    view.row[i] = lowest;
  }
  return signs(fell) != 0;
}

// What each row gets from the rows on both sides of it.
inline void gather(const View& view, Row* value) {
  for (int i = 1; i <= 8; ++i)
    value[i - 1] =
        smaller(from_row(view.row[i - 1], view.before[i - 1], view.after[i - 1], view.slowness[i], view.reach[i]),
                from_row(view.row[i + 1], view.before[i + 1], view.after[i + 1], view.slowness[i], view.reach[i]));
}

// A leaf in single precision, in both views; times count from `base`.
struct Leaf {
  View rows;
  View columns;
  std::uint32_t base;
};

enum class Fit { body, twin, empty };

// Fills `leaf`, or says why not: the range is too wide for it, or nothing has a time.
inline Fit read_leaf(const std::uint32_t* time, const std::uint16_t* slowness, Leaf& leaf) {
  std::uint32_t base = never;
  for (int i = 0; i < 100; ++i) base = time[i] < base ? time[i] : base;
  if (base == never) return Fit::empty;
  std::uint32_t spread = 0;
  alignas(32) float relative[100];
  for (int i = 0; i < 100; ++i) {
    const std::uint32_t over = time[i] - base;
    const std::uint32_t known = time[i] >= never ? 0 : over;
    spread |= known;
    relative[i] = time[i] >= never ? infinite : static_cast<float>(static_cast<std::int32_t>(known & 0x7fffffffU));
  }
  alignas(32) float slow[64];
  alignas(32) float reach[64];
  std::uint32_t slowest = 0;
  for (int i = 0; i < 64; ++i) {
    const std::uint32_t s = slowness[i];
    slowest |= s == blocked ? 0U : s;
    slow[i] = s == blocked ? infinite : static_cast<float>(static_cast<std::int32_t>(s));
    reach[i] = static_cast<float>(static_cast<std::int32_t>(s * 181 >> 8));
  }
  if (spread >= widest_spread || base >= highest_base || slowest > highest_slowness) return Fit::twin;
  leaf.base = base;
  for (int i = 0; i < 10; ++i) {
    leaf.rows.row[i] = load(relative + i * 10 + 1);
    leaf.rows.before[i] = relative[i * 10];
    leaf.rows.after[i] = relative[i * 10 + 9];
    leaf.columns.before[i] = relative[i];
    leaf.columns.after[i] = relative[90 + i];
  }
  leaf.columns.row[0] = load(leaf.rows.before + 1);
  leaf.columns.row[9] = load(leaf.rows.after + 1);
  for (int i = 0; i < 8; ++i) {
    leaf.rows.slowness[i + 1] = load(slow + i * 8);
    leaf.rows.reach[i + 1] = load(reach + i * 8);
  }
  transpose(leaf.rows.slowness + 1, leaf.columns.slowness + 1);
  transpose(leaf.rows.reach + 1, leaf.columns.reach + 1);
  return Fit::body;
}

// Writes the rows' times that differ from `before`; returns where.
inline std::uint64_t write_leaf(const Leaf& leaf, const Row* before, std::uint32_t* time) {
  std::uint64_t changed = 0;
  for (int y = 0; y < 8; ++y) {
    const Row row = leaf.rows.row[y + 1];
    const std::uint64_t bits = signs(row != before[y]);
    if (bits == 0) continue;
    changed |= bits << (8 * y);
    std::uint32_t* const out = time + (y + 1) * 10 + 1;
    for (int x = 0; x < 8; ++x)
      if ((bits >> x & 1) != 0)
        out[x] = row[x] == infinite ? never : leaf.base + static_cast<std::uint32_t>(static_cast<std::int32_t>(row[x]));
  }
  return changed;
}

}  // namespace

bool eikonal_leaf(std::uint32_t* time, const std::uint16_t* slowness, std::uint64_t* changed) {
  Leaf leaf;
  *changed = 0;
  const Fit fit = read_leaf(time, slowness, leaf);
  if (fit != Fit::body) return fit == Fit::empty;
  Row before[8];
  std::memcpy(before, leaf.rows.row + 1, sizeof before);
  // Settled when one pair of sweeps finds nothing after the other pair found nothing.
  bool columns_settled = false;
  while (true) {
    const bool rows_fell = sweep(leaf.rows);
    if (!rows_fell && columns_settled) break;
    transpose(leaf.rows.row + 1, leaf.columns.row + 1);
    columns_settled = !sweep(leaf.columns);
    if (columns_settled && !rows_fell) break;
    if (!columns_settled) transpose(leaf.columns.row + 1, leaf.rows.row + 1);
  }
  *changed = write_leaf(leaf, before, time);
  return true;
}

bool eikonal_withdraw(std::uint32_t* time, const std::uint16_t* slowness, const std::uint32_t* start,
                      std::uint64_t* changed) {
  Leaf leaf;
  *changed = 0;
  const Fit fit = read_leaf(time, slowness, leaf);
  if (fit != Fit::body) return fit == Fit::empty;
  Row before[8];
  Row source[8];
  std::memcpy(before, leaf.rows.row + 1, sizeof before);
  for (int i = 0; i < 64; ++i) {
    const std::uint32_t over = start[i] > leaf.base ? start[i] - leaf.base : 0;
    source[i / 8][i % 8] = over >= widest_spread ? infinite : static_cast<float>(static_cast<std::int32_t>(over));
  }
  while (true) {
    Row by_rows[8];
    Row by_columns[8];
    Row turned[8];
    gather(leaf.rows, by_rows);
    transpose(leaf.rows.row + 1, leaf.columns.row + 1);
    gather(leaf.columns, turned);
    transpose(turned, by_columns);
    IntRow fell{};
    for (int y = 0; y < 8; ++y) {
      const Row row = leaf.rows.row[y + 1];
      const Row value = smaller(smaller(by_rows[y], by_columns[y]), source[y]);
      const IntRow lost = row < value;
      fell |= lost;
      leaf.rows.row[y + 1] = lost ? all(infinite) : row;
    }
    if (signs(fell) == 0) break;
  }
  *changed = write_leaf(leaf, before, time);
  return true;
}

bool eikonal_upwind(const std::uint32_t* time, const std::uint16_t* slowness, std::uint64_t* upwind) {
  Leaf leaf;
  for (int side = 0; side < 4; ++side) upwind[side] = 0;
  const Fit fit = read_leaf(time, slowness, leaf);
  if (fit != Fit::body) return fit == Fit::empty;
  transpose(leaf.rows.row + 1, leaf.columns.row + 1);
  for (int side = 0; side < 4; ++side) {
    const View& view = side < 2 ? leaf.rows : leaf.columns;
    const int step = side % 2 == 0 ? -1 : 1;
    for (int i = 1; i <= 8; ++i) {
      const int from = i + step;
      const Row value = from_row(view.row[from], view.before[from], view.after[from], view.slowness[i], view.reach[i]);
      upwind[side] |= signs((value == view.row[i]) & (view.row[i] < all(infinite))) << (8 * (i - 1));
    }
    if (side >= 2) upwind[side] = transposed(upwind[side]);
  }
  return true;
}

}  // namespace machi::kernels::MACHI_VARIANT
