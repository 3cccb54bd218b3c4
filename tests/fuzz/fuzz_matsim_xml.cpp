/// \file  Any bytes as a network, as people on a fixed network, and as vehicles of MATSim: tables that hold together,
/// or one InputError each.
#include "engine/core/error.hpp"
#include "io/mobility/network_xml.hpp"
#include "io/mobility/population_xml.hpp"
#include "io/mobility/vehicles_xml.hpp"

namespace {

machi::TrafficNetwork street() {
  machi::TrafficNetwork network;
  network.node_id = {"1", "2", "3"};
  network.link_id = {"a", "b"};
  network.from = {0, 1};
  network.to = {1, 2};
  return network;
}

void hold_together(const machi::TravelDemand& demand) {
  if (demand.activity_begin.size() != demand.persons() + 1 || demand.activity_begin.back() != demand.activities.size())
    __builtin_trap();
  if (demand.legs.size() + demand.persons() != demand.activities.size()) __builtin_trap();
  for (const machi::Leg& leg : demand.legs)
    if (leg.route_begin > leg.route_end || leg.route_end > demand.route.size()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const machi::TrafficNetwork network = street();
  try {
    const machi::TrafficNetwork read = machi::read_network_xml(*machi::open_memory(bytes), "fuzz.xml").network;
    for (std::uint32_t l = 0; l < read.links(); ++l)
      if (read.from[l] >= read.nodes() || read.to[l] >= read.nodes() || !(read.length_m[l] > 0)) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  try {
    hold_together(machi::read_population_xml(*machi::open_memory(bytes), "fuzz.xml", network).demand);
  } catch (const machi::InputError&) {
  }
  try {
    if (machi::read_vehicles_xml(*machi::open_memory(bytes), "fuzz.xml").types.empty()) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  return 0;
}
