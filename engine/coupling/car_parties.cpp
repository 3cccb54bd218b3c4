#include "engine/coupling/car_parties.hpp"

#include <algorithm>
#include <span>

#include "engine/coupling/households.hpp"
#include "engine/model/population.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_by_car = 0x1000000a;
constexpr std::uint32_t purpose_leaves_area = 0x1000000b;

/// The cars of one household.
class HouseholdCars {
 public:
  HouseholdCars(const CarChoice& choice, const std::vector<PersonPlace>& places,
                const std::vector<std::uint32_t>& parked, std::vector<CarParty>& parties)
      : choice_(choice), traits_(*choice.traits), places_(places), parked_(parked), parties_(parties) {}

  void decide(std::span<const std::uint64_t> members) {
    const bool help =
        std::any_of(members.begin(), members.end(), [&](std::uint64_t p) { return choice_.assisted[p] != 0; });
    share_ = help ? choice_.share_assisted : choice_.share;
    leaves_area_ =
        holds_for(choice_.seed, traits_.household[members.front()], purpose_leaves_area, choice_.leave_area_share);
    int at_home = traits_.cars[members.front()];
    for (const std::uint64_t p : members) {
      const bool out = in_car(p) || (parked_[p] != no_index && parked_[p] != traits_.home[p]);
      at_home -= out ? 1 : 0;
      if (in_car(p)) leave_alone(p, places_[p].where == WherePerson::setting_off ? places_[p].link : no_index);
      if (!in_car(p) && out && choice_.building[p] == parked_[p]) leave_alone(p, link_of(p, parked_[p]));
    }
    leave_home(members, at_home);
  }

 private:
  bool in_car(std::uint64_t p) const {
    return places_[p].where == WherePerson::in_car || places_[p].where == WherePerson::setting_off;
  }
  bool leaves(std::uint64_t p) const { return choice_.departure_s[p] != never_s; }
  double share_of(std::uint64_t p) const { return choice_.own_share[p] >= 0 ? choice_.own_share[p] : share_; }

  void leave_alone(std::uint64_t p, std::uint32_t link) {
    if (!leaves(p) || (link == no_index && places_[p].where != WherePerson::in_car)) return;
    if (!holds_for(choice_.seed, traits_.id[p], purpose_by_car, share_of(p))) return;
    parties_.push_back({{p}, link, in_car(p) ? 0 : choice_.departure_s[p], leaves_area_});
  }

  // The link where a person gets into a car at a building where it spends some part of its day.
  std::uint32_t link_of(std::uint64_t p, std::uint32_t building) const {
    const TravelDemand& demand = *choice_.demand;
    for (std::uint64_t a = demand.activity_begin[p]; a < demand.activity_begin[p + 1]; ++a)
      if ((*choice_.activity_building)[a] == building) return demand.activities[a].link;
    return no_index;
  }

  void leave_home(std::span<const std::uint64_t> members, int cars) {
    std::vector<std::uint64_t> drivers, riders;
    for (const std::uint64_t p : members) {
      if (in_car(p) || !leaves(p) || choice_.building[p] != traits_.home[p]) continue;
      (traits_.drives[p] != 0 ? drivers : riders).push_back(p);
    }
    if (drivers.empty() || cars < 1) return;
    const std::uint64_t first = drivers.front();
    const std::uint32_t link = link_of(first, traits_.home[first]);
    if (link == no_index || !holds_for(choice_.seed, traits_.household[first], purpose_by_car, share_of(first))) return;
    std::reverse(drivers.begin(), drivers.end());
    std::reverse(riders.begin(), riders.end());
    for (; cars > 0 && !drivers.empty(); --cars) {
      CarParty party;
      party.link = link;
      party.leaves_area = leaves_area_;
      const auto seat = [&](std::vector<std::uint64_t>& from) {
        party.riders.push_back(from.back());
        party.departure_s = std::max(party.departure_s, choice_.departure_s[from.back()]);
        from.pop_back();
      };
      seat(drivers);
      while (party.riders.size() < car_seats && !riders.empty()) seat(riders);
      while (party.riders.size() < car_seats && !drivers.empty()) seat(drivers);
      parties_.push_back(std::move(party));
    }
  }

  const CarChoice& choice_;
  const PersonTraits& traits_;
  const std::vector<PersonPlace>& places_;
  const std::vector<std::uint32_t>& parked_;
  std::vector<CarParty>& parties_;
  double share_{0};  // of this household, as the next
  bool leaves_area_{false};
};

}  // namespace

std::vector<std::uint32_t> parked_at(const CarChoice& choice, const std::vector<std::int32_t>& reached) {
  const TravelDemand& demand = *choice.demand;
  std::vector<std::uint32_t> parked(reached.size(), no_index);
  for (std::uint64_t p = 0; p < reached.size(); ++p)
    for (std::int32_t k = 1; k < reached[p]; ++k)
      if (demand.legs[demand.leg_begin(p) + static_cast<std::uint64_t>(k) - 1].mode == choice.car_mode)
        parked[p] = (*choice.activity_building)[demand.activity_begin[p] + static_cast<std::uint64_t>(k)];
  return parked;
}

std::vector<CarParty> car_parties(const CarChoice& choice, const std::vector<PersonPlace>& places,
                                  const std::vector<std::int32_t>& reached) {
  const std::vector<std::uint32_t> parked = parked_at(choice, reached);
  Households households;
  for (std::uint64_t p = 0; p < places.size(); ++p) households.add(choice.traits->household[p], p);
  households.sort();
  std::vector<CarParty> parties;
  HouseholdCars cars(choice, places, parked, parties);
  households.each([&](std::uint64_t, std::span<const std::uint64_t> members) { cars.decide(members); });
  return parties;
}

}  // namespace machi
