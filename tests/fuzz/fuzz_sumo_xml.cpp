/// \file  Any bytes as a network of SUMO, and as vehicles on a fixed one: columns that hold together and a network that
/// can be routed on, or one InputError each.
#include <algorithm>

#include "engine/core/error.hpp"
#include "engine/network/free_speed_routes.hpp"
#include "io/mobility/sumo_demand.hpp"
#include "io/mobility/sumo_network.hpp"

namespace {

const char* const square = R"(<net>
<edge id="a" from="1" to="2"><lane id="a_0" speed="10" length="50"/><lane id="a_1" speed="10" length="50"/></edge>
<edge id="b" from="2" to="1"><lane id="b_0" speed="10" length="50" disallow="bus"/></edge>
<tlLogic id="t"><phase duration="3" state="G"/><phase duration="3" state="r"/></tlLogic>
<junction id="1" x="0" y="0"/><junction id="2" x="50" y="0"/>
<connection from="a" to="b" fromLane="0" toLane="0" tl="t" linkIndex="0"/>
<connection from="b" to="a" fromLane="0" toLane="1"/></net>)";

machi::TrafficNetwork network_of(std::string_view bytes) {
  return machi::sumo_network(machi::read_sumo_net(*machi::open_memory(bytes), "fuzz.net.xml"));
}

void hold_together(const machi::TrafficNetwork& network) {
  const machi::LinkExits& exits = network.exits;
  if (exits.begin.size() != network.links() + std::size_t{1} || exits.begin.back() != exits.exits()) __builtin_trap();
  if (exits.turn_begin.size() != exits.exits() + std::size_t{1} || exits.turn_begin.back() != exits.turn_to.size())
    __builtin_trap();
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (network.from[l] >= network.nodes() || network.to[l] >= network.nodes()) __builtin_trap();
    if (!(network.length_m[l] > 0) || !(network.free_speed_m_s[l] > 0) || !(network.lanes[l] > 0)) __builtin_trap();
  }
  for (std::size_t t = 0; t < exits.turn_to.size(); ++t) {
    if (exits.turn_to[t] >= network.links()) __builtin_trap();
    if (exits.turn_signal[t] != machi::LinkExits::no_signal && exits.turn_signal[t] >= network.signals.size())
      __builtin_trap();
  }
  for (const machi::SignalPlan& plan : network.signals) {
    if (plan.cycle_ms <= 0) __builtin_trap();
    for (const machi::SignalPlan::Green& green : plan.greens)
      if (green.begin_ms < 0 || green.begin_ms >= green.end_ms || green.end_ms > plan.cycle_ms) __builtin_trap();
  }
}

// Flows of many vehicles only take time.
bool has_long_number(std::string_view bytes) {
  std::size_t digits = 0;
  return std::any_of(bytes.begin(), bytes.end(), [&](char c) {
    if ((c == 'e' || c == 'E') && digits > 0) return true;
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    return digits > 2;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const machi::TrafficNetwork fixed = network_of(square);
  try {
    const machi::TrafficNetwork network = network_of(bytes);
    hold_together(network);
    machi::FreeSpeedRoutes(network, 1).route(0, network.links() - 1);
  } catch (const machi::InputError&) {
  }
  if (has_long_number(bytes)) return 0;
  try {
    const machi::TravelDemand demand =
        machi::read_sumo_demand(*machi::open_memory(bytes), "fuzz.rou.xml", fixed, 1).demand;
    if (demand.activity_begin.size() != demand.persons() + 1) __builtin_trap();
    if (demand.legs.size() + demand.persons() != demand.activities.size()) __builtin_trap();
    for (const machi::Leg& leg : demand.legs)
      if (leg.route_begin > leg.route_end || leg.route_end > demand.route.size()) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  return 0;
}
