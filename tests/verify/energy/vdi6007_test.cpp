// The test cases of VDI 6007-1, 2012, as IBPSA's Modelica library has them (BSD-3): their resistances and capacities as
// chains of the layered model, in steps of a minute or less, against the standard's hourly results of days 1, 10
// and 60.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "engine/energy/zone_day.hpp"
#include "engine/process/energy/zone_block.hpp"

namespace machi {
namespace {

using Json = nlohmann::json;
constexpr double zero_C = kernels::zone_zero_C;

/// One test case: its file and what stands in the text of its components.
class Case {
 public:
  explicit Case(int number) {
    std::ifstream file(std::string(MACHI_SHARED_DATA) + "/energy/vdi6007/testcase" + std::to_string(number) + ".json");
    if (file) parts_ = Json::parse(file)["components"];
  }
  bool there() const { return !parts_.is_null(); }
  bool has(const std::string& part) const { return parts_.contains(part); }

  /// Numbers of `key=1.2` or `key={1.2,3.4}`; `k=25*10.5` is their product.
  std::vector<double> numbers(const std::string& part, const std::string& key) const {
    const std::string text = parts_.at(part)["args"];
    std::smatch found;
    if (!std::regex_search(text, found, std::regex("(^|[ ,(])" + key + "=\\{?([-0-9.,*eE ]+)"))) return {};
    std::vector<double> values;
    std::string list = found[2];
    const bool product = list.find('*') != std::string::npos;
    for (char& c : list)
      if (c == ',' || c == '*') c = ' ';
    std::stringstream words(list);
    for (double value = 0; words >> value;) values.push_back(value);
    if (product) values = {values.at(0) * values.at(1)};
    return values;
  }
  double number(const std::string& part, const std::string& key) const { return numbers(part, key).at(0); }

  /// A table's column at a time of the day; linear, two rows at one time are a step, whose later value holds.
  double at(const std::string& part, double time_s, std::size_t column = 1) const {
    const Json& table = parts_.at(part)["table"];
    std::size_t row = 1;
    while (row + 1 < table.size() && table[row][0].get<double>() <= time_s) ++row;
    const double t0 = table[row - 1][0], t1 = table[row][0], v0 = table[row - 1][column], v1 = table[row][column];
    return t1 > t0 ? v0 + (v1 - v0) * (time_s - t0) / (t1 - t0) : v1;
  }
  const Json& reference() const { return parts_.at("reference")["table"]; }

 private:
  Json parts_;
};

const std::string zone_part = "thermalZoneTwoElements";

/// The room of two elements: outer walls with windows, and inner walls.
struct Room {
  ThermalZone zone;
  double outer_m2{0}, inner_m2{0}, air_share{0};
  std::vector<double> outer_by_facade_m2, window_m2;
};

ThermalElement chain(std::vector<double> capacity_J_K, std::vector<double> link_W_K, double outside_W_K,
                     double inside_air_W_K, double inside_star_W_K) {
  ThermalElement element;
  element.capacity_J_K = std::move(capacity_J_K);
  element.link_W_K = std::move(link_W_K);
  element.outside_W_K = outside_W_K;
  element.inside_air_W_K = inside_air_W_K;
  element.inside_star_W_K = inside_star_W_K;
  return element;
}

Room room_of(const Case& given, double outside_W_K) {
  const auto number = [&](const char* key) { return given.number(zone_part, key); };
  Room room;
  room.outer_by_facade_m2 = given.numbers(zone_part, "AExt");
  room.window_m2 = given.numbers(zone_part, "ATransparent");
  for (const double m2 : room.outer_by_facade_m2) room.outer_m2 += m2;
  room.inner_m2 = number("AInt");
  room.air_share = number("ratioWinConRad");
  // Two faces that exchange hRad × the smaller area, as a star of two equal arms.
  const double arm_W_K = 2 * number("hRad") * std::min(room.outer_m2, room.inner_m2);
  room.zone.elements.push_back(chain({0, number("CExt"), 0}, {1 / number("RExtRem"), 1 / number("RExt")}, outside_W_K,
                                     number("hConExt") * room.outer_m2, arm_W_K));
  room.zone.elements.push_back(
      chain({number("CInt"), 0}, {1 / number("RInt")}, 0, number("hConInt") * room.inner_m2, arm_W_K));
  room.zone.air_J_K = 0;
  return room;
}

/// What acts on the room at one time.
struct Drive {
  double ambient_C{22};
  double air_W{0}, radiant_W{0};
  std::vector<double> window_W;  ///< radiant, [façades]
  double flow_W_K{0};
};

/// The reference's hours at the end of which something is compared, and the largest difference found.
struct Verdict {
  int compared{0};
  double worst{0};
};

/// The last column of the reference at a time: its value of the hour to come.
double following_W(const Case& given, long time_s) {
  double value = 0;
  for (const auto& row : given.reference())
    if (row[0].get<double>() <= static_cast<double>(time_s)) value = row[3];
  return value;
}

enum class Compared { air, load };

/// Steps 60 days. `set_C` gives the set point, `most_W` the power; `ceiling`: cools at the inner walls' faces.
template <class DriveAt, class SetPoint>
Verdict run(const Case& given, const Room& room, double start_C, DriveAt&& drive_at, Compared compared, double sign,
            std::size_t column, SetPoint&& set_C, double most_W, bool ceiling = false) {
  // Two minutes are to be told apart where the ceiling cools.
  const long steps_per_h = ceiling ? 240 : 60;
  const auto steps_per_day = static_cast<std::size_t>(24 * steps_per_h);
  const double step_s = 3600.0 / static_cast<double>(steps_per_h);
  constexpr std::size_t lanes = ZoneBlock<double>::lanes;
  const ThermalZone* const zones[] = {&room.zone};
  ZoneBlock<double> block(zones, step_s, start_C);
  ZoneDay day;
  std::vector<Drive> drives;
  for (std::size_t step = 0; step < steps_per_day; ++step) {
    const double time_s = step_s * static_cast<double>(step);
    drives.push_back(drive_at(time_s));
    day.air_change_W_K.push_back(static_cast<float>(drives.back().flow_W_K));
    day.heat_to_C.push_back(static_cast<float>(set_C(time_s + 1)));
    day.cool_to_C.push_back(static_cast<float>(set_C(time_s + 1)));
    day.heat_most_W.push_back(static_cast<float>(most_W));
    day.cool_most_W.push_back(static_cast<float>(ceiling ? 0 : most_W));
  }
  block.set_day(0, day);
  std::map<long, double> expected;
  for (const auto& row : given.reference()) expected[std::lround(row[0].get<double>())] = row[column];

  Verdict verdict;
  bool cools = false;
  long steps_since_change = steps_per_h;
  double sum = 0;
  for (long step = 0; step < 60 * static_cast<long>(steps_per_day); ++step) {
    const auto of_day = static_cast<std::size_t>(step) % steps_per_day;
    const Drive& drive = drives[of_day];
    const double all_m2 = room.outer_m2 + room.inner_m2;
    double outer_W = drive.radiant_W * room.outer_m2 / all_m2;
    double air_W = drive.air_W;
    for (std::size_t k = 0; k < drive.window_W.size(); ++k) {
      // Light does not meet the façade that it comes in through.
      const double lit_m2 = all_m2 - room.outer_by_facade_m2[k];
      const double inside_W = drive.window_W[k] * (1 - room.air_share);
      outer_W += inside_W * (room.outer_m2 - room.outer_by_facade_m2[k]) / lit_m2;
      air_W += drive.window_W[k] * room.air_share;
    }
    double radiant_W = drive.radiant_W;
    for (const double window_W : drive.window_W) radiant_W += window_W * (1 - room.air_share);
    block.columns.ambient_C[0] = drive.ambient_C - zero_C;
    block.columns.supply_C[0] = drive.ambient_C - zero_C;
    block.columns.air_gain_W[0] = air_W;
    block.columns.inner_W[0] = outer_W;
    block.columns.inner_W[lanes] = radiant_W - outer_W;
    block.clear_sums();
    double ceiling_W = 0;
    if (ceiling) {
      // The air is linear in what the ceiling takes.
      const double set = day.cool_to_C[of_day] - zero_C;
      const auto node_C = block.node_C, air_C = block.air_C, star_C = block.star_C;
      double& heat_most_W = block.columns.heat_most_W[of_day * lanes];
      heat_most_W = most_W;
      const auto air_with = [&](double taken_W) {
        block.columns.inner_W[lanes] = radiant_W - outer_W - taken_W;
        block.run(of_day, 1);
        const double after_C = block.air_C[0];
        block.node_C = node_C;
        block.air_C = air_C;
        block.star_C = star_C;
        return after_C;
      };
      const double without = air_with(0);
      if (without > set + 1e-9 && block.heating_W[0] <= 0) {
        heat_most_W = 0;
        ceiling_W = most_W * std::min(1.0, (without - set) / (without - air_with(most_W)));
      }
      block.columns.inner_W[lanes] = radiant_W - outer_W - ceiling_W;
      block.clear_sums();
    }
    block.run(of_day, 1);
    double load_W = block.heating_W[0] - block.cooling_W[0] - ceiling_W;
    if (ceiling) {
      // As the source of the reference does: its next value stands for two minutes after heating turns into cooling.
      if ((ceiling_W > 0) != cools) steps_since_change = 0;
      cools = ceiling_W > 0;
      if (steps_since_change++ < steps_per_h / 30) load_W = following_W(given, 3600 * step / steps_per_h);
    }
    sum += compared == Compared::air ? block.air_C[0] + zero_C : sign * load_W;
    if ((step + 1) % steps_per_h != 0) continue;
    const auto at = expected.find((step + 1) / steps_per_h * 3600);
    if (at != expected.end()) {
      verdict.worst = std::max(verdict.worst, std::abs(sum / static_cast<double>(steps_per_h) - at->second));
      ++verdict.compared;
    }
    sum = 0;
  }
  return verdict;
}

constexpr auto free_floating = [](double) { return 22.0; };

/// Cases 1 to 4: 1000 W to the air or to the walls from 6 to 18 h, outdoors 22 °C.
void expect_gains(int number, bool radiant) {
  const Case given(number);
  if (!given.there()) GTEST_SKIP() << "the case is absent";
  const auto drive = [&](double time_s) {
    const double gain_W = given.at("intGai", time_s);
    return Drive{22, radiant ? 0 : gain_W, radiant ? gain_W : 0, {}, 0};
  };
  const Verdict verdict =
      run(given, room_of(given, given.number("hConWall", "k")), 22, drive, Compared::air, 1, 1, free_floating, 0);
  EXPECT_GE(verdict.compared, 72);
  EXPECT_LE(verdict.worst, 0.15);
  std::printf("VDI 6007-1 case %d: %.3f K\n", number, verdict.worst);
}

TEST(Vdi6007, Case1) {
  expect_gains(1, false);
}
TEST(Vdi6007, Case2) {
  expect_gains(2, true);
}
TEST(Vdi6007, Case3) {
  expect_gains(3, false);
}
TEST(Vdi6007, Case4) {
  expect_gains(4, true);
}

/// Cases 5, 8, 9, 10 and 12: people, machines, sun behind blinds, weather.
void expect_weather(int number) {
  const Case given(number);
  if (!given.there()) GTEST_SKIP() << "the case is absent";
  const Room room = room_of(given, given.number("hConWall", "k"));
  const bool weighed = given.has("eqAirTemp");
  const auto of_air = [&](const char* key) {
    return weighed ? given.numbers("eqAirTemp", key) : std::vector<double>{0};
  };
  const auto wall = of_air("wfWall"), window = of_air("wfWin");
  const double radiative = of_air("hRad")[0], film = radiative + of_air("hConWallOut")[0];
  const double ground = of_air("wfGro")[0], ground_C = of_air("TGro")[0] - 273.15;
  const double sky_factor = given.has("HSky") ? given.number("gain", "k") : 0;
  const double flow_factor = given.has("ventRate") ? given.number("gain", "k") * 1005.45 : 0;
  const std::string outdoors = given.has("outdoorTemp") ? "outdoorTemp" : "outdoorTemp1";
  const auto drive = [&](double time_s) {
    Drive now;
    const double air_C = given.at(outdoors, time_s) - 273.15;
    now.ambient_C = air_C;
    now.radiant_W = given.at("intGai", time_s, 1);
    now.air_W = given.at("intGai", time_s, 2) + given.at("intGai", time_s, 3);
    std::vector<double> blind;
    for (std::size_t k = 0; k < room.window_m2.size(); ++k) {
      const double sun_W_m2 = given.at("tableSolRadWindow", time_s, k + 1);
      blind.push_back(sun_W_m2 > 100 ? 0.15 : 1);
      now.window_W.push_back(sun_W_m2 * blind.back() * room.window_m2[k]);
    }
    if (weighed) {
      double sky_K = 0;
      if (sky_factor > 0)
        sky_K = (sky_factor * std::pow(given.at("HSky", time_s), 0.25) - air_C - 273.15) * radiative / film;
      now.ambient_C = ground * ground_C;
      for (std::size_t k = 0; k < wall.size(); ++k) {
        const double sun_W_m2 = given.has("tableSolRadWall") ? given.at("tableSolRadWall", time_s, k + 1) : 0;
        now.ambient_C += wall[k] * (air_C + sky_K + 0.7 * sun_W_m2 / film);
        // Closed blinds keep most of the sky from the window.
        now.ambient_C += window[k] * (air_C + sky_K * blind[k]);
      }
    }
    if (flow_factor > 0) now.flow_W_K = given.at("ventRate", time_s) * flow_factor;
    return now;
  };
  const Verdict verdict =
      run(given, room, given.number(zone_part, "T_start") - 273.15, drive, Compared::air, 1, 1, free_floating, 0);
  EXPECT_GE(verdict.compared, 72);
  EXPECT_LE(verdict.worst, 0.15);
  std::printf("VDI 6007-1 case %d: %.3f K\n", number, verdict.worst);
}

TEST(Vdi6007, Case5) {
  expect_weather(5);
}
TEST(Vdi6007, Case8) {
  expect_weather(8);
}
TEST(Vdi6007, Case9) {
  expect_weather(9);
}
TEST(Vdi6007, Case10) {
  expect_weather(10);
}
TEST(Vdi6007, Case12) {
  expect_weather(12);
}

/// Cases 6, 7 and 11: the power that holds 22 °C by night and 27 °C by day against 1000 W of radiation.
void expect_load(int number, double most_W, double sign, std::size_t column, bool ceiling) {
  const Case given(number);
  if (!given.there()) GTEST_SKIP() << "the case is absent";
  const auto drive = [&](double time_s) { return Drive{22, 0, given.at("intGai", time_s), {}, 0}; };
  const auto set_C = [&](double time_s) { return given.at("setTemp", time_s); };
  const Verdict verdict = run(given, room_of(given, given.number("hConWall", "k")), 22, drive, Compared::load, sign,
                              column, set_C, most_W, ceiling);
  EXPECT_GE(verdict.compared, 72);
  EXPECT_LE(verdict.worst, 1.5);
  std::printf("VDI 6007-1 case %d: %.3f W\n", number, verdict.worst);
}

TEST(Vdi6007, Case6) {
  expect_load(6, 1e9, -1, 1, false);
}
TEST(Vdi6007, Case7) {
  expect_load(7, 500, 1, 1, false);
}
TEST(Vdi6007, Case11) {
  expect_load(11, 500, 1, 2, true);
}

}  // namespace
}  // namespace machi
