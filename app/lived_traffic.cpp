#include "app/lived_traffic.hpp"

#include <tuple>
#include <utility>

#include "io/run/sort_rows.hpp"

namespace machi {

MobilityState state_of(const Comm& comm, const LivedTraffic& lived) {
  MobilityState state;
  state.driver_events = lived.driver_events;
  state.visits = lived.visits;
  const std::vector<LinkRecord> records = sort_rows(
      comm, lived.links, [](const LinkRecord& row) { return std::uint64_t{row.link}; },
      [](const LinkRecord& a, const LinkRecord& b) { return std::tie(a.link, a.bin) < std::tie(b.link, b.bin); });
  for (const LinkRecord& record : records) state.records.push_back({record, RecordPart::closed, 0});
  if (!comm.first()) return state;
  state.legs = lived.legs;
  state.totals = lived.totals;
  return state;
}

LivedTraffic lived_traffic(const Comm& comm, MobilityState state) {
  LivedTraffic lived;
  each_total([&](const char*, const auto& member, const char*, const char*) {
    lived.totals.*member = comm.sum(state.totals.*member);
  });
  for (const RecordStateRow& row : state.records) lived.links.push_back(row.record);
  lived.visits = std::move(state.visits);
  lived.driver_events = std::move(state.driver_events);
  lived.legs = state.legs.total(comm);
  return lived;
}

}  // namespace machi
