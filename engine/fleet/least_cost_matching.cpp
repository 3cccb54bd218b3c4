#include "engine/fleet/least_cost_matching.hpp"

#include <limits>

namespace machi {

// Rows join one after the other along a way of least reduced cost; row and column 0 stand for none.
std::vector<std::uint32_t> least_cost_matching(std::uint32_t rows, std::uint32_t columns,
                                               const std::function<std::int64_t(std::uint32_t, std::uint32_t)>& cost) {
  constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max() / 4;
  std::vector<std::int64_t> row_price(rows + 1, 0);
  std::vector<std::int64_t> column_price(columns + 1, 0);
  std::vector<std::uint32_t> row_of(columns + 1, 0);
  std::vector<std::uint32_t> before(columns + 1, 0);
  for (std::uint32_t row = 1; row <= rows; ++row) {
    row_of[0] = row;
    std::uint32_t at = 0;
    std::vector<std::int64_t> least(columns + 1, far);
    std::vector<bool> seen(columns + 1, false);
    do {
      seen[at] = true;
      const std::uint32_t from = row_of[at];
      std::int64_t step = far;
      std::uint32_t next = 0;
      for (std::uint32_t c = 1; c <= columns; ++c) {
        if (seen[c]) continue;
        const std::int64_t reduced = cost(from - 1, c - 1) - row_price[from] - column_price[c];
        if (reduced < least[c]) {
          least[c] = reduced;
          before[c] = at;
        }
        if (least[c] < step) {
          step = least[c];
          next = c;
        }
      }
      for (std::uint32_t c = 0; c <= columns; ++c) {
        if (seen[c]) {
          row_price[row_of[c]] += step;
          column_price[c] -= step;
        } else {
          least[c] -= step;
        }
      }
      at = next;
    } while (row_of[at] != 0);
    for (; at != 0; at = before[at]) row_of[at] = row_of[before[at]];
  }
  std::vector<std::uint32_t> column(rows);
  for (std::uint32_t c = 1; c <= columns; ++c)
    if (row_of[c] != 0) column[row_of[c] - 1] = c - 1;
  return column;
}

}  // namespace machi
