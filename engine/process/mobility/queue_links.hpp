/// \file  The links of one rank: queues and buffers of the links that end at its nodes, and the room at the entrances
/// of the links that begin there. A link that begins on one rank and ends on another has its entrance on the first and
/// its queue on the second.
///
/// A link with several exits has a row for its approach, where vehicles are under way, and behind it one for each exit,
/// where they stand in line.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "engine/process/mobility/deal_traffic.hpp"
#include "engine/process/mobility/queue_rules.hpp"
#include "engine/process/mobility/signal_clock.hpp"
#include "engine/process/mobility/travellers.hpp"

namespace machi {

/// The end of a link, or one of its exits, on the rank of its downstream node; one line of the cache.
struct alignas(64) QueueLink {
  Fifo queue;                         ///< vehicles under way, in the order in which they entered
  Fifo buffer;                        ///< vehicles that may pass the node
  Fifo waiting;                       ///< vehicles that are to depart from this link
  Pcu flow{0};                        ///< per step
  Pcu flow_left{0};                   ///< a vehicle may go into the buffer while it is above 0; it may fall below
  Pcu buffered{0};                    ///< flow of the vehicles in the buffer
  std::uint32_t flow_step{0};         ///< up to which flow_left has grown
  std::uint32_t moved_step{0};        ///< in which the first vehicle of the buffer became the first
  std::uint32_t wake_step{no_index};  ///< the earliest step for which it is in the wheel
  bool wants_flow{false};             ///< a vehicle waits for flow_left to rise
  bool signalled{false};              ///< QueueLinks knows when it is green
  bool is_approach{false};            ///< its exits are the rows behind it

  /// Flow returns, up to what a step allows less what still stands in the buffer. Clock: of the exit's greens, in which
  /// alone it returns; null where it always does.
  void refill(std::uint32_t step, const SignalClock* clock);
  bool has_flow(std::uint32_t step, const SignalClock* clock) {
    refill(step, clock);
    return flow_left > 0;
  }
  /// The step in which there is flow, if no vehicle passes the node before; none where one must. After has_flow() was
  /// false.
  std::uint32_t flow_returns(const SignalClock* clock) const {
    if (flow <= buffered) return no_index;
    const auto steps = static_cast<std::uint32_t>(-flow_left / flow) + 1;
    return clock == nullptr ? flow_step + steps : clock->nth_green(flow_step, steps);
  }
  void into_buffer(Pcu vehicle_flow, std::uint32_t step) {
    flow_left -= vehicle_flow;
    buffered += vehicle_flow;
    flow_step = step;
  }
  /// Flow begins to return in the step in which a vehicle leaves the buffer; before, only to who waits for it.
  void out_of_buffer(Pcu vehicle_flow, std::uint32_t step, const SignalClock* clock) {
    if (wants_flow) refill(step - 1, clock);
    buffered -= vehicle_flow;
    flow_step = step - 1;
    moved_step = step;
  }
};

/// Where a link or exit lies.
struct LinkPlace {
  std::uint32_t row{no_index};        ///< of the network
  std::uint32_t unit{no_index};       ///< the link's first row: itself, or the approach of an exit
  std::uint32_t node{no_index};       ///< own node where it ends
  std::uint32_t entrance{no_index};   ///< own entrance; none where it begins on another rank
  std::uint32_t neighbour{no_index};  ///< where it begins, then
  std::uint32_t credit_steps{1};      ///< until room counts at its entrance
  std::uint32_t free_steps{0};        ///< along it at free speed
};

/// Room that becomes free at an entrance.
struct Credit {
  std::uint32_t step{0};  ///< of the nodes for which it counts first
  Pcu room{0};
};

/// The beginning of a link, on the rank of its upstream node.
struct Entrance {
  Pcu used{0};
  Pcu storage{0};
  Pcu inflow{0};  ///< per step; 0: not limited
  Pcu inflow_left{one_pcu};
  std::uint32_t inflow_step{no_index};  ///< up to which inflow_left has grown; none: nobody has entered yet
  std::uint32_t free_steps{0};
  std::uint32_t credit_steps{1};
  double free_speed_m_s{0};
  std::int64_t length_mm{0};
  std::uint32_t node{no_index};       ///< own node where it begins
  std::uint32_t link{no_index};       ///< own link; none where it ends on another rank
  std::uint32_t neighbour{no_index};  ///< where it ends, then
  std::uint32_t row{no_index};        ///< of the network
  bool blocks_node{false};            ///< its node sleeps until there is room

  /// Whether a vehicle may enter in `step`: there is room for a part of it at least, and inflow is left. Inflow
  /// returns, up to that of a step, from the first vehicle on.
  bool accepts(std::uint32_t step);
  void take(const VehicleClass& vehicle, std::uint32_t step);
};

/// All of a rank.
struct QueueLinks {
  /// Throws nothing. `neighbour_of[r]`: place of rank r among the neighbours.
  QueueLinks(const TrafficNetwork& network, const TrafficShares& shares, int rank, const QueueRules& rules,
             const std::vector<std::uint32_t>& neighbour_of);

  std::vector<std::uint32_t> node_row;  ///< [own nodes] row of the network, in the order of the shares
  std::vector<std::uint32_t> in_begin;  ///< [own nodes + 1] into links: those that end there, by row
  std::vector<QueueLink> links;
  std::vector<LinkPlace> places;          ///< [links]
  std::vector<std::uint32_t> exit;        ///< [links] row of the network's exits; none for approaches
  std::vector<Pcu> standing;              ///< [links] room of the vehicles in line at an exit
  std::vector<SignalClock> clocks;        ///< of the network's signals, and of exits that unite several
  std::vector<std::uint32_t> exit_clock;  ///< [links] when any vehicle may pass; none: always
  std::vector<std::uint32_t> out_begin;   ///< [own nodes + 1] into entrances: those that begin there, by row
  std::vector<std::uint32_t> out_row;     ///< [entrances] row of the network
  std::vector<Entrance> entrances;
  std::vector<std::deque<Credit>> credits;     ///< [entrances] to come, by step; with holes only
  std::vector<std::uint32_t> link_of_row;      ///< [links of the network] own link; none
  std::vector<std::uint32_t> entrance_of_row;  ///< [links of the network] own entrance; none

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(node_row.size()); }
  /// Own links behind an approach: [approach + 1, exits_end(approach)).
  std::uint32_t exits_end(std::uint32_t approach) const;
  /// In which steps flow returns at a link or exit; null: in all.
  const SignalClock* flow_clock(std::uint32_t link) const {
    return links[link].signalled && exit_clock[link] != no_index ? &clocks[exit_clock[link]] : nullptr;
  }
  /// When a vehicle may go from a link or exit into link `next` of the network; null: always.
  const SignalClock* turn_clock(std::uint32_t link, std::uint32_t next) const;
  /// Where a vehicle with modes `modes` stands in line for link `next` (none: any): of the exits that lead there the
  /// one with the least room taken by its flow, of equal ones the first. Where none leads there, any. The link itself
  /// where it has no exits.
  std::uint32_t line_for(std::uint32_t link, std::uint32_t next, std::uint32_t modes) const;
  /// The entrance of link `row` of the network at own node `node`.
  std::uint32_t entrance(std::uint32_t node, std::uint32_t row) const;

 private:
  struct Setting;
  const TrafficNetwork* network_;
  const QueueRules rules_;
  void add_link(const Setting& setting, std::uint32_t node, std::uint32_t row);
  void add_row(const LinkPlace& place, Pcu flow, std::uint32_t exit);
  std::uint32_t clock_of_exit(std::uint32_t exit);
  void add_entrance(const Setting& setting, std::uint32_t node, std::uint32_t row);
};

}  // namespace machi
