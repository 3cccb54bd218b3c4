/// \file  Any bytes as a TNTP network, as trips and as coordinates of it: columns of one length that name its own
/// nodes, and an equilibrium of small ones, or one error of the user's.
#include <cmath>

#include "engine/assignment/equilibrium.hpp"
#include "engine/core/error.hpp"
#include "io/network/tntp.hpp"

namespace {

const char* const ring =
    "<NUMBER OF ZONES> 3\n<NUMBER OF NODES> 3\n<NUMBER OF LINKS> 3\n<END OF METADATA>\n"
    "1 2 1 1 1 1 1 0 0 1;\n2 3 1 1 1 1 1 0 0 1;\n3 1 1 1 1 1 1 0 0 1;\n";

void check(const machi::TntpNetwork& network) {
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    if (network.from[link] >= network.nodes || network.to[link] >= network.nodes) __builtin_trap();
    if (!(network.capacity[link] > 0) || !(network.b[link] >= 0)) __builtin_trap();
  }
  if (network.zones > network.nodes || network.first_through > network.zones) __builtin_trap();
}

void assign(const machi::AssignmentNetwork& network, const machi::TripTable& trips) {
  try {
    const machi::AssignmentResult result =
        machi::assign_equilibrium(network, trips, {.relative_gap = 1e-3, .max_iterations = 5, .observe = {}});
    for (const double flow : result.flow) {
      if (!(flow >= 0)) __builtin_trap();  // NaN is neither
    }
  } catch (const machi::RunError&) {  // costs beyond all numbers
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const machi::TntpNetwork base = machi::read_tntp_network(*machi::open_memory(ring), "ring");
  try {
    const machi::TntpNetwork network = machi::read_tntp_network(*machi::open_memory(bytes), "fuzz_net.tntp");
    check(network);
    if (network.nodes <= 1000 && network.zones >= 2) {
      machi::TripTable trips;
      trips.begin.assign(network.zones + std::size_t{1}, 1);
      trips.begin[0] = 0;
      trips.destination = {1};
      trips.trips = {3};
      assign(machi::assignment_network(network, {0.1, 0.1}), trips);
    }
  } catch (const machi::InputError&) {
  } catch (const machi::RunError&) {  // weighted costs beyond all numbers
  }
  try {
    assign(machi::assignment_network(base),
           machi::read_tntp_trips(*machi::open_memory(bytes), "fuzz_trips.tntp", base));
  } catch (const machi::InputError&) {
  }
  try {
    const machi::TntpNodes nodes = machi::read_tntp_nodes(*machi::open_memory(bytes), "fuzz_node.tntp", base);
    if (nodes.x.size() != base.nodes || nodes.y.size() != base.nodes) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  return 0;
}
