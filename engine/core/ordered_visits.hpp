/// \file  Whether what is visited stands in an order that depends on ids alone. Results are the same bits on any ranks
/// and threads only where it does; MACHI_UNORDERED_VISITS leaves it out, to measure what it costs
/// (docs/performance.md).
#pragma once

namespace machi {

#ifdef MACHI_UNORDERED_VISITS
inline constexpr bool ordered_visits = false;
#else
inline constexpr bool ordered_visits = true;
#endif

}  // namespace machi
