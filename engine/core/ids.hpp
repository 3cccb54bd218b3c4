/// \file  Typed indices, so that a link is never taken for a node.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace machi {

/// An index into a table of `Tag`s. `none()` marks absence.
template <class Tag, class Int = std::uint32_t>
struct Id {
  Int value{std::numeric_limits<Int>::max()};
  static constexpr Id none() { return {}; }
  constexpr bool valid() const { return value != std::numeric_limits<Int>::max(); }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using BuildingId = Id<struct BuildingTag>;
using NodeId = Id<struct NodeTag>;
using LinkId = Id<struct LinkTag>;
using AgentId = Id<struct AgentTag, std::uint64_t>;

}  // namespace machi
