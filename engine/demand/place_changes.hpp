/// \file  Places that a proposal adds, changes or takes away: who goes there instead of where one would go without it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/core/rng.hpp"
#include "engine/demand/gravity.hpp"
#include "engine/demand/places.hpp"
#include "engine/demand/town.hpp"
#include "engine/demand/zones.hpp"

namespace machi {

/// One building that offers more or less than without the proposal.
struct PlaceChange {
  Places::Place now;  ///< offers nothing where it is gone
  std::array<float, purpose_count> before{};
};

/// All of them, by rising building; the same on all ranks. Collective.
std::vector<PlaceChange> find_place_changes(const Town& town, const Zones& zones, const Comm& comm);

/// The law of a choice among the places of a proposal, coupled with that among the places without it: as many as the
/// new places attract of all go there, in proportion to what each has gained; the others go where they would go anyhow,
/// unless that place has lost what attracted them, in which case they draw again. So the distribution is that of all
/// places as they are now, and persons whom no change concerns keep their places. One thread.
class PlaceChoice {
 public:
  PlaceChoice(std::span<const PlaceChange> changes, const Places& places) : changes_(changes), places_(&places) {}

  /// Tells a choice what is gained for a purpose; `factor` by zone, of what is offered.
  void add_gains(Purpose purpose, std::span<const double> factor, DestinationChoice& choice) const;
  /// Whether any place has more for a purpose.
  bool gains(Purpose purpose) const;
  /// Where somebody goes who would go to `before` (null: nowhere, for nothing is offered), or null. `lots` are the
  /// person's own for this, beside those that led to `before`.
  const Places::Place* draw(Purpose purpose, DestinationChoice& choice, std::uint32_t from, const Places::Place* before,
                            RandomStream& lots) const;

 private:
  double kept(Purpose purpose, std::uint32_t building) const;
  std::span<const PlaceChange> changes_;
  const Places* places_;
};

}  // namespace machi
