#include "engine/choice/day_plan.hpp"

#include <algorithm>
#include <cstring>

namespace machi {
namespace {

// Seven bits a byte, the lowest first; the highest bit says that more follow.
void write_number(std::uint32_t number, std::vector<std::uint8_t>& bytes) {
  for (; number >= 0x80U; number >>= 7U) bytes.push_back(static_cast<std::uint8_t>(number | 0x80U));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

std::uint32_t read_number(const std::uint8_t*& at) {
  std::uint32_t number = 0;
  unsigned shift = 0;
  for (; (*at & 0x80U) != 0; shift += 7) number |= (*at++ & 0x7fU) << shift;
  return number | static_cast<std::uint32_t>(*at++) << shift;
}

constexpr std::uint32_t rides_follow = 0x80;  // with the mode

void write_rides(const TripPlan& trip, std::vector<std::uint8_t>& bytes) {
  for (const std::uint32_t number : {static_cast<std::uint32_t>(trip.rides.size()), trip.access_s, trip.egress_s})
    write_number(number, bytes);
  for (const PlannedRide& ride : trip.rides)
    for (const std::uint32_t number : {ride.route, ride.board, ride.alight}) write_number(number, bytes);
}

void read_rides(const std::uint8_t*& at, TripPlan& trip) {
  trip.rides.resize(read_number(at));
  trip.access_s = read_number(at);
  trip.egress_s = read_number(at);
  for (PlannedRide& ride : trip.rides)
    for (std::uint32_t* number : {&ride.route, &ride.board, &ride.alight}) *number = read_number(at);
}

constexpr std::uint8_t any_link = 15;  // its row follows in eight halves

class Halves {
 public:
  explicit Halves(std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}
  void write(std::uint32_t half) {
    if (low_) bytes_.push_back(static_cast<std::uint8_t>(half));
    if (!low_) bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | half << 4U);
    low_ = !low_;
  }

 private:
  std::vector<std::uint8_t>& bytes_;
  bool low_{true};
};

}  // namespace

RouteCode::RouteCode(const TrafficNetwork& network) : network_(&network), out_(network, ~0U) {}

void RouteCode::write(const std::vector<std::uint32_t>& route, std::vector<std::uint8_t>& bytes) const {
  write_number(static_cast<std::uint32_t>(route.size()), bytes);
  Halves halves(bytes);
  for (std::size_t k = 1; k < route.size(); ++k) {
    const std::uint32_t node = network_->to[route[k - 1]];
    const auto first = out_.link.begin() + out_.out_begin[node];
    const auto end = out_.link.begin() + out_.out_begin[node + 1];
    const auto found = std::find(first, end, route[k]);
    if (found != end && found - first < any_link) {
      halves.write(static_cast<std::uint32_t>(found - first));
      continue;
    }
    halves.write(any_link);
    for (unsigned shift = 0; shift < 32; shift += 4) halves.write(route[k] >> shift & 15U);
  }
}

std::vector<std::uint32_t> RouteCode::read(std::uint32_t first, const std::uint8_t*& bytes) const {
  std::vector<std::uint32_t> route(read_number(bytes), first);
  std::uint32_t place = 0;
  const auto half = [&] {
    const std::uint32_t value = place % 2 == 0 ? *bytes & 15U : static_cast<std::uint32_t>(*bytes >> 4U);
    bytes += place % 2;
    ++place;
    return value;
  };
  for (std::size_t k = 1; k < route.size(); ++k) {
    const std::uint32_t turn = half();
    if (turn != any_link) {
      route[k] = out_.link[out_.out_begin[network_->to[route[k - 1]]] + turn];
      continue;
    }
    route[k] = 0;
    for (unsigned shift = 0; shift < 32; shift += 4) route[k] |= half() << shift;
  }
  bytes += place % 2;
  return route;
}

std::vector<std::uint8_t> pack_plans(const KnownPlans& known, const RouteCode& code, const std::vector<bool>& driven,
                                     const std::vector<std::uint32_t>& first_links) {
  std::vector<std::uint8_t> bytes;
  write_number(static_cast<std::uint32_t>(known.plans.size()), bytes);
  write_number(known.selected, bytes);
  for (const DayPlan& plan : known.plans) {
    std::uint8_t score[sizeof(float)];
    std::memcpy(score, &plan.score, sizeof(float));
    bytes.insert(bytes.end(), score, score + sizeof(float));
    bytes.push_back(plan.scored ? 1 : 0);
    for (std::size_t k = 0; k < plan.trips.size(); ++k) {
      const TripPlan& trip = plan.trips[k];
      write_number(trip.end_step + 1, bytes);  // none becomes 0
      if (trip.end_step == no_index) write_number(trip.duration_steps + 1, bytes);
      if (first_links[k] == no_index) continue;
      bytes.push_back(static_cast<std::uint8_t>(trip.mode | (trip.rides.empty() ? 0U : rides_follow)));
      if (driven[trip.mode]) code.write(trip.route, bytes);
      if (!driven[trip.mode]) write_number(trip.steps, bytes);
      if (!trip.rides.empty()) write_rides(trip, bytes);
    }
  }
  bytes.shrink_to_fit();
  return bytes;
}

KnownPlans unpack_plans(const std::vector<std::uint8_t>& bytes, const RouteCode& code, const std::vector<bool>& driven,
                        const std::vector<std::uint32_t>& first_links) {
  KnownPlans known;
  const std::uint8_t* at = bytes.data();
  known.plans.resize(read_number(at));
  known.selected = read_number(at);
  for (DayPlan& plan : known.plans) {
    std::memcpy(&plan.score, at, sizeof(float));
    at += sizeof(float);
    plan.scored = *at++ != 0;
    plan.trips.resize(first_links.size());
    for (std::size_t k = 0; k < plan.trips.size(); ++k) {
      TripPlan& trip = plan.trips[k];
      trip.end_step = read_number(at) - 1;
      if (trip.end_step == no_index) trip.duration_steps = read_number(at) - 1;
      if (first_links[k] == no_index) continue;
      const bool rides = (*at & rides_follow) != 0;
      trip.mode = *at++ & (rides_follow - 1U);
      if (driven[trip.mode]) trip.route = code.read(first_links[k], at);
      if (!driven[trip.mode]) trip.steps = read_number(at);
      if (rides) read_rides(at, trip);
    }
  }
  return known;
}

}  // namespace machi
