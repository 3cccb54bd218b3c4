#include "engine/population/presets.hpp"

#include <algorithm>

namespace machi {
namespace {

constexpr double minute_s = 60;
constexpr double mean_walk_2011_m_s = 2.65 / 3.6;  // km/h, mean of those who walked away in 2011
constexpr double share_of_65_and_over = 0.29;      // census 2020, rounded

PersonClass walker(std::string name, bool assisted, double by_day_m_s, double by_night_m_s, double share) {
  PersonClass made;
  made.name = std::move(name);
  made.assisted = assisted;
  made.mean_m_s = made.low_m_s = made.high_m_s = by_day_m_s;
  made.night_factor = by_night_m_s / by_day_m_s;
  made.share = share;
  return made;
}

DeparturePlan all_at(double time_s) {
  return {{1, {DepartureLaw::fixed, time_s, 0, 0, 0}}};
}

DeparturePlan at_once_later_never(double at_once, double at_once_s, double later, double later_s, double never) {
  return {{at_once, {DepartureLaw::fixed, at_once_s, 0, 0, 0}},
          {later, {DepartureLaw::fixed, later_s, 0, 0, 0}},
          {never, {DepartureLaw::never, 0, 0, 0, 0}}};
}

EvacuationPreset cabinet_office_2012(const std::string& awareness, double at_once, double later, double never) {
  EvacuationPreset preset;
  preset.name = "cabinet_office_2012_" + awareness;
  preset.title = "内閣府 2012 (早期避難率" + std::string(awareness == "low" ? "低" : "高") + ")";
  preset.source =
      "as published by the Cabinet Office (内閣府 南海トラフ巨大地震対策検討ワーキンググループ第一次報告, 2012), read "
      "second hand: shares at once, later and never; 2.65 km/h, 80 % of it by night; start after 5 min by day and 10 "
      "min "
      "by night; dead from 0.3 m, all at 1 m";
  preset.ours =
      "those who go later start 10 min after those who go at once; the assisted walk at the same speed, because the "
      "source has one; their share is that of people of 65 and over" +
      std::string(awareness == "high" ? "; of the 30 % who do not go at once, all go later" : "");
  const double night_m_s = 0.8 * mean_walk_2011_m_s;
  preset.classes = {walker("able", false, mean_walk_2011_m_s, night_m_s, 1 - share_of_65_and_over),
                    walker("assisted", true, mean_walk_2011_m_s, night_m_s, share_of_65_and_over)};
  preset.departure_by_day = at_once_later_never(at_once, 5 * minute_s, later, 15 * minute_s, never);
  preset.departure_by_night = at_once_later_never(at_once, 10 * minute_s, later, 20 * minute_s, never);
  preset.loss = {0.3, 1.0};
  return preset;
}

EvacuationPreset aichi_2015() {
  EvacuationPreset preset;
  preset.name = "aichi_2015";
  preset.title = "愛知県 2015";
  preset.source =
      "as published by Aichi Prefecture (市町村津波避難計画策定指針, 2015, simulation of Yatomi): general 0.74 m/s by "
      "day "
      "and 0.59 m/s by night, elderly 0.37 and 0.29 m/s, those who need assistance cannot walk, everyone at work or at "
      "school is general; start after 5 min by "
      "day "
      "and 10 min by night";
  preset.ours =
      "the shares (65 and over 29 %, of them 5 in 29 need assistance); lost at 0.3 m; slower walking on liquefied "
      "ground "
      "(PL > 15) is not in the preset";
  PersonClass assisted = walker("assisted", true, 0.37, 0.29, 0.05);
  assisted.can_walk = false;
  preset.classes = {walker("general", false, 0.74, 0.59, 1 - share_of_65_and_over),
                    walker("elderly", false, 0.37, 0.29, share_of_65_and_over - 0.05), assisted};
  preset.classes[0].occupant_share = 1;
  preset.classes[1].occupant_share = preset.classes[2].occupant_share = 0;
  preset.departure_by_day = all_at(5 * minute_s);
  preset.departure_by_night = all_at(10 * minute_s);
  return preset;
}

EvacuationPreset noshiro() {
  EvacuationPreset preset;
  preset.name = "noshiro";
  preset.title = "能代市";
  preset.source =
      "as published by the city of Noshiro (能代市 津波避難シミュレーション): able 1.0 m/s, assisted 0.5 m/s, start "
      "after "
      "10 min, lost at a depth of 1 cm; 5,676 able and 4,711 assisted (infants with their guardians, 65 and over, "
      "disabled, foreigners)";
  preset.ours = "the same by night";
  const double assisted = 4711.0 / 10387;
  preset.classes = {walker("able", false, 1.0, 1.0, 1 - assisted), walker("assisted", true, 0.5, 0.5, assisted)};
  preset.departure_by_day = preset.departure_by_night = all_at(10 * minute_s);
  preset.loss = {0.01, 0.01};
  return preset;
}

EvacuationPreset fdma_2013() {
  EvacuationPreset preset;
  preset.name = "fdma_2013";
  preset.title = "消防庁 2013";
  preset.source =
      "as published by the Fire and Disaster Management Agency (消防庁, 津波避難対策推進マニュアル検討会報告書, 2013), "
      "read in manuals that follow it: walking 1.0 m/s, those who walk with difficulty 0.5 m/s; start 2 to 5 min after "
      "the earthquake; at most about 500 m";
  preset.ours =
      "that the numbers in those manuals are the report's; start taken as uniform; the same by night; the share of the "
      "assisted is that of people of 65 and over; lost at 0.3 m. The report's finer speeds are the table fdma_walkers";
  preset.classes = {walker("able", false, 1.0, 1.0, 1 - share_of_65_and_over),
                    walker("assisted", true, 0.5, 0.5, share_of_65_and_over)};
  preset.departure_by_day =
      preset.departure_by_night = {{1, {DepartureLaw::uniform, 2 * minute_s, 5 * minute_s, 0, 0}}};
  preset.reach_limit_m = 500;
  return preset;
}

EvacuationPreset miyagi() {
  EvacuationPreset preset;
  preset.name = "miyagi";
  preset.title = "宮城県 津波対策ガイドライン";
  preset.source =
      "as published by Miyagi Prefecture (津波対策ガイドライン, 2014), read second hand: walking 1.0 m/s, 0.5 m/s "
      "where "
      "people need consideration, by night 80 %; cars 3.0 m/s; at most 500 m on foot; start after 15 min";
  preset.ours = "the share of the assisted is that of people of 65 and over; lost at 0.3 m";
  preset.classes = {walker("able", false, 1.0, 0.8, 1 - share_of_65_and_over),
                    walker("assisted", true, 0.5, 0.4, share_of_65_and_over)};
  preset.departure_by_day = preset.departure_by_night = all_at(15 * minute_s);
  preset.car_speed_m_s = 3.0;
  preset.reach_limit_m = 500;
  return preset;
}

EvacuationPreset nige_chizu() {
  EvacuationPreset preset;
  preset.name = "nige_chizu";
  preset.title = "逃げ地図";
  preset.source =
      "as published by the nige-chizu project (逃げ地図 manual): 43 m/min, an elderly person who walks with difficulty "
      "on "
      "average slopes; by night 80 %; start after 5 min by day and 10 min by night; at most about 500 m";
  preset.ours = "everyone walks at this speed and is counted as assisted; lost at 0.3 m";
  preset.classes = {walker("elderly", true, 43 / minute_s, 0.8 * 43 / minute_s, 1)};
  preset.departure_by_day = all_at(5 * minute_s);
  preset.departure_by_night = all_at(10 * minute_s);
  preset.reach_limit_m = 500;
  return preset;
}

}  // namespace

const std::vector<EvacuationPreset>& evacuation_presets() {
  static const std::vector<EvacuationPreset> presets{cabinet_office_2012("low", 0.2, 0.5, 0.3),
                                                     cabinet_office_2012("high", 0.7, 0.3, 0.0),
                                                     aichi_2015(),
                                                     noshiro(),
                                                     fdma_2013(),
                                                     miyagi(),
                                                     nige_chizu()};
  return presets;
}

const EvacuationPreset* find_preset(std::string_view name) {
  const auto& presets = evacuation_presets();
  const auto found = std::find_if(presets.begin(), presets.end(), [&](const auto& each) { return each.name == name; });
  return found == presets.end() ? nullptr : &*found;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const EvacuationPreset& preset : evacuation_presets()) names.push_back(preset.name);
  return names;
}

double reach_m(double speed_m_s, double arrival_s, double start_s, double climb_s) {
  return std::max(0.0, speed_m_s * (arrival_s - start_s - climb_s));
}

}  // namespace machi
