#include "engine/process/mobility/queue_links.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

namespace {

/// What returns `rate` a step, from `left` up to `most`.
Pcu grown(Pcu left, Pcu most, Pcu rate, std::uint32_t steps) {
  if (left >= most) return left;
  const Pcu missing_steps = (most - left) / rate + 1;
  return steps >= missing_steps ? most : std::min(most, left + steps * rate);
}

}  // namespace

void QueueLink::refill(std::uint32_t step) {
  if (flow_step >= step || flow_left >= flow - buffered) return;
  flow_left = grown(flow_left, flow - buffered, flow, step - flow_step);
  flow_step = step;
}

bool Entrance::accepts(std::uint32_t step) {
  if (used >= storage) return false;
  if (inflow == 0) return true;
  if (inflow_step < step) {
    inflow_left = std::min(inflow, grown(inflow_left, inflow, inflow, step - inflow_step));
    inflow_step = step;
  }
  return inflow_left > 0;
}

void Entrance::take(const VehicleClass& vehicle, std::uint32_t step) {
  used += vehicle.room;
  inflow_left -= vehicle.flow;
  inflow_step = step;
}

/// What links and entrances are made from.
struct QueueLinks::Setting {
  const TrafficNetwork& network;
  const TrafficShares& shares;
  const QueueRules& rules;
  int rank;
  const std::vector<std::uint32_t>& neighbour_of;

  /// Place of the rank of a node among the neighbours; none where it is this one.
  std::uint32_t neighbour(std::uint32_t node) const {
    const int owner = shares.node_rank[node];
    return owner == rank ? no_index : neighbour_of[static_cast<std::size_t>(owner)];
  }
};

QueueLinks::QueueLinks(const TrafficNetwork& network, const TrafficShares& shares, int rank, const QueueRules& rules,
                       const std::vector<std::uint32_t>& neighbour_of)
    : node_row(shares.nodes_of(rank)),
      link_of_row(network.links(), no_index),
      entrance_of_row(network.links(), no_index) {
  std::vector<std::uint32_t> own(network.nodes(), no_index);
  for (std::uint32_t n = 0; n < nodes(); ++n) own[node_row[n]] = n;
  std::vector<std::vector<std::uint32_t>> in(nodes());
  std::vector<std::vector<std::uint32_t>> out(nodes());
  for (std::uint32_t row = 0; row < network.links(); ++row) {
    if (own[network.to[row]] != no_index) in[own[network.to[row]]].push_back(row);
    if (own[network.from[row]] != no_index) out[own[network.from[row]]].push_back(row);
  }
  const Setting setting{network, shares, rules, rank, neighbour_of};
  in_begin.push_back(0);
  out_begin.push_back(0);
  for (std::uint32_t n = 0; n < nodes(); ++n) {
    for (const std::uint32_t row : in[n]) add_link(setting, n, row);
    for (const std::uint32_t row : out[n]) add_entrance(setting, n, row);
    in_begin.push_back(static_cast<std::uint32_t>(links.size()));
    out_begin.push_back(static_cast<std::uint32_t>(entrances.size()));
  }
  for (Entrance& entrance : entrances) entrance.link = link_of_row[entrance.row];
  for (LinkPlace& place : places) place.entrance = entrance_of_row[place.row];
  if (rules.dynamics != TrafficDynamics::queue) credits.resize(entrances.size());
}

void QueueLinks::add_link(const Setting& setting, std::uint32_t node, std::uint32_t row) {
  const LinkRates rates = link_rates(setting.network, row, setting.rules);
  link_of_row[row] = static_cast<std::uint32_t>(links.size());
  QueueLink& link = links.emplace_back();
  link.flow = link.flow_left = rates.flow;
  LinkPlace& place = places.emplace_back();
  place.row = row;
  place.node = node;
  place.neighbour = setting.neighbour(setting.network.from[row]);
  place.credit_steps = rates.credit_steps;
  place.free_steps = rates.free_steps;
}

void QueueLinks::add_entrance(const Setting& setting, std::uint32_t node, std::uint32_t row) {
  const LinkRates rates = link_rates(setting.network, row, setting.rules);
  entrance_of_row[row] = static_cast<std::uint32_t>(entrances.size());
  out_row.push_back(row);
  Entrance& entrance = entrances.emplace_back();
  entrance.storage = rates.storage;
  entrance.inflow = setting.rules.dynamics == TrafficDynamics::kinematic_waves ? rates.inflow : 0;
  entrance.free_steps = rates.free_steps;
  entrance.credit_steps = rates.credit_steps;
  entrance.free_speed_m_s = setting.network.free_speed_m_s[row];
  entrance.length_mm = std::llround(1000 * setting.network.length_m[row]);
  entrance.node = node;
  entrance.row = row;
  entrance.neighbour = setting.neighbour(setting.network.to[row]);
}

std::uint32_t QueueLinks::entrance(std::uint32_t node, std::uint32_t row) const {
  std::uint32_t e = out_begin[node];
  while (out_row[e] != row) ++e;
  return e;
}

}  // namespace machi
