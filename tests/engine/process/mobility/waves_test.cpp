// The fundamental diagram of a ring road (V5), jams that grow at the speed of their shock (V6), and vehicles that are
// never lost (V7).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;

constexpr double ring_links = 10;
constexpr double link_m = 1000;
constexpr double speed_m_s = 50 / 3.6;

/// Vehicles per second past a link of a ring of 10 km on which `density_1_m` vehicles per metre go round, into which
/// they came at all its nodes; measured over the last 20 minutes of two hours.
double flow_at(double density_1_m, TrafficDynamics dynamics, double capacity_1_s) {
  Traffic traffic;
  traffic.rules.dynamics = dynamics;
  traffic.rules.stuck_s = 1e6;
  const auto links = static_cast<std::uint32_t>(ring_links);
  std::vector<LinkSketch> sketch;
  for (std::uint32_t l = 0; l < links; ++l) sketch.push_back({l, (l + 1) % links, link_m, speed_m_s, capacity_1_s, 1});
  for (std::uint32_t l = 0; l < links; ++l) sketch.push_back({links, l, 1000, speed_m_s, capacity_1_s, 1});
  traffic.network = network_of(links + 1, sketch);
  const auto vehicles = static_cast<std::uint32_t>(std::lround(density_1_m * ring_links * link_m));
  for (std::uint32_t v = 0; v < vehicles; ++v) {
    Drive drive{0, {links + v % links}};
    for (std::uint32_t hop = 0; hop < 300; ++hop) drive.route.push_back((v + hop) % links);
    traffic.drives.push_back(drive);
  }
  traffic.run(7200, false);
  double entered = 0;
  std::vector<bool> on_ring(vehicles, false);
  for (const TravelEvent& event : traffic.events) {
    if (event.kind != Kind::enters_link) continue;
    entered += event.step >= 6000;
    if (event.step < 6000) on_ring[event.person] = true;
  }
  EXPECT_EQ(std::count(on_ring.begin(), on_ring.end(), true), vehicles) << "before the measurement";
  return entered / ring_links / 1200;
}

TEST(Waves, AQueueFlowsAtFreeSpeedUpToItsCapacity) {
  constexpr double capacity_1_s = 0.4;
  for (const double density : {0.005, 0.015, 0.025, 0.05, 0.1}) {
    // A link takes floor(L / v) + 1 steps instead of L / v.
    const double speed = link_m / (std::floor(link_m / speed_m_s) + 1);
    EXPECT_NEAR(flow_at(density, TrafficDynamics::queue, capacity_1_s), std::min(speed * density, capacity_1_s),
                0.02 * capacity_1_s)
        << density;
  }
}

TEST(Waves, KinematicWavesGiveATriangle) {
  // qmax = 1 / (7.5 m (1 / w + 1 / v)): 1,538 vehicles an hour at 50 km/h.
  const double most_1_s = 1 / (7.5 * (1 / hole_speed_m_s + 1 / speed_m_s));
  EXPECT_NEAR(3600 * most_1_s, 1538, 1);
  const auto flow = [&](double density) { return flow_at(density, TrafficDynamics::kinematic_waves, most_1_s); };
  const double speed = link_m / (std::floor(link_m / speed_m_s) + 1);
  for (const double density : {0.01, 0.02}) EXPECT_NEAR(flow(density), speed * density, 0.02 * most_1_s) << density;
  const double dense = flow(0.06);
  const double denser = flow(0.12);
  const double wave_m_s = (dense - denser) / 0.06;
  EXPECT_NEAR(wave_m_s, hole_speed_m_s, 0.02 * hole_speed_m_s);
  EXPECT_NEAR(0.12 + denser / wave_m_s, 1 / 7.5, 0.02 / 7.5) << "the density at which nothing moves";
}

/// A chain of links of 75 m, on which vehicles come with `arrivals_1_s` to a bottleneck. How long the jam takes to grow
/// back over the links from 30 to 10, by when each of them is left late for the first time.
double shock_s(TrafficDynamics dynamics, double arrivals_1_s, double bottleneck_1_s) {
  constexpr std::uint32_t links = 42;
  Traffic traffic;
  traffic.rules.dynamics = dynamics;
  traffic.rules.stuck_s = 1e6;
  std::vector<LinkSketch> sketch;
  for (std::uint32_t l = 0; l < links; ++l)
    sketch.push_back({l, l + 1, 75, 15, l == links - 2 ? bottleneck_1_s : 0.4, 1});
  traffic.network = network_of(links + 1, sketch);
  std::vector<std::uint32_t> route(links);
  for (std::uint32_t l = 0; l < links; ++l) route[l] = l;
  for (std::uint32_t v = 0; v < 700; ++v)
    traffic.drives.push_back({static_cast<std::uint32_t>(v / arrivals_1_s), route});
  traffic.run(20000);
  std::vector<std::uint32_t> entered(700, 0);
  std::vector<double> jammed(links, 0);
  for (const TravelEvent& event : traffic.events) {
    if (event.kind != Kind::enters_link) continue;
    const bool late = entered[event.person] != 0 && event.step > entered[event.person] + 8;
    if (late && jammed[event.link - 1] == 0) jammed[event.link - 1] = event.step;
    entered[event.person] = event.step;
  }
  return jammed[10] - jammed[30];
}

TEST(Waves, AJamGrowsBackAtTheSpeedOfItsShock) {
  constexpr double in_1_s = 0.25;
  constexpr double out_1_s = 0.1;
  const double free_density = in_1_s * 6 / 75;  // five steps for a link, one for its buffer
  // A link of 75 m has room for ten cars in its queue and one in its buffer; with waves less those that the outflow
  // passes while a hole comes back.
  const double full = 11 / 75.0;
  const double moving = full - out_1_s / hole_speed_m_s;
  const double queue_m_s = (in_1_s - out_1_s) / (full - free_density);
  const double waves_m_s = (in_1_s - out_1_s) / (moving - free_density);
  EXPECT_NEAR(shock_s(TrafficDynamics::queue, in_1_s, out_1_s) * queue_m_s, 20 * 75, 75) << "within a link";
  EXPECT_NEAR(shock_s(TrafficDynamics::kinematic_waves, in_1_s, out_1_s) * waves_m_s, 20 * 75, 75) << "within a link";
}

}  // namespace
}  // namespace machi
