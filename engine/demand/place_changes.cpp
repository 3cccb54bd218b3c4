#include "engine/demand/place_changes.hpp"

#include <algorithm>

namespace machi {
namespace {

constexpr int most_draws = 1000;  // where nearly all of a town's places are gone

std::size_t index_of(Purpose purpose) {
  return static_cast<std::size_t>(purpose);
}

float gain_of(const PlaceChange& change, Purpose purpose) {
  return std::max(0.0F, change.now.offers[index_of(purpose)] - change.before[index_of(purpose)]);
}

}  // namespace

std::vector<PlaceChange> find_place_changes(const Town& town, const Zones& zones, const Comm& comm) {
  std::vector<PlaceChange> mine;
  for (const ProposedBuilding& building : town.proposed) {
    PlaceChange change;
    change.now.building = town.buildings.row[building.at];
    change.now.point = town.buildings.point[building.at];
    change.now.zone = zones.of(change.now.point);
    change.now.offers = offers_of(building.usage, building.floor_area_m2);
    change.before = offers_of(town.buildings.usage[building.at], town.buildings.floor_area_m2[building.at]);
    if (change.now.offers != change.before) mine.push_back(change);
  }
  return comm.all_gather_of(std::span<const PlaceChange>(mine));
}

bool PlaceChoice::gains(Purpose purpose) const {
  return std::any_of(changes_.begin(), changes_.end(),
                     [&](const PlaceChange& change) { return gain_of(change, purpose) > 0; });
}

void PlaceChoice::add_gains(Purpose purpose, std::span<const double> factor, DestinationChoice& choice) const {
  for (const PlaceChange& change : changes_)
    choice.add_gain(change.now.zone, factor[change.now.zone] * static_cast<double>(gain_of(change, purpose)));
}

// Part of those that a place attracts without the proposal whom it still attracts.
double PlaceChoice::kept(Purpose purpose, std::uint32_t building) const {
  const auto found =
      std::lower_bound(changes_.begin(), changes_.end(), building,
                       [](const PlaceChange& change, std::uint32_t row) { return change.now.building < row; });
  if (found == changes_.end() || found->now.building != building) return 1;
  const float before = found->before[index_of(purpose)], now = found->now.offers[index_of(purpose)];
  return now >= before ? 1.0 : static_cast<double>(now) / static_cast<double>(before);
}

const Places::Place* PlaceChoice::draw(Purpose purpose, DestinationChoice& choice, std::uint32_t from,
                                       const Places::Place* before, RandomStream& lots) const {
  const double gained = choice.gained_share(from);
  for (int draws = 0; draws < most_draws; ++draws) {
    if (gained > 0 && lots.uniform() < gained) return &changes_[choice.draw_gain(from, lots.uniform())].now;
    if (before == nullptr) return nullptr;
    const double stays = kept(purpose, before->building);
    if (stays >= 1 || lots.uniform() < stays) return before;
    const std::uint32_t zone = choice.draw(from, lots.word());
    before = &places_->place[places_->draw(zone, purpose, lots.uniform())];
  }
  return nullptr;
}

}  // namespace machi
