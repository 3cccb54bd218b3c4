// A jammed town is left with all that can be under way, and gone on with on other ranks and threads.
#include "io/checkpoint/mobility_checkpoint.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "tests/engine/process/mobility/rides.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

constexpr std::uint64_t day_steps = 20000;
constexpr std::uint32_t stop_step = 240;
constexpr std::uint32_t side = 6;
constexpr std::uint32_t cars = 500;
constexpr std::uint32_t riders = 60;

/// Streets in both directions, cars that drive, walk and drive again, links that close, a bus and people who ride it.
Traffic jammed_town(std::unique_ptr<FixedCalls>& bus) {
  std::vector<LinkSketch> links;
  std::vector<std::uint32_t> bus_route;
  for (std::uint32_t n = 0; n < side * side; ++n)
    for (const std::uint32_t next : {n % side + 1 < side ? n + 1 : n, n / side + 1 < side ? n + side : n}) {
      if (next == n) continue;
      if (n < side && next == n + 1) bus_route.push_back(static_cast<std::uint32_t>(links.size()));
      links.push_back({n, next, 60 + 10.0 * (n % 5), 12, 0.4, 1});
      links.push_back({next, n, 60 + 10.0 * (n % 5), 12, 0.3, 1});
    }
  Traffic traffic;
  traffic.network = network_of(side * side, links);
  TrafficNetwork& network = traffic.network;
  for (std::uint32_t n = 0; n < network.nodes(); ++n) {
    network.x_m[n] = 100 * (n % side);
    network.y_m[n] = 100 * (n / side);
  }
  traffic.rules.dynamics = TrafficDynamics::holes;
  traffic.classes = {{one_pcu, one_pcu, 1e9}, {2 * one_pcu, 2 * one_pcu, 9}};
  traffic.bin_steps = 60;
  Detours routes(network, traffic.classes, 1);
  routes.take(std::vector<std::uint8_t>(network.links(), 0), std::vector<double>(network.links(), 1));
  for (std::uint32_t p = 0; p < cars; ++p) {
    RandomStream random(5, p, 1);
    RunningPlan plan{p, {}};
    std::uint32_t at = random.below(network.links());
    plan.words = {at, random.below(300), no_index};
    for (const std::uint32_t trip : {0, 1}) {
      const std::uint32_t to = random.below(network.links());
      Traffic::add_drive(plan.words, routes.route(at, to, 0), 0);
      at = random.below(network.links());
      if (trip == 0) plan.words.insert(plan.words.end(), {to | stage_bit, no_index, 0, 0, random.below(60)});
      plan.words.insert(plan.words.end(), {trip == 0 ? at : to, no_index, trip == 0 ? 100U : no_index});
    }
    traffic.plans.push_back(std::move(plan));
  }
  const std::uint32_t first = bus_route.front(), last = bus_route.back();
  for (std::uint32_t p = 0; p < riders; ++p) traffic.plans.push_back(ride(cars + p, 4 * p, first, first, last, last));
  traffic.plans.push_back(service(cars + riders, 200, bus_route, 1));
  bus = std::make_unique<FixedCalls>(
      cars + riders,
      std::vector<std::vector<SketchedCall>>{{{{first, 1, first, false}, 230}, {{last, 1, last, true}, 0}}}, 20);
  traffic.runs = bus.get();
  RoadEvent closed;
  closed.begin_s = 100;
  closed.end_s = 500;
  closed.links = {11, 24};
  closed.closed = true;
  RoadEvent narrow{150, 400, {8, 17, 30}};
  narrow.capacity_factor = 0.3;
  traffic.changes = link_changes(std::vector<RoadEvent>{closed, narrow}, 1);
  return traffic;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void leave(const Comm& comm, const Traffic& traffic, const std::string& folder) {
  const TrafficShares shares = deal_traffic(traffic.network, 1, comm.size(), traffic.cut);
  Mobility mobility(comm, traffic.world_of(shares), traffic.people_of(comm, shares));
  run_steps(
      comm, mobility, 0, stop_step, [](std::uint64_t) { return true; }, false);
  MobilityProgress progress;
  progress.next_step = stop_step;
  progress.traffic = mobility.state(comm);
  write_mobility_checkpoint(comm, folder, day_steps, progress, mobility.totals().persons, "the jammed town");
}

MobilityState found(const Comm& comm, const Traffic& traffic, const std::string& folder,
                    const std::string& hash = "the jammed town") {
  const TrafficShares shares = deal_traffic(traffic.network, 1, comm.size(), traffic.cut);
  const MobilityWorld world = traffic.world_of(shares);
  const auto persons = static_cast<std::int64_t>(traffic.plans.size());
  MobilityCheckpoint checkpoint = read_mobility_checkpoint(comm, folder, day_steps, {&world, persons, {0, 0}}, hash);
  EXPECT_EQ(checkpoint.progress.next_step, stop_step);
  return std::move(checkpoint.progress.traffic);
}

TEST(MobilityCheckpoint, IsTheSameToTheByteForAnyRanksAndGoneOnWithOnAny) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  std::unique_ptr<FixedCalls> bus;
  Traffic traffic = jammed_town(bus);
  traffic.run(Comm::null(), day_steps);
  const Traffic expected = traffic;
  EXPECT_EQ(expected.totals.active, 0);
  if (comm.first()) leave(Comm::null(), traffic, scratch.path("one"));
  const int threads = omp_get_max_threads();
  omp_set_num_threads(2);
  traffic.cut = CutRule::skewed;
  leave(comm, traffic, scratch.path("all"));
  comm.barrier();
  const std::string file = "/checkpoints/ckpt.240/state.h5";
  if (comm.first()) {
    EXPECT_EQ(bytes_of(scratch.path("one") + file), bytes_of(scratch.path("all") + file));
  }
  traffic.stop_step = stop_step;
  traffic.left = whole(comm, found(comm, traffic, scratch.path("one")));
  // It has in it what a state can get wrong.
  const auto count = [&](const auto& is) {
    return std::count_if(traffic.left.travellers.begin(), traffic.left.travellers.end(), is);
  };
  for (const TravellerPlace place : {TravellerPlace::by_time, TravellerPlace::in_queue, TravellerPlace::in_buffer,
                                     TravellerPlace::departing, TravellerPlace::at_stand, TravellerPlace::riding})
    EXPECT_GT(count([&](const TravellerRow& row) { return row.place == place; }), 0) << static_cast<int>(place);
  EXPECT_GT(count([](const TravellerRow& row) { return row.state == TravelState::travelling; }), 0);
  EXPECT_GT(traffic.left.credits.size(), 10U);
  EXPECT_GT(traffic.left.totals.rerouted, 0);
  EXPECT_GT(traffic.left.events.size(), 1000U);
  traffic.run(comm, day_steps);
  EXPECT_TRUE(same_end(traffic, expected));
  omp_set_num_threads(threads);
  traffic.run(Comm::null(), day_steps);
  EXPECT_TRUE(same_end(traffic, expected));
}

TEST(MobilityCheckpoint, OfAnotherRunIsRefused) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  std::unique_ptr<FixedCalls> bus;
  Traffic traffic = jammed_town(bus);
  leave(comm, traffic, scratch.path("run"));
  const auto sentence = [&](const Traffic& other, const std::string& hash) -> std::string {
    try {
      found(comm, other, scratch.path("run"), hash);
    } catch (const InputError& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_NE(sentence(traffic, "another").find("it belongs to another scenario"), std::string::npos);
  Traffic smaller = traffic;
  smaller.network.link_id.pop_back();
  for (auto* rows : {&smaller.network.from, &smaller.network.to}) rows->pop_back();
  for (auto* rows : {&smaller.network.length_m, &smaller.network.free_speed_m_s, &smaller.network.flow_capacity_1_s,
                     &smaller.network.lanes})
    rows->pop_back();
  smaller.network.link_modes.pop_back();
  EXPECT_NE(sentence(smaller, "the jammed town").find("do not fit this scenario"), std::string::npos);
}

// What must not happen is made to happen: a state that loses someone.
TEST(Mobility, StopsWhereSomeoneIsLost) {
  const Comm comm = Comm::world();
  std::unique_ptr<FixedCalls> bus;
  Traffic traffic = jammed_town(bus);
  traffic.left = traffic.state_before(comm, stop_step);
  traffic.stop_step = stop_step;
  const auto sentence = [&](std::uint64_t steps) -> std::string {
    try {
      traffic.run(comm, steps);
      traffic.state_before(comm, steps);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::failed);
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(sentence(stop_step + 60), "none");
  MobilityState& left = traffic.left;
  ++left.totals.active;
  EXPECT_NE(sentence(stop_step + 60).find("agents are under way after step 299"), std::string::npos);
  --left.totals.active;
  // Someone rides in a vehicle that is not there.
  const auto rider = std::find_if(left.travellers.begin(), left.travellers.end(),
                                  [](const TravellerRow& row) { return row.place == TravellerPlace::at_stand; });
  rider->place = TravellerPlace::riding;
  rider->state = TravelState::riding;
  const std::string who = "agent " + std::to_string(rider->person) + " stands in no list before step 240 on rank ";
  std::rotate(left.travellers.begin(), rider, rider + 1);  // before every vehicle
  std::size_t words = 0;
  for (auto row = left.travellers.begin() + 1; row != rider + 1; ++row) words += row->words;
  std::rotate(left.words.begin(), left.words.begin() + static_cast<std::ptrdiff_t>(words),
              left.words.begin() + static_cast<std::ptrdiff_t>(words + left.travellers.front().words));
  --left.totals.waiting;
  EXPECT_NE(sentence(stop_step).find(who), std::string::npos) << sentence(stop_step);
}

}  // namespace
}  // namespace machi
