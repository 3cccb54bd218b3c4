#include "engine/choice/start_routes.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/assignment/path_equilibrium.hpp"
#include "engine/choice/start_network.hpp"
#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_start_route = 0x6107;
constexpr std::int64_t most_slices = 100'000;

/// A leg that gets a route.
struct StartWish {
  std::uint32_t slice;
  std::uint32_t origin;  ///< node of the StartNetwork
  std::uint32_t destination;
  std::uint32_t person;  ///< row among those of all ranks
  std::uint32_t leg;     ///< of the person
  auto order() const { return std::tie(slice, origin, destination, person, leg); }
};

/// The wishes of this rank, and the rows of their legs.
struct StartWishes {
  std::vector<StartWish> wish;
  std::vector<std::uint64_t> leg;
};

/// Goes through the days of people as they would be on the empty network.
class StartDay {
 public:
  StartDay(const TrafficNetwork& network, const StartNetwork& start, const StartRouteRules& rules,
           const TravelDemand& demand)
      : network_(network), start_(start), rules_(rules), demand_(demand) {
    const auto mode = std::find(demand.modes.begin(), demand.modes.end(), rules.mode);
    mode_ = static_cast<std::size_t>(mode - demand.modes.begin());
  }

  void collect(std::uint64_t person, std::uint32_t row, StartWishes& wishes) const {
    double now_s = rules_.start_s;
    const std::uint64_t first = demand_.activity_begin[person];
    for (std::uint64_t a = first; a + 1 < demand_.activity_begin[person + 1]; ++a) {
      const Activity& activity = demand_.activities[a];
      if (!is_given(activity.end_s) && !is_given(activity.duration_s)) return;  // it never ends
      now_s = is_given(activity.end_s) ? std::max(now_s, activity.end_s) : now_s + activity.duration_s;
      const std::uint64_t leg = a - person;
      add(demand_.legs[leg], now_s, {0, 0, 0, row, static_cast<std::uint32_t>(a - first)}, leg, wishes);
      now_s += time_s(demand_.legs[leg]);
    }
  }

 private:
  void add(const Leg& leg, double departure_s, StartWish wish, std::uint64_t row, StartWishes& wishes) const {
    if (!leg.found || leg.mode != mode_) return;
    wish.slice = static_cast<std::uint32_t>(std::min(departure_s / rules_.settings.slice_s, 4e9));
    wish.origin = start_.start(network_, demand_.route[leg.route_begin]);
    wish.destination = start_.goal(network_, demand_.route[leg.route_end - 1]);
    if (leg.route_end - leg.route_begin < 2 || wish.origin == wish.destination) return;
    wishes.wish.push_back(wish);
    wishes.leg.push_back(row);
  }

  double time_s(const Leg& leg) const {
    if (leg.route_begin == leg.route_end || leg.kind != RouteKind::links)
      return is_given(leg.travel_time_s) ? leg.travel_time_s : 0;
    double sum_s = 0;
    for (std::uint64_t k = leg.route_begin + 1; k < leg.route_end; ++k)
      sum_s += free_time_s(network_, demand_.route[k]);
    return sum_s;
  }

  const TrafficNetwork& network_;
  const StartNetwork& start_;
  const StartRouteRules& rules_;
  const TravelDemand& demand_;
  std::size_t mode_;
};

/// The rank that assigns each slice: the slices with the most trips first, each to who has the fewest so far.
std::vector<int> owners_of(const std::vector<std::int64_t>& trips, int ranks) {
  std::vector<std::size_t> order(trips.size());
  for (std::size_t s = 0; s < order.size(); ++s) order[s] = s;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return trips[a] > trips[b]; });
  std::vector<std::int64_t> load(static_cast<std::size_t>(ranks), 0);
  std::vector<int> owner(trips.size());
  for (const std::size_t s : order) {
    const auto least = std::min_element(load.begin(), load.end());
    owner[s] = static_cast<int>(least - load.begin());
    *least += trips[s];
  }
  return owner;
}

std::vector<std::int64_t> trips_by_slice(const Comm& comm, const std::vector<StartWish>& wishes) {
  std::int64_t last = -1;
  for (const StartWish& wish : wishes) last = std::max<std::int64_t>(last, wish.slice);
  last = comm.max(last);
  if (last >= most_slices)
    throw UsageError("mobility.start_routes.slice_s: people depart in more than 100,000 slices. Take longer ones");
  std::vector<std::int64_t> trips(static_cast<std::size_t>(last + 1), 0);
  for (const StartWish& wish : wishes) ++trips[wish.slice];
  comm.sum(std::span<std::int64_t>(trips));
  return trips;
}

/// Wishes of one slice, sorted: one trip each.
TripTable table_of(std::span<const StartWish> wishes, std::uint32_t nodes) {
  TripTable table;
  std::size_t k = 0;
  for (std::uint32_t origin = 0; origin < nodes; ++origin) {
    for (; k < wishes.size() && wishes[k].origin == origin; ++k) {
      const bool again =
          table.destination.size() > table.begin.back() && table.destination.back() == wishes[k].destination;
      if (!again) {
        table.destination.push_back(wishes[k].destination);
        table.trips.push_back(0);
      }
      table.trips.back() += 1;
    }
    table.begin.push_back(table.destination.size());
  }
  return table;
}

/// The links of one of the pair's paths, drawn by its share of the trips.
const std::vector<std::uint32_t>& drawn_path(const std::vector<UsedPath>& paths, double trips, double uniform) {
  double left = uniform * trips;
  for (const UsedPath& path : paths) {
    left -= path.flow;
    if (left < 0) return path.links;
  }
  return paths.back().links;
}

/// Assigns the wishes of one slice, and draws a route for each: rows of the traffic network, first and last link not
/// among them.
StartSlice assign_slice(const StartNetwork& start, const StartRouteRules& rules, std::span<const StartWish> wishes,
                        std::span<std::vector<std::uint32_t>> routes) {
  const TripTable table = table_of(wishes, start.graph.nodes);
  const PathAssignment result =
      assign_paths(start.graph, table,
                   {.relative_gap = rules.settings.relative_gap,
                    .max_iterations = static_cast<std::uint32_t>(rules.settings.max_iterations),
                    .observe = {}});
  std::size_t pair = 0;
  for (std::size_t k = 0; k < wishes.size(); ++k) {
    const StartWish& wish = wishes[k];
    if (k > 0 && (wishes[k - 1].origin != wish.origin || wishes[k - 1].destination != wish.destination)) ++pair;
    const std::uint32_t draw =
        random_block(rules.seed, std::uint64_t{wish.leg} << 32U | wish.person, 0, purpose_start_route)[0];
    for (const std::uint32_t edge : drawn_path(result.paths[pair], table.trips[pair], uniform01(draw)))
      if (start.link[edge] != no_link) routes[k].push_back(start.link[edge]);
  }
  return {wishes.front().slice,  static_cast<std::int64_t>(wishes.size()),
          result.last.iteration, result.last.relative_gap,
          result.last.objective, result.last.tstt,
          result.last.sptt};
}

/// What a rank answers to the wishes that it was sent: {links, link, …} of each, by the rank and the order of asking.
struct StartAnswers {
  std::vector<std::vector<std::uint32_t>> routes;  ///< [ranks]
  std::vector<StartSlice> slices;
};

StartAnswers answer(const StartNetwork& start, const StartRouteRules& rules,
                    const std::vector<std::vector<StartWish>>& asked) {
  std::vector<StartWish> wishes;
  std::vector<std::uint32_t> place;  // of each wish, as asked, among the sorted ones
  for (const std::vector<StartWish>& row : asked) wishes.insert(wishes.end(), row.begin(), row.end());
  std::vector<std::uint32_t> order(wishes.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return wishes[a].order() < wishes[b].order(); });
  place.resize(order.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) place[order[k]] = k;
  std::sort(wishes.begin(), wishes.end(), [](const StartWish& a, const StartWish& b) { return a.order() < b.order(); });

  StartAnswers answers;
  std::vector<std::vector<std::uint32_t>> routes(wishes.size());
  for (std::size_t begin = 0, end = 0; begin < wishes.size(); begin = end) {
    while (end < wishes.size() && wishes[end].slice == wishes[begin].slice) ++end;
    answers.slices.push_back(assign_slice(start, rules, std::span(wishes).subspan(begin, end - begin),
                                          std::span(routes).subspan(begin, end - begin)));
  }
  std::size_t next = 0;
  for (const std::vector<StartWish>& row : asked) {
    std::vector<std::uint32_t>& words = answers.routes.emplace_back();
    for (std::size_t k = 0; k < row.size(); ++k) {
      const std::vector<std::uint32_t>& route = routes[place[next++]];
      words.push_back(static_cast<std::uint32_t>(route.size()));
      words.insert(words.end(), route.begin(), route.end());
    }
  }
  return answers;
}

/// Puts the links between the first and the last one of some legs in place of those that they have. `inner` [legs]:
/// where in `words` they are, by the row of the leg; no entry: the leg keeps its route.
void put_routes(TravelDemand& demand, const std::vector<const std::uint32_t*>& inner) {
  std::vector<std::uint32_t> routes;
  routes.reserve(demand.route.size());
  for (std::size_t l = 0; l < demand.legs.size(); ++l) {
    Leg& leg = demand.legs[l];
    const auto begin = demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_begin);
    const auto end = demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_end);
    leg.route_begin = routes.size();
    if (inner[l] == nullptr) {
      routes.insert(routes.end(), begin, end);
    } else {
      routes.push_back(*begin);
      routes.insert(routes.end(), inner[l] + 1, inner[l] + 1 + *inner[l]);
      routes.push_back(*(end - 1));
    }
    leg.route_end = routes.size();
  }
  demand.route = std::move(routes);
}

std::uint32_t bits_of(const TrafficNetwork& network, const std::string& mode) {
  const auto found = std::find(network.modes.begin(), network.modes.end(), mode);
  return found == network.modes.end() ? 0 : 1U << static_cast<unsigned>(found - network.modes.begin());
}

}  // namespace

StartSlice StartFacts::total() const {
  StartSlice sum;
  for (const StartSlice& slice : slices) {
    sum.trips += slice.trips;
    sum.iterations = std::max(sum.iterations, slice.iterations);
    sum.objective += slice.objective;
    sum.tstt += slice.tstt;
    sum.sptt += slice.sptt;
  }
  if (sum.tstt > 0) sum.relative_gap = (sum.tstt - sum.sptt) / sum.tstt;
  return sum;
}

StartFacts draw_start_routes(const Comm& comm, const TrafficNetwork& network, const StartRouteRules& rules,
                             std::uint64_t first_person, TravelDemand& demand) {
  StartNetwork start;
  StartWishes mine;
  comm.agree([&] {
    start = start_network(network, bits_of(network, rules.mode), rules.settings, rules.flow_factor);
    const StartDay day(network, start, rules, demand);
    for (std::uint64_t p = 0; p < demand.persons(); ++p)
      day.collect(p, static_cast<std::uint32_t>(first_person + p), mine);
  });
  const std::vector<int> owner = owners_of(trips_by_slice(comm, mine.wish), comm.size());
  std::vector<std::vector<StartWish>> asked(static_cast<std::size_t>(comm.size()));
  for (const StartWish& wish : mine.wish) asked[static_cast<std::size_t>(owner[wish.slice])].push_back(wish);
  const std::vector<std::vector<StartWish>> to_answer = comm.all_to_all_of(asked);
  StartAnswers answers;
  comm.agree([&] { answers = answer(start, rules, to_answer); });
  const std::vector<std::vector<std::uint32_t>> got = comm.all_to_all_of(answers.routes);

  std::vector<const std::uint32_t*> at;
  for (const std::vector<std::uint32_t>& row : got) at.push_back(row.data());
  std::vector<const std::uint32_t*> inner(demand.legs.size(), nullptr);
  for (std::size_t k = 0; k < mine.wish.size(); ++k) {
    const std::uint32_t*& next = at[static_cast<std::size_t>(owner[mine.wish[k].slice])];
    inner[mine.leg[k]] = next;
    next += 1 + *next;
  }
  put_routes(demand, inner);

  StartFacts facts;
  facts.slices = comm.all_gather_of<StartSlice>(answers.slices);
  std::sort(facts.slices.begin(), facts.slices.end(),
            [](const StartSlice& a, const StartSlice& b) { return a.slice < b.slice; });
  return facts;
}

}  // namespace machi
