// Signals and exits: what a clock says against counting, saturation flow and uniform delay (V13), the growth and the
// end of a queue at a red light (V6), lanes that do not wait for one another, one answer on 1, 2 and 4 ranks.
#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/core/rng.hpp"
#include "engine/process/mobility/signal_clock.hpp"
#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;
using Steps = std::vector<std::uint32_t>;

constexpr std::uint32_t no_signal = LinkExits::no_signal;

struct TurnSketch {
  std::uint32_t to;
  std::uint32_t signal{no_signal};
};

/// Exits are added link by link; those that are passed over get none.
void add_exit(TrafficNetwork& network, std::uint32_t link, double capacity_1_s, const std::vector<TurnSketch>& turns) {
  LinkExits& exits = network.exits;
  while (exits.begin.size() <= link) exits.begin.push_back(exits.exits());
  exits.capacity_1_s.push_back(capacity_1_s);
  for (const TurnSketch& turn : turns) {
    exits.turn_to.push_back(turn.to);
    exits.turn_modes.push_back(~0U);
    exits.turn_signal.push_back(turn.signal);
  }
  exits.turn_begin.push_back(static_cast<std::uint32_t>(exits.turn_to.size()));
}

void close_exits(TrafficNetwork& network) {
  while (network.exits.begin.size() <= network.links()) network.exits.begin.push_back(network.exits.exits());
}

TEST(SignalClock, SaysWhatCountingSays) {
  for (std::uint32_t trial = 0; trial < 60; ++trial) {
    RandomStream random(3, trial, 1);
    SignalPlan plan;
    plan.cycle_ms = 1 + random.below(trial % 2 == 0 ? 90'000 : 7'000);
    plan.offset_ms = static_cast<std::int64_t>(random.below(200'000)) - 100'000;
    for (std::uint32_t k = random.below(4); k > 0; --k) {
      const std::int64_t begin_ms = random.below(static_cast<std::uint32_t>(plan.cycle_ms));
      plan.greens.push_back({begin_ms, begin_ms + random.below(20'000)});
    }
    plan.greens = tidy_greens(plan.greens, plan.cycle_ms);
    const std::int64_t steps_per_s = 1 + random.below(5);
    const double start_s = random.below(5000);
    const SignalClock clock(plan, steps_per_s, start_s);
    constexpr std::uint32_t steps = 600;
    std::vector<bool> green(2 * steps);
    for (std::uint32_t s = 0; s < green.size(); ++s) {
      const auto period = plan.cycle_ms * steps_per_s;
      auto at = ((static_cast<std::int64_t>(start_s) * 1000 - plan.offset_ms) * steps_per_s + 1000 * std::int64_t{s}) %
                period;
      if (at < 0) at += period;
      for (const SignalPlan::Green& part : plan.greens)
        if (part.begin_ms * steps_per_s <= at && at < part.end_ms * steps_per_s) green[s] = true;
      ASSERT_EQ(clock.green(s), green[s]) << trial << " " << s;
    }
    for (std::uint32_t s = 0; s < steps; s += 7) {
      const auto next = std::find(green.begin() + s, green.end(), true);
      if (next != green.end()) {
        EXPECT_EQ(clock.next_green(s), static_cast<std::uint32_t>(next - green.begin())) << trial;
      }
      std::uint32_t count = 0;
      for (std::uint32_t t = s + 1; t < s + 200; ++t) {
        count += green[t];
        if (green[t]) {
          EXPECT_EQ(clock.nth_green(s, count), t) << trial;
        }
        EXPECT_EQ(clock.green_steps(s, t, 1000), count) << trial;
      }
      EXPECT_EQ(clock.green_steps(s, s + 199, 3), std::min(count, 3U));
    }
  }
  EXPECT_EQ(SignalClock({10, 0, {}}, 1, 0).next_green(5), no_index);
  EXPECT_EQ(SignalClock({10'000, 0, {{0, 10'000}}}, 1, 0).nth_green(5, 100), 105U);
}

/// A street whose second link ends at a signal that is green for the first `green_s` of `cycle_s`.
Traffic street(double capacity_1_s, double cycle_s, double green_s, std::int64_t steps_per_s = 1) {
  Traffic traffic;
  traffic.rules.steps_per_s = steps_per_s;
  traffic.network =
      network_of(4, {{0, 1, 100, 10, 100, 1000}, {1, 2, 1000, 10, capacity_1_s, 100}, {2, 3, 100, 10, 100, 100}});
  traffic.network.signals.push_back({std::llround(1000 * cycle_s), 0, {{0, std::llround(1000 * green_s)}}});
  add_exit(traffic.network, 0, 100, {{1}});
  add_exit(traffic.network, 1, capacity_1_s, {{2, 0}});
  close_exits(traffic.network);
  return traffic;
}

TEST(Signals, GiveSaturationFlowTimesTheShareOfGreen) {
  struct Case {
    double capacity_1_s;
    std::int64_t steps_per_s;
    Pcu flow;
  };
  for (const Case& given : {Case{0.5, 1, one_pcu}, Case{1900.0 / 3600, 1, one_pcu}, Case{1900.0 / 3600, 5, one_pcu},
                            Case{0.3, 1, 2 * one_pcu}, Case{3.7, 1, one_pcu}}) {
    constexpr std::uint32_t cycle_s = 90;
    constexpr std::uint32_t green_s = 40;
    Traffic traffic = street(given.capacity_1_s, cycle_s, green_s, given.steps_per_s);
    traffic.rules.stuck_s = 1e6;
    traffic.classes = {{given.flow, given.flow, 1e9}};
    traffic.drives.assign(900, {0, {0, 1, 2}});
    traffic.run(30000 * static_cast<std::uint64_t>(given.steps_per_s));
    const Steps left = traffic.steps_of(Kind::enters_link, 2);
    ASSERT_EQ(left.size(), 900U);
    const double a_cycle =
        given.capacity_1_s * green_s * static_cast<double>(one_pcu) / static_cast<double>(given.flow);
    const auto steps = static_cast<std::uint32_t>(given.steps_per_s);
    const std::uint32_t first =
        left.front() / steps / cycle_s + 1;  // cycles in which vehicles wait from the first second on
    const std::uint32_t last = left.back() / steps / cycle_s;
    ASSERT_GT(last, first);
    for (std::uint32_t from = first; from < last; ++from) {
      for (std::uint32_t to = from + 1; to <= last; ++to) {
        const auto in = std::count_if(left.begin(), left.end(), [&](std::uint32_t step) {
          return step / steps >= from * cycle_s && step / steps < to * cycle_s;
        });
        EXPECT_NEAR(static_cast<double>(in), (to - from) * a_cycle, 1.001) << given.capacity_1_s;
      }
    }
    for (const std::uint32_t step : left) ASSERT_LT(step / steps % cycle_s, green_s) << "nobody passes at red";
  }
}

/// Mean delay at a signal of vehicles that arrive every 1 / `flow_1_s` seconds.
double delay_s(double capacity_1_s, double cycle_s, double green_s, double flow_1_s) {
  constexpr std::int64_t steps_per_s = 5;
  double sum[2] = {0, 0};
  constexpr std::uint32_t vehicles = 3000;
  for (const bool signal : {true, false}) {
    Traffic traffic = street(signal ? capacity_1_s : 100, cycle_s, signal ? green_s : cycle_s, steps_per_s);
    for (std::uint32_t v = 0; v < vehicles; ++v)
      traffic.drives.push_back({static_cast<std::uint32_t>(std::lround(v / flow_1_s * steps_per_s)), {0, 1, 2}});
    traffic.run(200000);
    EXPECT_EQ(traffic.totals.arrived, vehicles);
    for (const std::uint32_t step : traffic.steps_of(Kind::arrival)) sum[signal ? 0 : 1] += step;
  }
  return (sum[0] - sum[1]) / vehicles / steps_per_s;
}

TEST(Signals, DelayUniformTrafficAsWebster) {
  // Webster (1958), first term: C (1 - g/C)² / (2 (1 - q/s)).
  struct Case {
    double capacity_1_s, cycle_s, green_s, flow_1_s;
  };
  // Of a fluid: many vehicles a cycle, which do not come in step with it.
  for (const Case& c :
       {Case{2, 90, 36, 0.401}, Case{2, 90, 36, 0.683}, Case{2, 60, 40, 0.807}, Case{4, 120, 30, 0.811}}) {
    const double red_share = 1 - c.green_s / c.cycle_s;
    const double expected = c.cycle_s * red_share * red_share / 2 / (1 - c.flow_1_s / c.capacity_1_s);
    EXPECT_NEAR(delay_s(c.capacity_1_s, c.cycle_s, c.green_s, c.flow_1_s), expected, 0.05 * expected) << c.flow_1_s;
  }
}

TEST(Signals, AQueueAtRedGrowsAndDissolvesAtTheSpeedOfItsShocks) {
  // A street of links of twenty cars, and one in the buffer at the end of each; red until 900 s, then green for ever.
  constexpr std::uint32_t links = 20;
  constexpr double cell_m = 150;
  constexpr double speed_m_s = 15;
  constexpr double flow_1_s = 0.2;
  constexpr std::int64_t steps_per_s = 5;
  constexpr double red_s = 900;
  Traffic traffic;
  traffic.rules.steps_per_s = steps_per_s;
  traffic.rules.dynamics = TrafficDynamics::kinematic_waves;
  traffic.rules.stuck_s = 1e6;
  std::vector<LinkSketch> sketch{{0, 1, 100, 10, 100, 1000}};
  for (std::uint32_t l = 1; l <= links; ++l) sketch.push_back({l, l + 1, cell_m, speed_m_s, 0.4, 1});
  sketch.push_back({links + 1, links + 2, cell_m, speed_m_s, 0.4, 1});
  traffic.network = network_of(links + 3, sketch);
  traffic.network.signals.push_back({100'000'000, 0, {{std::llround(1000 * red_s), 100'000'000}}});
  for (std::uint32_t l = 0; l <= links; ++l)
    add_exit(traffic.network, l, l == 0 ? 100 : 0.4, {{l + 1, l == links ? 0 : no_signal}});
  close_exits(traffic.network);
  for (std::uint32_t v = 0; v < 300; ++v) {
    Drive drive{static_cast<std::uint32_t>(v / flow_1_s * steps_per_s), {}};
    for (std::uint32_t l = 0; l <= links + 1; ++l) drive.route.push_back(l);
    traffic.drives.push_back(drive);
  }
  traffic.run(4000 * steps_per_s, false);
  const auto entered = [&](std::uint32_t link, double until_s) {
    const Steps steps = traffic.steps_of(Kind::enters_link, link);
    return std::count_if(steps.begin(), steps.end(), [&](std::uint32_t s) { return s <= until_s * steps_per_s; });
  };
  // Growth: (q1 - 0) / (k1 - kjam) from when the first reached the light.
  const double first_s = links * cell_m / speed_m_s;
  for (const double now_s : {400.0, 600.0, 900.0}) {
    const double k1 = flow_1_s / speed_m_s;
    const double tail_m = flow_1_s / (1 / 7.5 - k1) * (now_s - first_s);
    std::uint32_t full = 0;
    while (entered(links - full, now_s) - entered(links - full + 1, now_s) >= 20) ++full;
    EXPECT_NEAR(full * cell_m, tail_m, cell_m) << now_s;
  }
  // Dissolving: 15 km/h back from the light.
  for (std::uint32_t back = 1; back <= 7; ++back) {
    const Steps steps = traffic.steps_of(Kind::enters_link, links - back + 1);
    const auto first =
        std::find_if(steps.begin(), steps.end(), [&](std::uint32_t s) { return s > red_s * steps_per_s; });
    ASSERT_NE(first, steps.end());
    EXPECT_NEAR(*first / static_cast<double>(steps_per_s) - red_s, back * cell_m / hole_speed_m_s,
                cell_m / hole_speed_m_s)
        << back;
  }
  EXPECT_EQ(traffic.steps_of(Kind::arrival).size(), 300U);
}

// The second vehicle comes to the front while its turn is red for one more second.
TEST(Signals, LetWhoBecameFirstAtRedPassInTheFirstGreenSecond) {
  Traffic traffic;
  traffic.rules.stuck_s = 300;
  traffic.network = network_of(4, {{0, 1, 100, 10, 100, 100}, {1, 2, 100, 10, 100, 100}, {1, 3, 100, 10, 100, 100}});
  traffic.network.signals = {{60'000, 0, {{0, 60'000}}}, {60'000, 0, {{2'000, 60'000}}}};
  add_exit(traffic.network, 0, 100, {{1, 0}, {2, 1}});
  close_exits(traffic.network);
  traffic.drives = {{0, {0, 1}}, {0, {0, 2}}};
  traffic.run(1000);
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 1), Steps{1});
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2), Steps{2});
}

TEST(Exits, DoNotWaitForOneAnother) {
  // Links 1 (ahead) and 2 (left) behind link 0; left is red but for one second in a thousand.
  Traffic traffic;
  traffic.network = network_of(4, {{3, 0, 10, 10, 10}, {0, 1, 100, 10, 1, 4}, {1, 2, 100}, {1, 2, 100}});
  traffic.network.signals.push_back({1'000'000, 0, {{500'000, 501'000}}});
  add_exit(traffic.network, 0, 10, {{1}});
  add_exit(traffic.network, 1, 1, {{2}});
  add_exit(traffic.network, 1, 1, {{3, 0}});
  close_exits(traffic.network);
  traffic.rules.stuck_s = 1e6;
  for (std::uint32_t v = 0; v < 10; ++v) traffic.drives.push_back({v, {0, 1, v % 2 == 0 ? 3U : 2U}});
  traffic.run(1000, false);
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2).size(), 5U);
  EXPECT_LT(traffic.steps_of(Kind::enters_link, 2).back(), 30U);
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 3), Steps{500});
  EXPECT_EQ(traffic.vehicles, 4);
}

TEST(Exits, ShareTheVehiclesThatMayUseSeveral) {
  Traffic traffic;
  traffic.network = network_of(4, {{3, 0, 10, 10, 100}, {0, 1, 100, 10, 1.5, 100}, {1, 2, 100, 10, 100, 100}});
  add_exit(traffic.network, 0, 100, {{1}});
  add_exit(traffic.network, 1, 1, {{2}});
  add_exit(traffic.network, 1, 0.5, {{2}});
  close_exits(traffic.network);
  traffic.drives.assign(300, {0, {0, 1, 2}});
  traffic.run(2000);
  const Steps left = traffic.steps_of(Kind::enters_link, 2);
  EXPECT_NEAR(left.back() - left.front(), 200, 3) << "1.5 / s together";
}

/// A grid all of whose links have two exits under signals that differ.
Traffic signalled_town(std::uint32_t side, std::uint32_t persons) {
  Traffic traffic;
  std::vector<LinkSketch> sketch;
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    const double length_m = (a + b) % 7 == 0 ? 8 : 60 + 10.0 * (a % 5);
    sketch.push_back({a, b, length_m, 12, 0.8, 2});
    sketch.push_back({b, a, length_m, 12, 0.8, 2});
  };
  for (std::uint32_t y = 0; y < side; ++y) {
    for (std::uint32_t x = 0; x < side; ++x) {
      if (x + 1 < side) join(y * side + x, y * side + x + 1);
      if (y + 1 < side) join(y * side + x, (y + 1) * side + x);
    }
  }
  traffic.network = network_of(side * side, sketch);
  TrafficNetwork& network = traffic.network;
  for (std::uint32_t n = 0; n < network.nodes(); ++n)
    network.x_m[n] = 100 * (n % side), network.y_m[n] = 100 * (n / side);
  for (std::uint32_t k = 0; k < 5; ++k)
    network.signals.push_back({30'000 + 7'500 * k, 4'000 * k, {{0, 12'000}, {14'500, 20'000}}});
  std::vector<std::vector<std::uint32_t>> next(network.links());
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    std::vector<TurnSketch> some;
    std::vector<TurnSketch> others;
    for (std::uint32_t to = 0; to < network.links(); ++to) {
      if (network.from[to] != network.to[l]) continue;
      next[l].push_back(to);
      const TurnSketch turn{to, (l + to) % 6 == 5 ? no_signal : (l + to) % 6};
      if (to % 2 == 0 || l % 3 == 0) some.push_back(turn);
      if (to % 2 == 1) others.push_back(turn);
    }
    if (!some.empty()) add_exit(network, l, 0.5, some);
    if (!others.empty()) add_exit(network, l, 0.4, others);
  }
  close_exits(network);
  traffic.classes = {{one_pcu, one_pcu, 1e9}, {2 * one_pcu, 2 * one_pcu, 8}};
  for (std::uint32_t p = 0; p < persons; ++p) {
    RandomStream random(9, p, 1);
    Drive drive{random.below(400), {random.below(network.links())}, static_cast<std::uint8_t>(p % 5 == 0)};
    for (std::uint32_t h = 5 + random.below(20); h > 0; --h) {
      const std::vector<std::uint32_t>& to = next[drive.route.back()];
      drive.route.push_back(to[random.below(static_cast<std::uint32_t>(to.size()))]);
    }
    traffic.drives.push_back(drive);
  }
  return traffic;
}

bool same(const std::vector<TravelEvent>& a, const std::vector<TravelEvent>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(TravelEvent)) == 0);
}

TEST(Signals, GiveTheEventsOfOneRankAndThread) {
  for (const TrafficDynamics dynamics : {TrafficDynamics::queue, TrafficDynamics::kinematic_waves}) {
    Traffic traffic = signalled_town(8, 1500);
    traffic.rules.dynamics = dynamics;
    traffic.rules.start_s = 3.5;
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    traffic.run(Comm::null(), 20000);
    const std::vector<TravelEvent> expected = traffic.events;
    EXPECT_EQ(traffic.totals.active, 0);
    for (const CutRule cut : {CutRule::weighted, CutRule::skewed}) {
      omp_set_num_threads(cut == CutRule::weighted ? 1 : 2);
      traffic.cut = cut;
      traffic.run(20000);
      EXPECT_TRUE(same(traffic.events, expected)) << static_cast<int>(dynamics) << static_cast<int>(cut);
    }
    traffic.run(Comm::null(), 20000);
    expect_a_stop_does_not_show(traffic, traffic, 240);
    omp_set_num_threads(threads);
  }
}

TEST(Signals, CostNothingWhileTheyAreRed) {
  // The node of a red light is moved when the vehicle arrives and at green, not in each step between.
  Traffic traffic = street(0.5, 100'000, 10);
  traffic.drives = {{100, {0, 1, 2}}};
  traffic.run(99'000, false);
  EXPECT_TRUE(traffic.steps_of(Kind::enters_link, 2).empty());
  EXPECT_EQ(traffic.vehicles, 1);
  traffic.run(200'000);
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2), Steps{100'000});
}

}  // namespace
}  // namespace machi
