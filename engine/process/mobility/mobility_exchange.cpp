// What ranks tell one another: vehicles that cross cut links, persons who are teleported, room that has become free.
//
// A message need not come every step. Each side says how long it can do without: nothing that it sends can be due
// earlier, and the room that it knows of at the entrances of cut links suffices for all that could come until then,
// whatever has become free meanwhile. The two take the shorter time, so both know when to exchange next. Who could come
// is known from plans (lookout.hpp), else from what links let through.
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/constants.hpp"
#include "engine/core/error.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {
namespace {

constexpr std::size_t credit_words = 4;
constexpr std::size_t header_words = 4;  // rank, horizon, credits, travellers

}  // namespace

void Mobility::meet_partners(const std::vector<TeleportReach>& teleports) {
  partners_.resize(neighbours_.size());
  for (Partner& partner : partners_)
    partner.reach = roads_ ? std::min(least_walk_steps(), longest_silence) : longest_silence;
  for (std::uint32_t e = 0; e < links_.entrances.size(); ++e) {
    const Entrance& entrance = links_.entrances[e];
    if (entrance.link != no_index) continue;
    Partner& partner = partners_[entrance.neighbour];
    partner.entrances.push_back(e);
    const double fastest = roads_ ? roads_->most_speed(entrance.row) : 1;
    partner.reach = std::min(partner.reach, drive_time(entrance.row, infinity, fastest));
  }
  for (const TeleportReach& teleport : teleports) {
    if (teleport.from != rank_) continue;
    const auto found = std::lower_bound(neighbours_.begin(), neighbours_.end(), teleport.to);
    Partner& partner = partners_[static_cast<std::size_t>(found - neighbours_.begin())];
    partner.reach = std::min(partner.reach, teleport.steps);
  }
  bound_inflow();
  if (partners_.empty() || !foresees(0)) return;
  CrossingForecast forecast(*world_.network, *world_.shares, steps_per_s(), world_.guide);
  lookout_ = std::make_unique<Lookout>(std::move(forecast), world_.classes, rank_, neighbours_);
}

// What a link's buffer can give away in E steps: the flow of E + 1 steps and, since flow may be overdrawn, one vehicle.
void Mobility::bound_inflow() {
  for (const VehicleClass& vehicle : world_.classes) {
    room_per_flow_ = std::max(room_per_flow_, static_cast<double>(vehicle.room) / static_cast<double>(vehicle.flow));
    most_room_ = std::max(most_room_, static_cast<double>(vehicle.room));
  }
  for (std::uint32_t n = 0; n < links_.nodes(); ++n) {
    Inflow inflow;
    for (std::uint32_t l = links_.in_begin[n]; l < links_.in_begin[n + 1]; ++l) {
      if (links_.links[l].is_approach) continue;  // nothing leaves it but through its exits
      const double factor = roads_ ? roads_->most_capacity(links_.places[l].row) : 1;
      inflow.a_step += factor * room_per_flow_ * static_cast<double>(links_.links[l].flow);
      inflow.at_once += most_room_;
    }
    inflows_.push_back(inflow);
  }
}

// In how many steps a link cannot become full whatever comes.
std::uint32_t Mobility::safe_steps(const Entrance& entrance, std::uint32_t most) const {
  const Inflow& inflow = inflows_[entrance.node];
  const double room = static_cast<double>(entrance.storage - entrance.used) - inflow.at_once;
  const double steps = std::floor(room / std::max(inflow.a_step, 1.0)) - 1;
  return static_cast<std::uint32_t>(std::clamp(steps, 0.0, static_cast<double>(most)));
}

// Two ranks know of everybody who can come to their border. Of more, what third ranks send is not known, so that only
// times along cut links and room at their entrances are counted with.
std::uint32_t Mobility::horizon(std::size_t n) {
  const std::uint32_t steps = plain_horizon(partners_[n]);
  if (!lookout_ || world_.shares->ranks > 2 || !foresees(next_step_)) return steps;
  const std::uint32_t until = lookout_->silent_until(static_cast<std::uint32_t>(n), next_step_, travellers_, links_);
  return std::max(steps, std::min(until, world_.handover_step) - next_step_);
}

// All ranks are silent while nothing anywhere has to be heard of. For two of them horizon() sees to that.
void Mobility::agree_on_silence(const Comm& comm, std::uint32_t now) {
  if (comm.size() < 3 || !foresees(now)) return;
  std::uint32_t mine = lookout_ ? lookout_->all_silent_until(now, travellers_, links_) : now + longest_silence;
  mine = std::min(mine, world_.handover_step);
  const auto until = static_cast<std::uint32_t>(comm.min(static_cast<std::int64_t>(mine)));
  for (Partner& partner : partners_) partner.next_step = std::max(partner.next_step, until);
}

std::uint32_t Mobility::plain_horizon(const Partner& partner) const {
  std::uint32_t steps = partner.reach;
  for (const std::uint32_t meets : {next_change(), world_.handover_step})
    if (meets > next_step_) steps = std::min(steps, meets - next_step_);
  for (const std::uint32_t e : partner.entrances) {
    const Entrance& entrance = links_.entrances[e];
    steps = std::min(steps, std::max(entrance.credit_steps, safe_steps(entrance, steps)));
  }
  return std::max(steps, 1U);
}

void Mobility::pack(NeighbourExchange& exchange) {
  for (std::size_t n = 0; n < partners_.size(); ++n) {
    Partner& partner = partners_[n];
    if (partner.next_step != next_step_) {
      exchange.leave_out(n);
      continue;
    }
    partner.horizon = horizon(n);
    const std::uint32_t header[header_words] = {static_cast<std::uint32_t>(rank_), partner.horizon,
                                                static_cast<std::uint32_t>(partner.credits.size() / credit_words),
                                                partner.travellers};
    std::vector<std::byte>& bytes = exchange.outgoing(n);
    const auto append = [&](std::span<const std::uint32_t> words) {
      const auto raw = std::as_bytes(words);
      bytes.insert(bytes.end(), raw.begin(), raw.end());
    };
    append(header);
    append(partner.credits);
    append(partner.words);
    partner.credits.clear();
    partner.words.clear();
    partner.travellers = 0;
    partner.vehicles = 0;
    partner.persons = 0;
    if (lookout_) lookout_->sent(static_cast<std::uint32_t>(n));
  }
}

void Mobility::receive(std::span<const std::byte> bytes) {
  const std::vector<std::uint32_t> words = vector_of<std::uint32_t>(bytes);
  const auto found = std::lower_bound(neighbours_.begin(), neighbours_.end(), static_cast<int>(words[0]));
  Partner& partner = partners_[static_cast<std::size_t>(found - neighbours_.begin())];
  partner.next_step = next_step_ + std::min(partner.horizon, words[1]);
  take_mail(words.data() + header_words, words[2], words[3]);
}

void Mobility::take_mail(const std::uint32_t* words, std::uint32_t credits, std::uint32_t travellers) {
  for (std::uint32_t k = 0; k < credits; ++k, words += credit_words) {
    const auto room = static_cast<Pcu>(static_cast<std::uint64_t>(words[3]) << 32U | words[2]);
    const std::uint32_t e = links_.entrance_of_row[words[0]];
    if (credit(e, {words[1], room})) wake_node(links_.entrances[e].node);
  }
  for (std::uint32_t k = 0; k < travellers; ++k) take_traveller(words);
}

// All that waits to be sent goes now. What two ranks have promised one another holds as before: nothing of it is due
// earlier, and more room than they counted with does no harm.
void Mobility::settle(const Comm& comm) {
  std::vector<std::vector<std::uint32_t>> to(static_cast<std::size_t>(comm.size()));
  for (std::size_t n = 0; n < partners_.size(); ++n) {
    Partner& partner = partners_[n];
    std::vector<std::uint32_t>& words = to[static_cast<std::size_t>(neighbours_[n])];
    words = {static_cast<std::uint32_t>(partner.credits.size() / credit_words), partner.travellers};
    words.insert(words.end(), partner.credits.begin(), partner.credits.end());
    words.insert(words.end(), partner.words.begin(), partner.words.end());
    partner.credits.clear();
    partner.words.clear();
    partner.travellers = 0;
    partner.vehicles = partner.persons = 0;
    if (lookout_) lookout_->sent(static_cast<std::uint32_t>(n));
  }
  for (const std::vector<std::uint32_t>& words : comm.all_to_all_of(to))
    if (!words.empty()) take_mail(words.data() + 2, words[0], words[1]);
}

void Mobility::take_traveller(const std::uint32_t*& words) {
  auto [traveller, row] = unpack_traveller(words);
  const bool drives = drives_others(traveller);
  const std::uint32_t due = traveller.due;
  if (due < next_step_) throw RunError("a vehicle from another rank came too late. Please report this");
  const std::uint32_t slot = travellers_.add(std::move(traveller));
  if (lookout_) lookout_->expect(slot, travellers_[slot], next_step_);
  if (drives) unpack_ride(slot, words);
  if (row == no_index) return people_wheel_.add(due, slot);
  const std::uint32_t link = links_.link_of_row[row];
  Fifo& queue = links_.links[link].queue;
  if (queue.empty()) wake_link(link, due);
  travellers_.push(queue, slot);
  if (drives) catch_up(slot);
}

void Mobility::send(std::uint32_t slot, std::uint32_t row, std::uint32_t partner) {
  const bool drives = drives_others(travellers_[slot]);
  partners_[partner].persons += drives ? static_cast<std::int64_t>(ride_of(travellers_[slot]).riders.size()) : 1;
  pack_traveller(travellers_[slot], row, partners_[partner].words);
  if (drives) pack_ride(travellers_[slot], partners_[partner].words);
  ++partners_[partner].travellers;
  partners_[partner].vehicles += row != no_index;
  if (lookout_) {
    lookout_->sends(partner, travellers_[slot]);
    lookout_->forget(slot);
  }
  travellers_.remove(slot);
}

// Whether the entrance's node waited for it.
bool Mobility::credit(std::uint32_t e, Credit room) {
  if (!links_.credits.empty()) {
    links_.credits[e].push_back(room);
    return false;
  }
  Entrance& entrance = links_.entrances[e];
  entrance.used -= room.room;
  return std::exchange(entrance.blocks_node, false);
}

void Mobility::collect_credits(std::uint32_t e, std::uint32_t step) {
  std::deque<Credit>& credits = links_.credits[e];
  for (; !credits.empty() && credits.front().step <= step; credits.pop_front())
    links_.entrances[e].used -= credits.front().room;
}

}  // namespace machi
