#include <fmt/format.h>

#include <algorithm>

#include "io/study/kpi_sheet.hpp"

namespace machi {

double ReachRule::reach_m() const {
  return std::max(0.0, speed_m_s * (arrival_s - start_s - climb_s));
}

const std::vector<KpiDefinition>& evacuation_kpis() {
  constexpr auto fdma = "FDMA, guideline on plans for tsunami evacuation; Noshiro, Komatsushima";
  constexpr auto handbook = "MLIT, handbook on assessing urban structure";
  static const std::vector<KpiDefinition> kpis{
      {"persons", "person", "Persons", "人数", "who begin here and are in the run", ""},
      {"safe", "person", "Safe", "避難完了", "who arrived by the end of the run", ""},
      {"lost", "person", "Lost", "死傷", "whom the hazard took", ""},
      {"staying", "person", "Staying", "避難しない", "who never leave and are not lost", ""},
      {"under_way", "person", "Under way", "避難途中", "who were on their way when the run ended", ""},
      {"not_safe_at_arrival", "person", "Not safe when the water comes", "到達時未避難",
       "persons less those safe by the second of arrival; empty without one", fdma},
      {"mean_arrival_s", "s", "Mean arrival", "平均到着時刻", "mean time of arrival of those who are safe", ""},
      {"in_difficult_area", "person", "In an evacuation-difficult area", "避難困難地域の人口",
       "whose way over the network to the nearest destination of the run is longer than the reach, speed × (arrival − "
       "start − climb); empty without a reach",
       fdma},
      {"mean_way_m", "m", "Mean way to the nearest destination", "最寄り避難先までの平均距離",
       "over the network on foot, of persons who begin in a building with a way", handbook},
      {"share_within_300_m", "1", "Covered within 300 m", "徒歩300m圏カバー率",
       "part of the persons in buildings whose way is no longer", handbook},
      {"share_within_500_m", "1", "Covered within 500 m", "徒歩500m圏カバー率", "the same within 500 m", handbook},
      {"share_within_800_m", "1", "Covered within 800 m", "徒歩800m圏カバー率", "the same within 800 m", handbook},
      {"in_hazard_zone", "person", "In the hazard zone", "浸水想定区域内人口",
       "whose start lies in the zone that must leave", handbook},
      {"taken_in", "person", "Taken in", "避難先の受入人数", "who were let in at destinations that lie in the area",
       ""},
      {"shelter_load", "1", "Load of shelters", "避難先の収容率",
       "those taken in over the capacity, of destinations in the area whose capacity is known; empty without one",
       fdma},
      {"full_shelters", "place", "Full shelters", "満員の避難先",
       "destinations in the area that took in their capacity", fdma}};
  return kpis;
}

const std::vector<KpiDefinition>& travel_kpis() {
  constexpr auto walking = "MLIT, guideline on surveys of walking (2017)";
  constexpr auto smart = "MLIT, smart planning (distance walked, stops, dwell, passers-by)";
  static const std::vector<KpiDefinition> kpis{
      {"travellers", "person", "Travellers", "人数", "in the population; by area of their homes (first activities)",
       ""},
      {"trips", "trip", "Trips", "トリップ数", "trips that came to their end", ""},
      {"travel_time_s", "s", "Time under way", "移動時間", "mean of a person's trips together", ""},
      {"walked_m", "m", "Walked", "歩行距離", "mean length of a person's legs on foot", walking},
      {"steps", "step", "Steps per person and day", "1人1日あたり歩数",
       "walked over the length of a step (0.7 m where not given: from memory)", walking},
      {"steps_yen", "yen", "Value of the steps, per person and day", "歩数の医療費抑制額",
       "steps × 0.065 yen where not given; published are 0.061 to 0.072 yen", walking},
      {"stops", "stop", "Places on the day", "立ち寄り箇所数",
       "mean number of activities that a person comes to, homes apart", smart},
      {"dwell_person_h", "person h", "Dwell", "滞在時間",
       "time that persons spend at places in the area, homes apart; open ones until the run ends", smart},
      {"vehicle_km", "vehicle km", "Distance driven", "走行台キロ",
       "vehicles that entered links × their lengths, by area of their beginning", "load of infrastructure (our own)"},
      {"criticality_vehicle_km", "vehicle km", "Criticality of links", "リンクの重要度",
       "kilometres more that vehicles would drive on the shortest way round, summed over links that are closed one at "
       "a "
       "time",
       "sum of longer ways if closed (our own)"},
      {"vehicles_without_detour", "vehicle", "Vehicles without a way round", "迂回路のない交通量",
       "vehicles on links that have no way round", "the same"}};
  return kpis;
}

const std::vector<KpiDefinition>& ride_kpis() {
  constexpr auto usual = "usual levels of service of on-demand transit (no official definition found)";
  static const std::vector<KpiDefinition> kpis{
      {"ride_calls", "call", "Calls", "配車依頼数", "for a ride, by area where it begins", usual},
      {"ride_served", "1", "Served", "乗車率", "part of the calls that were brought to their end", usual},
      {"ride_rejected", "1", "Rejected", "拒否率", "part of the calls that no vehicle could take", usual},
      {"ride_wait_s", "s", "Wait", "待ち時間", "mean from the call to getting on", usual},
      {"ride_detour", "1", "Detour", "迂回率",
       "time in the vehicle over that of the direct drive, of all served together", usual},
      {"ride_shared", "1", "Shared", "相乗り率", "part of the served rides with another party on board", usual}};
  return kpis;
}

const std::vector<KpiDefinition>& energy_kpis() {
  static const std::vector<KpiDefinition> kpis{
      {"zones", "zone", "Buildings", "建物数", "zones whose energy was reckoned", ""},
      {"heated_floor_m2", "m2", "Floor area", "延床面積", "of these zones", ""},
      {"need_kWh_m2", "kWh/m2", "Need per floor area", "床面積あたり需要",
       "heating, cooling, hot water, cooking, appliances and lights in the time of the run", ""},
      {"electricity_MWh", "MWh", "Electricity", "電力消費量",
       "that buildings and vehicles take; empty without carriers", ""},
      {"self_sufficiency", "1", "Self-sufficiency", "電力自給率",
       "part of the electricity that does not come from the grid", "MLIT, smart-city services (photovoltaics)"},
      {"co2_t", "t", "CO2", "CO2排出量", "of grid electricity, gas and kerosene; overall only", ""},
      {"peak_kW", "kW", "Peak from the grid", "最大受電電力", "largest hourly mean, all meters together; overall only",
       ""},
      {"outage_h", "h", "Hours without power", "停電時間", "mean of the zones; empty without an outage", ""},
      {"danger_h", "h", "Hours of danger in the outage", "停電時の危険時間",
       "of these, hours with air above 35 °C or below 10 °C, mean of the zones",
       "thresholds of docs/formats/energy.md"}};
  return kpis;
}

const std::vector<KpiDefinition>& city_kpis() {
  constexpr auto access = "NILIM, guide to accessibility indices; MLIT, handbook on assessing urban structure";
  static const std::vector<KpiDefinition> kpis{
      {"residents", "person", "Residents", "居住人口（推計）",
       "expected from use and floor area of buildings (docs/models/people.md); with the run's edits of buildings", ""},
      {"shops_10_min_walk", "building", "Shops and offices in 10 min on foot", "徒歩10分圏の商業・業務施設数",
       "mean over residents; 80 m/min along streets from the end of the street nearest to the door", access},
      {"services_10_min_walk", "building", "Public buildings in 10 min on foot", "徒歩10分圏の公共・文教・医療施設数",
       "the same, of public buildings, schools and medical care", access},
      {"people_15_min_walk", "person", "People in 15 min on foot", "徒歩15分圏人口", "mean over residents", access},
      {"people_15_min_bicycle", "person", "People in 15 min by bicycle", "自転車15分圏人口",
       "the same at 15 km/h, on foot where bicycles may not pass", access},
      {"people_15_min_car", "person", "People in 15 min by car", "自動車15分圏人口",
       "the same at the free speeds of the streets, empty roads, on foot where cars may not pass", access},
      {"walkability", "1", "Walkability index", "ウォーカビリティ指標",
       "2 z(intersections of three and more ways/km2) + z(residents/km2) + z(entropy of floor area over homes, shops, "
       "public, other) + z(floor over footprint of shops), z over the areas with residents; by area only",
       "Frank et al. (2010), doi:10.1136/bjsm.2009.058701"}};
  return kpis;
}

namespace {

std::string table_of(const std::vector<KpiDefinition>& kpis) {
  std::string text = "| id | unit | | | definition | source |\n|---|---|---|---|---|---|\n";
  for (const KpiDefinition& kpi : kpis)
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", kpi.id, kpi.unit, kpi.name_en, kpi.name_ja,
                        kpi.definition, kpi.source);
  return text;
}

}  // namespace

std::string kpi_page() {
  return "# The KPI sheet\n\nWritten by `machi describe --kpi`; a test holds the two together. `machi kpi RUN -o DIR` "
         "works the figures out of a run that is over, overall, by cell of the national grid (`--mesh`) and by "
         "district "
         "(`--districts`), as `sheet.csv` and `sheet.json`. A run of several processes has the columns of each. "
         "Sources are named, not certified: several were read in "
         "digests.\n\n## Evacuation\n" +
         table_of(evacuation_kpis()) + "\n## Travel\n" + table_of(travel_kpis()) +
         "\n## Rides on demand\nOf runs with fleets.\n\n" + table_of(ride_kpis()) +
         "\n## Energy of a city's buildings\n" + table_of(energy_kpis()) +
         "\n## The city\nOf every run in a city.\n\n" + table_of(city_kpis()) +
         "\n## Streets\nOf travel, `machi kpi RUN -o DIR` also writes `streets.csv`, one line for each link of the "
         "run's "
         "network: `vehicles` that entered it; `passers_by`, persons whose legs on foot pass it on their shortest ways "
         "(the run itself does not place walkers on streets); `stops` and `dwell_person_h` at places on it, homes "
         "apart; "
         "`detour_m`, how much longer the shortest way round it is (`inf`: there is none), and "
         "`criticality_vehicle_km`, that times its vehicles.\n";
}

}  // namespace machi
