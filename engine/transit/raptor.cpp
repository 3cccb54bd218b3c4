#include "engine/transit/raptor.hpp"

#include <algorithm>
#include <functional>

namespace machi {
namespace {

constexpr std::uint32_t no_walk = 0xffffffffU;
constexpr std::uint32_t not_marked = 0xffffffffU;

// A time of one round is also one of all rounds after it.
void lower(std::int32_t* best, std::uint32_t round, std::uint32_t rounds, std::int32_t time) {
  for (std::uint32_t k = round; k < rounds && best[k] > time; ++k) best[k] = time;
}

}  // namespace

Raptor::Raptor(const TransitIndex& index, std::uint32_t most_rides)
    : index_(index), timetable_(index.timetable()), rounds_(most_rides + 1) {
  const std::size_t labels = std::size_t{timetable_.stops()} * rounds_;
  rides_.resize(labels);
  boards_.resize(labels);
  best_ride_.resize(labels);
  best_board_.resize(labels);
  egress_s_.assign(timetable_.stops(), no_walk);
  best_target_.resize(rounds_);
  route_first_.assign(timetable_.routes(), not_marked);
}

void Raptor::begin_search(std::span<const StopAccess> to) {
  std::fill(best_ride_.begin(), best_ride_.end(), never);
  std::fill(best_board_.begin(), best_board_.end(), never);
  std::fill(best_target_.begin(), best_target_.end(), never);
  for (const StopAccess& target : to) egress_s_[target.stop] = std::min(egress_s_[target.stop], target.walk_s);
}

void Raptor::end_search(std::span<const StopAccess> to) {
  for (const StopAccess& target : to) egress_s_[target.stop] = no_walk;
}

// Everything that is better than what runs with later departures gave.
void Raptor::run(std::span<const StopAccess> from, std::int32_t departure_s) {
  ++run_;
  best_before_ = best_target_;
  marked_.clear();
  for (const StopAccess& access : from) {
    const auto time = static_cast<std::int32_t>(departure_s + static_cast<std::int64_t>(access.walk_s));
    set_board(access.stop, 0, {time, access.walk_s, run_, access.stop});
  }
  for (std::uint32_t round = 1; round < rounds_ && !marked_.empty(); ++round) {
    collect_routes();
    reached_.clear();
    for (const std::uint32_t route : routes_) {
      scan(route, route_first_[route], round);
      route_first_[route] = not_marked;
    }
    marked_.clear();
    if (round + 1 < rounds_) change(round);
  }
}

void Raptor::set_board(std::uint32_t stop, std::uint32_t round, const BoardLabel& label) {
  const std::size_t at = place(stop, round);
  BoardLabel& here = boards_[at];
  const bool is_new = here.run != run_;
  const bool walks_less = !is_new && label.time == here.time && label.walk < here.walk;
  if (label.time >= best_board_[at] && !walks_less) return;
  here = label;
  lower(&best_board_[place(stop, 0)], round, rounds_, label.time);
  if (is_new) marked_.push_back(stop);
}

// Routes that stop where one can board anew, each from the first of these stops on.
void Raptor::collect_routes() {
  routes_.clear();
  for (const std::uint32_t stop : marked_)
    for (const TransitIndex::Call& call : index_.calls_at(stop)) {
      std::uint32_t& first = route_first_[call.route];
      if (first == not_marked) routes_.push_back(call.route);
      first = std::min(first, call.at);
    }
}

void Raptor::scan(std::uint32_t route, std::uint32_t first, std::uint32_t round) {
  const std::uint32_t calls = timetable_.calls(route);
  const std::uint64_t begin = timetable_.route_stop_begin[route];
  const std::int32_t* const times = timetable_.arrival_s.data() + timetable_.route_time_begin[route];
  RideLabel riding;
  riding.run = run_;
  riding.ride = {route, TransitIndex::no_trip, 0, 0};
  for (std::uint32_t at = first; at < calls; ++at) {
    const std::uint32_t stop = timetable_.call_stop[begin + at];
    const std::uint32_t trip = riding.ride.trip;
    if (trip != TransitIndex::no_trip && timetable_.call_drop_off[begin + at] != 0) {
      riding.time = times[std::size_t{trip} * calls + at];
      riding.ride.alight = at;
      alight(stop, round, riding);
    }
    const BoardLabel& board = boards_[place(stop, round - 1)];
    if (board.run != run_ || timetable_.call_pick_up[begin + at] == 0 || at + 1 == calls) continue;
    const std::span<const std::int32_t> departures = index_.departures(route, at);
    std::uint32_t caught = trip;
    if (trip == TransitIndex::no_trip) {
      caught = index_.first_trip(route, at, board.time);
    } else if (departures[trip] >= board.time) {
      while (caught > 0 && departures[caught - 1] >= board.time) --caught;
    } else {
      continue;
    }
    if (caught == TransitIndex::no_trip || (caught == trip && board.walk >= riding.walk)) continue;
    riding.walk = board.walk;
    riding.ride.trip = caught;
    riding.ride.board = at;
  }
}

void Raptor::alight(std::uint32_t stop, std::uint32_t round, const RideLabel& label) {
  const std::size_t at = place(stop, round);
  RideLabel& here = rides_[at];
  const bool is_new = here.run != run_;
  const bool is_better = label.time < best_ride_[at] && label.time < best_target_[round];
  const bool walks_less = !is_new && label.time == here.time && label.walk < here.walk;
  if (!is_better && !walks_less) return;
  here = label;
  lower(&best_ride_[place(stop, 0)], round, rounds_, label.time);
  if (egress_s_[stop] != no_walk)
    lower(best_target_.data(), round, rounds_,
          static_cast<std::int32_t>(label.time + static_cast<std::int64_t>(egress_s_[stop])));
  if (is_new) reached_.push_back(stop);
}

// From who got off in a round to who can board in the next one.
void Raptor::change(std::uint32_t round) {
  for (const std::uint32_t stop : reached_) {
    const RideLabel& off = rides_[place(stop, round)];
    const auto after = [&](std::uint32_t seconds) {
      return static_cast<std::int32_t>(std::min<std::int64_t>(off.time + std::int64_t{seconds}, never));
    };
    set_board(stop, round, {after(timetable_.stop_min_transfer_s[stop]), off.walk, run_, stop});
    for (std::uint64_t k = timetable_.transfer_begin[stop]; k < timetable_.transfer_begin[stop + 1]; ++k) {
      const std::uint32_t seconds = timetable_.transfer_s[k];
      set_board(timetable_.transfer_to[k], round, {after(seconds), off.walk + seconds, run_, stop});
    }
  }
}

void Raptor::take_targets(std::span<const StopAccess> to, std::int32_t departure_s, std::vector<Journey>& found) const {
  for (std::uint32_t round = 1; round < rounds_; ++round) {
    // Only what this run has found, and fewer rides do not reach.
    if (best_target_[round] == best_before_[round] || best_target_[round] == best_target_[round - 1]) continue;
    const StopAccess* best = nullptr;
    std::uint32_t best_walk = 0;
    for (const StopAccess& target : to) {
      const RideLabel& label = rides_[place(target.stop, round)];
      if (label.run != run_ || label.time + std::int64_t{target.walk_s} != best_target_[round]) continue;
      const std::uint32_t walk = label.walk + target.walk_s;
      if (best == nullptr || walk < best_walk) {
        best = &target;
        best_walk = walk;
      }
    }
    if (best == nullptr) continue;
    found.push_back(journey(best->stop, round, best->walk_s));
    found.back().departure_s = departure_s;
  }
}

Journey Raptor::journey(std::uint32_t stop, std::uint32_t round, std::uint32_t egress_s) const {
  Journey made;
  const RideLabel& last = rides_[place(stop, round)];
  made.egress_s = egress_s;
  made.walk_s = last.walk + egress_s;
  made.arrival_s = last.time + static_cast<std::int32_t>(egress_s);
  for (std::uint32_t k = round; k > 0; --k) {
    const JourneyRide& ride = rides_[place(stop, k)].ride;
    made.rides.push_back(ride);
    const std::uint32_t boarded = timetable_.call_stop[timetable_.call(ride.route, ride.board)];
    const BoardLabel& board = boards_[place(boarded, k - 1)];
    if (k == 1) made.access_s = board.walk;
    stop = board.from;
  }
  std::reverse(made.rides.begin(), made.rides.end());
  return made;
}

const std::vector<Journey>& Raptor::journeys(std::span<const StopAccess> from, std::span<const StopAccess> to,
                                             std::int32_t departure_s, std::int32_t latest_s) {
  begin_search(to);
  found_.clear();
  std::fill(best_target_.begin(), best_target_.end(), latest_s);
  run(from, departure_s);
  take_targets(to, departure_s, found_);
  end_search(to);
  return found_;
}

// Moments at which one has to leave so that a departure is just caught, the last first.
std::vector<std::int32_t> Raptor::departures(std::span<const StopAccess> from, std::int32_t first_s,
                                             std::int32_t last_s) const {
  std::vector<std::int32_t> moments;
  for (const StopAccess& access : from)
    for (const TransitIndex::Call& call : index_.calls_at(access.stop)) {
      if (call.at + 1 == timetable_.calls(call.route)) continue;
      const std::span<const std::int32_t> all = index_.departures(call.route, call.at);
      const std::int64_t walk = access.walk_s;
      for (auto at = std::lower_bound(all.begin(), all.end(), first_s + walk); at != all.end() && *at - walk <= last_s;
           ++at)
        moments.push_back(static_cast<std::int32_t>(*at - walk));
    }
  std::sort(moments.begin(), moments.end(), std::greater<>());
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  return moments;
}

const std::vector<Journey>& Raptor::profile(std::span<const StopAccess> from, std::span<const StopAccess> to,
                                            std::int32_t first_s, std::int32_t last_s) {
  begin_search(to);
  found_.clear();
  std::vector<std::int32_t> moments = departures(from, first_s, last_s);
  if (moments.empty() || moments.front() != last_s) moments.insert(moments.begin(), last_s);
  for (const std::int32_t departure_s : moments) {
    run(from, departure_s);
    take_targets(to, departure_s, found_);
  }
  end_search(to);
  return found_;
}

Journey Raptor::last_departure(std::span<const StopAccess> from, std::span<const StopAccess> to, std::int32_t first_s,
                               std::int32_t arrival_s) {
  begin_search(to);
  found_.clear();
  std::fill(best_target_.begin(), best_target_.end(), arrival_s == never ? never : arrival_s + 1);
  for (const std::int32_t departure_s : departures(from, first_s, arrival_s)) {
    run(from, departure_s);
    take_targets(to, departure_s, found_);
    if (!found_.empty()) break;
  }
  end_search(to);
  return found_.empty() ? Journey{} : found_.back();
}

const std::vector<std::int32_t>& Raptor::arrivals(std::span<const StopAccess> from, std::int32_t departure_s) {
  begin_search({});
  run(from, departure_s);
  arrivals_.resize(timetable_.stops());
  for (std::uint32_t stop = 0; stop < timetable_.stops(); ++stop)
    arrivals_[stop] = best_ride_[place(stop, rounds_ - 1)];
  return arrivals_;
}

}  // namespace machi
