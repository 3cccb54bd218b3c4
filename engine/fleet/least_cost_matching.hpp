/// \file  Who goes where so that all together go the least.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace machi {

/// For each of `rows` a column of its own, so that the costs sum to the least there is (Hungarian method, Kuhn 1955,
/// with potentials, O(rows² columns)). rows <= columns; costs are finite. Of several answers the same one each time.
/// Local.
std::vector<std::uint32_t> least_cost_matching(std::uint32_t rows, std::uint32_t columns,
                                               const std::function<std::int64_t(std::uint32_t, std::uint32_t)>& cost);

}  // namespace machi
