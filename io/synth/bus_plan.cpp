#include "io/synth/bus_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace machi::synth {
namespace {

constexpr double spacing_m = 320;
constexpr double margin_m = 40;  // from the ends of the town
constexpr double least_length_m = 250;
constexpr double longest_line_m = 12'000;
constexpr double speed_m_s = 5.6;  // stops included

struct Word {
  std::string_view name;
  std::string_view reading;
};

constexpr std::array<Word, most_bus_lines> line_words{{{"駅前通り", "えきまえどおり"},
                                                       {"浜通り", "はまどおり"},
                                                       {"本町", "ほんちょう"},
                                                       {"緑町", "みどりちょう"},
                                                       {"栄町", "さかえちょう"},
                                                       {"旭町", "あさひちょう"},
                                                       {"桜町", "さくらちょう"},
                                                       {"富士見", "ふじみ"},
                                                       {"松原", "まつばら"},
                                                       {"港町", "みなとちょう"},
                                                       {"若葉", "わかば"},
                                                       {"末広", "すえひろ"},
                                                       {"宮前", "みやまえ"},
                                                       {"橋本", "はしもと"},
                                                       {"新田", "しんでん"},
                                                       {"川端", "かわばた"},
                                                       {"山手", "やまて"},
                                                       {"千鳥", "ちどり"},
                                                       {"汐見", "しおみ"},
                                                       {"梅園", "うめぞの"},
                                                       {"高砂", "たかさご"},
                                                       {"常盤", "ときわ"},
                                                       {"弥生", "やよい"},
                                                       {"曙", "あけぼの"}}};

/// A road that a line may follow, on the board.
struct Course {
  bool along_u{true};
  double across_m{0};
  double begin_m{0};
  double end_m{0};
  double half_width_m{0};
  bool arterial{false};
  double from_station_m{0};
};

Course course_of(const Line& line, bool along_u, double begin_m, double end_m, const PlanPoint& station) {
  Course course{
      along_u, line.centre_m, begin_m, end_m, 0.5 * form_of(line.road).width_m, line.road == RoadClass::arterial, 0};
  // Of long roads the part around the station.
  const double middle_m = std::clamp(along_u ? station.u_m : station.v_m, begin_m, end_m);
  course.begin_m = std::max(begin_m, middle_m - 0.5 * longest_line_m);
  course.end_m = std::min(end_m, middle_m + 0.5 * longest_line_m);
  course.from_station_m = std::abs(line.centre_m - (along_u ? station.v_m : station.u_m));
  return course;
}

std::vector<Course> courses_of(const Town& town) {
  const Frame& frame = town.frame();
  const PlanRect extent = town.extent();
  const PlanPoint station = frame.station(0);
  std::vector<Course> courses;
  for (int j = 0; j <= town.end_row(); ++j) {
    const Line line = frame.row_line(j);
    // The railway has streets on both sides; buses take the inland one.
    if (Frame::is_rail(j) || line.centre_m > extent.v1_m) continue;
    courses.push_back(course_of(line, true, extent.u0_m + margin_m, extent.u1_m - margin_m, station));
  }
  for (int i = town.first_column(); i <= town.end_column(); ++i) {
    const Line line = frame.column_line(i);
    if (line.road == RoadClass::embankment || line.centre_m < extent.u0_m || line.centre_m > extent.u1_m) continue;
    const double foot_m = std::min(extent.v1_m, frame.foot_m(line.centre_m));
    courses.push_back(course_of(line, false, frame.row_line(0).centre_m, foot_m - margin_m, station));
  }
  std::erase_if(courses, [](const Course& course) { return course.end_m - course.begin_m < least_length_m; });
  std::stable_sort(courses.begin(), courses.end(),
                   [](const Course& a, const Course& b) { return a.from_station_m < b.from_station_m; });
  if (courses.size() > most_bus_lines) courses.resize(most_bus_lines);
  return courses;
}

PlanPoint point_of(const Course& course, double along_m, double left_m) {
  // The left of who drives along +u is +v, of who drives along +v it is -u.
  return course.along_u ? PlanPoint{along_m, course.across_m + left_m} : PlanPoint{course.across_m - left_m, along_m};
}

std::vector<BusStop> stops_of(const Course& course, const Word& word, const Town& town) {
  const double length_m = course.end_m - course.begin_m;
  const int gaps = std::max(1, static_cast<int>(std::ceil(length_m / spacing_m)));
  const PlanPoint a = point_of(course, course.begin_m, 0);
  const PlanPoint b = point_of(course, course.end_m, 0);
  const double around_m = course.half_width_m + 2 * Warp::step_m;
  const WarpPatch patch(town.warp(), {std::min(a.u_m, b.u_m) - around_m, std::min(a.v_m, b.v_m) - around_m,
                                      std::max(a.u_m, b.u_m) + around_m, std::max(a.v_m, b.v_m) + around_m});
  std::vector<BusStop> stops;
  for (int k = 0; k <= gaps; ++k) {
    BusStop stop;
    const Named number = block_number(k + 1);
    stop.name = {std::string(word.name) + number.name, std::string(word.reading) + number.reading};
    stop.along_m = course.begin_m + length_m * k / gaps;
    for (const int direction : {0, 1}) {
      const double left_m = (direction == 0 ? 1 : -1) * (course.half_width_m - 1);
      stop.pole[direction] = patch.to_town(point_of(course, stop.along_m, left_m));
    }
    stops.push_back(std::move(stop));
  }
  return stops;
}

/// Departures of a part of the day.
struct Period {
  double from_h;
  double to_h;
  int headway_min;
};

}  // namespace

Named block_number(int number) {
  constexpr std::array<std::string_view, 10> kanji{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  constexpr std::array<std::string_view, 10> kana{"",   "いっ", "に",   "さん", "よん",
                                                  "ご", "ろく", "なな", "はっ", "きゅう"};
  constexpr std::array<std::string_view, 10> tens_kana{"",   "",     "に",   "さん", "よん",
                                                       "ご", "ろく", "なな", "はち", "きゅう"};
  const auto tens = static_cast<std::size_t>(number / 10);
  const auto ones = static_cast<std::size_t>(number % 10);
  Named named;
  if (tens > 1) named.name += kanji[tens];
  if (tens > 0) named.name += "十";
  named.name += std::string(kanji[ones]) + "丁目";
  if (tens > 0) named.reading += std::string(tens_kana[tens]) + (ones == 0 ? "じゅっ" : "じゅう");
  named.reading += std::string(kana[ones]) + "ちょうめ";
  return named;
}

std::vector<BusLine> bus_lines(const Town& town) {
  std::vector<BusLine> lines;
  for (const Course& course : courses_of(town)) {
    const Word& word = line_words[lines.size()];
    BusLine line;
    line.name = {std::string(word.name) + "線", std::string(word.reading) + "せん"};
    line.main = course.arterial || lines.empty();
    line.stops = stops_of(course, word, town);
    lines.push_back(std::move(line));
  }
  if (lines.empty()) return lines;
  // The stop of the first line that is nearest to the station is named after it.
  const PlanPoint station = town.frame().station(0);
  BusLine& first = lines.front();
  const double along_m = courses_of(town).front().along_u ? station.u_m : station.v_m;
  std::min_element(first.stops.begin(), first.stops.end(), [&](const BusStop& a, const BusStop& b) {
    return std::abs(a.along_m - along_m) < std::abs(b.along_m - along_m);
  })->name = {"海町駅前", "うみまちえきまえ"};
  return lines;
}

std::vector<std::int32_t> bus_departures(const BusLine& line, bool holiday) {
  constexpr std::array<Period, 6> weekday{
      {{5.5, 7, 15}, {7, 9, 8}, {9, 16, 15}, {16, 20, 10}, {20, 23, 20}, {23, 24, 30}}};
  constexpr std::array<Period, 2> day_off{{{6, 9, 30}, {9, 23, 20}}};
  std::vector<std::int32_t> departures;
  const auto add = [&](const Period& period) {
    const int headway_s = 60 * period.headway_min * (line.main ? 1 : 2);
    for (auto at_s = static_cast<std::int32_t>(3600 * period.from_h);
         at_s < static_cast<std::int32_t>(3600 * period.to_h); at_s += headway_s)
      departures.push_back(at_s);
  };
  if (holiday) std::for_each(day_off.begin(), day_off.end(), add);
  if (!holiday) std::for_each(weekday.begin(), weekday.end(), add);
  return departures;
}

std::vector<std::int32_t> bus_times(const BusLine& line, int direction) {
  std::vector<std::int32_t> times{0};
  double along_m = 0;
  const std::size_t stops = line.stops.size();
  for (std::size_t k = 1; k < stops; ++k) {
    const std::size_t here = direction == 0 ? k : stops - 1 - k;
    const std::size_t before = direction == 0 ? k - 1 : stops - k;
    const TownPoint& a = line.stops[before].pole[direction];
    const TownPoint& b = line.stops[here].pole[direction];
    along_m += std::hypot(a.x_m - b.x_m, a.y_m - b.y_m);
    times.push_back(60 * static_cast<std::int32_t>(std::ceil(along_m / speed_m_s / 60)));
  }
  return times;
}

}  // namespace machi::synth
