#include "engine/process/mobility/travellers.hpp"

namespace machi {

std::uint32_t Travellers::add(Traveller traveller) {
  if (free_.empty()) {
    rows_.push_back(std::move(traveller));
    return static_cast<std::uint32_t>(rows_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  rows_[slot] = std::move(traveller);
  return slot;
}

void Travellers::remove(std::uint32_t slot) {
  rows_[slot] = {};
  free_.push_back(slot);
}

void pack_traveller(const Traveller& traveller, std::uint32_t row, std::vector<std::uint32_t>& words) {
  const std::uint32_t kinds =
      static_cast<std::uint32_t>(traveller.element) | static_cast<std::uint32_t>(traveller.vehicle_class) << 16U |
      static_cast<std::uint32_t>(traveller.state) << 24U | static_cast<std::uint32_t>(traveller.mode) << 27U;
  const auto rest = static_cast<std::uint32_t>(traveller.plan.size()) - traveller.cursor;
  words.insert(words.end(), {rest, row, traveller.person, traveller.due, traveller.links_left, traveller.trip_start,
                             traveller.drive_start, traveller.driven_mm, kinds});
  words.insert(words.end(), traveller.plan.begin() + traveller.cursor, traveller.plan.end());
}

std::pair<Traveller, std::uint32_t> unpack_traveller(const std::uint32_t*& words) {
  Traveller traveller;
  const std::uint32_t rest = *words++;
  const std::uint32_t row = *words++;
  traveller.person = *words++;
  traveller.due = *words++;
  traveller.links_left = *words++;
  traveller.trip_start = *words++;
  traveller.drive_start = *words++;
  traveller.driven_mm = *words++;
  const std::uint32_t kinds = *words++;
  traveller.element = static_cast<std::uint16_t>(kinds & 0xffffU);
  traveller.vehicle_class = static_cast<std::uint8_t>(kinds >> 16U & 0xffU);
  traveller.state = static_cast<TravelState>(kinds >> 24U & 7U);
  traveller.set_mode(static_cast<std::uint8_t>(kinds >> 27U));
  traveller.plan.assign(words, words + rest);
  words += rest;
  const bool goes_on = traveller.state == TravelState::driving && traveller.links_left > 1;
  traveller.next_link = goes_on ? traveller.plan[1] : no_index;
  return {std::move(traveller), row};
}

}  // namespace machi
