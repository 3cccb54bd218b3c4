#include "engine/demand/transit_skims.hpp"

#include <algorithm>

namespace machi {
namespace {

/// Mean times from one zone to all others.
class ZoneTimes {
 public:
  ZoneTimes(const TransitOffer& offer, const std::vector<std::vector<StopAccess>>& stops)
      : offer_(offer), stops_(stops), raptor_(offer.world->index, offer.world->rules.most_rides) {}

  void from(std::size_t zone, float* seconds) {
    std::fill_n(seconds, stops_.size(), static_cast<float>(TransitSkims::no_way_s));
    if (stops_[zone].empty()) return;
    std::vector<std::int64_t> sum(stops_.size(), 0);
    std::int64_t departures = 0;
    for (std::int32_t departure_s = offer_.first_s; departure_s < offer_.last_s; departure_s += offer_.every_s) {
      ++departures;
      const std::vector<std::int32_t>& arrivals = raptor_.arrivals(stops_[zone], departure_s);
      for (std::size_t to = 0; to < stops_.size(); ++to) {
        const std::int64_t arrival = earliest(arrivals, to);
        // Who finds no journey at one of the departures has none to rely on.
        sum[to] = arrival == Raptor::never || sum[to] < 0 ? -1 : sum[to] + arrival - departure_s;
      }
    }
    for (std::size_t to = 0; to < stops_.size(); ++to)
      if (departures > 0 && sum[to] >= 0)
        seconds[to] = static_cast<float>(static_cast<double>(sum[to]) / static_cast<double>(departures));
  }

 private:
  std::int64_t earliest(const std::vector<std::int32_t>& arrivals, std::size_t zone) const {
    std::int64_t best = Raptor::never;
    for (const StopAccess& access : stops_[zone])
      if (arrivals[access.stop] != Raptor::never)
        best = std::min(best, arrivals[access.stop] + std::int64_t{access.walk_s});
    return best;
  }

  const TransitOffer& offer_;
  const std::vector<std::vector<StopAccess>>& stops_;
  Raptor raptor_;
};

}  // namespace

TransitSkims make_transit_skims(const TransitOffer& offer, const Zones& zones, const Comm& comm) {
  std::vector<std::vector<StopAccess>> stops;
  for (std::size_t zone = 0; zone < zones.size(); ++zone)
    stops.push_back(offer.world->stops_near(zones.x_m[zone], zones.y_m[zone]));
  const auto first = static_cast<std::size_t>(comm.rank());
  const auto ranks = static_cast<std::size_t>(comm.size());
  const std::size_t mine = first < zones.size() ? (zones.size() - first + ranks - 1) / ranks : 0;
  std::vector<float> rows(mine * zones.size());
#pragma omp parallel
  {
    ZoneTimes times(offer, stops);
#pragma omp for schedule(dynamic)
    for (std::size_t k = 0; k < mine; ++k) times.from(first + k * ranks, rows.data() + k * zones.size());
  }
  return {zones.size(), rows_of_all_ranks(comm, rows, zones.size())};
}

}  // namespace machi
