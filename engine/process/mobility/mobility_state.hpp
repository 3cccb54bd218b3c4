/// \file  What traffic is between two steps: all that later steps depend on, and what was recorded so far, but nothing
/// that follows from the scenario. Rows are kept by place, so that they do not show which rank they come from.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/process/mobility/mobility.hpp"

namespace machi {

/// Which list a traveller stands in.
enum class TravellerPlace : std::uint8_t {
  by_time,    ///< at an activity, teleported, just arrived, or in a vehicle beside its link: in none until it is due
  in_queue,   ///< of a link
  in_buffer,  ///< of a link or exit
  departing,  ///< is to get into the buffer of a link or exit
  at_stand,   ///< waits for a vehicle
  riding,     ///< in the vehicle of the driver before it
};
inline constexpr int traveller_places = 6;

/// A person or driver. Rows of one list stand in its order.
struct TravellerRow {
  std::uint32_t person{0};
  std::uint32_t link{0};  ///< row of the network by which it is found: its rank has the traveller
  std::uint32_t exit{0};  ///< 0: the link itself, k: the k-th of its exits
  std::uint32_t due{0};   ///< as in Traveller, and the next five
  std::uint32_t links_left{0};
  std::uint32_t trip_start{0};
  std::uint32_t drive_start{0};
  std::uint32_t driven_mm{0};
  std::uint16_t element{0};
  std::uint8_t vehicle_class{0};
  TravelState state{TravelState::at_activity};
  std::uint8_t mode{0};
  TravellerPlace place{TravellerPlace::by_time};
  std::uint16_t unused{0};
  std::uint32_t words{0};  ///< of what is left of its plan
};

/// A vehicle in which others ride, by its driver. Its place is that of the driver.
struct RideVehicleRow {
  static constexpr std::size_t most_words = 2;
  std::uint32_t driver{0};
  std::uint32_t link{0};  ///< of the driver's row
  std::uint32_t call{0};  ///< as in RideVehicle, and the next five
  std::uint32_t arrived{no_index};
  std::uint32_t entered{no_index};
  std::uint32_t boarded{0};
  std::uint32_t alighted{0};
  std::uint32_t waited_steps{0};
  std::int32_t leaving_ms{0};  ///< of its doors
  std::int32_t entering_ms{0};
  std::uint32_t open{0};
  std::uint32_t words{0};  ///< what its operator keeps of it, at most so many
  std::array<std::uint32_t, most_words> word{};
};

/// A link or exit that is not as it was at the beginning.
struct LinkStateRow {
  std::uint32_t link{0};
  std::uint32_t exit{0};
  Pcu flow_left{0};  ///< as in QueueLink, and all that follow
  std::uint32_t flow_step{0};
  std::uint32_t moved_step{0};
  std::uint32_t wake_step{no_index};
  std::uint32_t wants_flow{0};
};

/// The entrance of a link that is not as it was at the beginning.
struct EntranceStateRow {
  std::uint32_t link{0};
  std::uint32_t inflow_step{no_index};
  Pcu used{0};
  Pcu inflow_left{0};
};

/// Room that will count at the entrance of a link.
struct CreditStateRow {
  std::uint32_t link{0};
  std::uint32_t step{0};
  Pcu room{0};
};

enum class RecordPart : std::uint32_t {
  open,    ///< it is still being written
  closed,  ///< and has not been shown to the guide
  shown,
};
struct RecordStateRow {
  LinkRecord record;
  RecordPart part{RecordPart::closed};
  std::uint32_t unused{0};
};

/// Of one rank, by place: those of a rank stand before those of the next one in the order of the nodes, whatever the
/// ranks. Events, visits, sums of legs and totals may lie on any rank.
struct MobilityState {
  std::vector<TravellerRow> travellers;
  std::vector<std::uint32_t> words;  ///< what is left of their plans, one's behind the other's
  std::vector<RideVehicleRow> vehicles;
  std::vector<LinkStateRow> links;
  std::vector<EntranceStateRow> entrances;  ///< on the rank of the upstream node, as credits
  std::vector<CreditStateRow> credits;
  std::vector<RecordStateRow> records;
  std::vector<std::uint32_t> seen_ms;  ///< what the guide knows; the same on all ranks
  std::vector<LinkShare> shares;       ///< what walkers leave of links, by link; the same on all ranks

  std::vector<TravelEvent> events;
  std::vector<TravelEvent> driver_events;
  std::vector<StopVisit> visits;
  LegCounts legs;
  TravelTotals totals;  ///< of this rank
};

/// Rows that lie on any ranks, plans where their rows are, on the ranks that have their links; each rank's come in the
/// order of the ranks that they lay on. What may lie on any rank stays. All rows must fit the world. Collective.
MobilityState deal_state(const Comm& comm, const MobilityWorld& world, MobilityState state);

/// Whether a row and its plan fit a world before step `next_step`, so that nothing outside the world is looked up.
bool fits(const TravellerRow& row, std::span<const std::uint32_t> plan, const MobilityWorld& world,
          std::uint32_t next_step);
bool fits(const RideVehicleRow& row, const MobilityWorld& world);
/// Whether a network has a link and its exit.
bool has_exit(const TrafficNetwork& network, std::uint32_t link, std::uint32_t exit);

}  // namespace machi
