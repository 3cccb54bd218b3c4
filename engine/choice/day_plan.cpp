#include "engine/choice/day_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace machi {

/// Read from the front. What does not fit makes them damaged; from then on all is 0.
class PackedBytes {
 public:
  explicit PackedBytes(const std::vector<std::uint8_t>& bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}
  bool damaged() const { return damaged_; }
  bool at_end() const { return at_ == end_; }
  void refuse() {
    damaged_ = true;
    at_ = end_;
  }
  std::uint8_t byte() {
    if (at_ == end_) refuse();
    return damaged_ ? 0 : *at_++;
  }
  std::uint32_t number() {
    std::uint32_t number = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      const std::uint8_t next = byte();
      number |= (next & 0x7fU) << shift;
      if ((next & 0x80U) == 0) return number;
    }
    refuse();
    return 0;
  }
  /// How many things follow of which each takes half a byte at least, beside the first.
  std::uint32_t count() {
    const std::uint32_t number = this->number();
    if (number > 2 * static_cast<std::size_t>(end_ - at_) + 1) refuse();
    return damaged_ ? 0 : number;
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool damaged_{false};
};

namespace {

// Seven bits a byte, the lowest first; the highest bit says that more follow.
void write_number(std::uint32_t number, std::vector<std::uint8_t>& bytes) {
  for (; number >= 0x80U; number >>= 7U) bytes.push_back(static_cast<std::uint8_t>(number | 0x80U));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

constexpr std::uint32_t rides_follow = 0x80;  // with the mode

void write_rides(const TripPlan& trip, std::vector<std::uint8_t>& bytes) {
  for (const std::uint32_t number : {static_cast<std::uint32_t>(trip.rides.size()), trip.access_s, trip.egress_s})
    write_number(number, bytes);
  for (const PlannedRide& ride : trip.rides)
    for (const std::uint32_t number : {ride.route, ride.board, ride.alight}) write_number(number, bytes);
}

void read_rides(PackedBytes& bytes, TripPlan& trip) {
  trip.rides.resize(bytes.count());
  trip.access_s = bytes.number();
  trip.egress_s = bytes.number();
  for (PlannedRide& ride : trip.rides)
    for (std::uint32_t* number : {&ride.route, &ride.board, &ride.alight}) *number = bytes.number();
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

std::vector<std::uint32_t> RouteCode::read(std::uint32_t first, PackedBytes& bytes) const {
  std::vector<std::uint32_t> route(bytes.count(), first);
  if (route.empty()) bytes.refuse();
  std::uint8_t pair = 0;
  bool low = true;
  const auto half = [&] {
    if (low) pair = bytes.byte();
    low = !low;
    return low ? pair >> 4U : pair & 15U;
  };
  for (std::size_t k = 1; k < route.size() && !bytes.damaged(); ++k) {
    const std::uint32_t node = network_->to[route[k - 1]];
    const std::uint32_t turn = half();
    if (turn != any_link) {
      if (turn >= out_.out_begin[node + 1] - out_.out_begin[node])
        bytes.refuse();
      else
        route[k] = out_.link[out_.out_begin[node] + turn];
      continue;
    }
    std::uint32_t link = 0;
    for (unsigned shift = 0; shift < 32; shift += 4) link |= half() << shift;
    if (link >= network_->links() || network_->from[link] != node)
      bytes.refuse();
    else
      route[k] = link;
  }
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

std::optional<KnownPlans> unpack_plans(const std::vector<std::uint8_t>& bytes, const RouteCode& code,
                                       const std::vector<bool>& driven, const std::vector<std::uint32_t>& first_links) {
  KnownPlans known;
  PackedBytes rest(bytes);
  known.plans.resize(rest.count());
  known.selected = rest.number();
  for (DayPlan& plan : known.plans) {
    std::uint8_t score[sizeof(float)];
    for (std::uint8_t& byte : score) byte = rest.byte();
    std::memcpy(&plan.score, score, sizeof(float));
    if (!std::isfinite(plan.score)) rest.refuse();
    plan.scored = rest.byte() != 0;
    plan.trips.resize(first_links.size());
    for (std::size_t k = 0; k < plan.trips.size() && !rest.damaged(); ++k) {
      TripPlan& trip = plan.trips[k];
      trip.end_step = rest.number() - 1;
      if (trip.end_step == no_index) trip.duration_steps = rest.number() - 1;
      if (first_links[k] == no_index) continue;
      const std::uint8_t way = rest.byte();
      trip.mode = way & (rides_follow - 1U);
      if (trip.mode >= driven.size()) {
        rest.refuse();
        break;
      }
      if (driven[trip.mode]) trip.route = code.read(first_links[k], rest);
      if (!driven[trip.mode]) trip.steps = rest.number();
      if ((way & rides_follow) != 0) read_rides(rest, trip);
    }
  }
  if (rest.damaged() || !rest.at_end() || known.selected >= known.plans.size()) return std::nullopt;
  return known;
}

}  // namespace machi
