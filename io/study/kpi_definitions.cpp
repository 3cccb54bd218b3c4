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
       "whose start lies in the zone that must leave", handbook}};
  return kpis;
}

const std::vector<KpiDefinition>& travel_kpis() {
  constexpr auto walking = "MLIT, guideline on surveys of walking (2017)";
  static const std::vector<KpiDefinition> kpis{
      {"persons", "person", "Persons", "人数", "in the population", ""},
      {"trips", "trip", "Trips", "トリップ数", "trips that came to their end", ""},
      {"travel_time_s", "s", "Time under way", "移動時間", "mean of a person's trips together", ""},
      {"walked_m", "m", "Walked", "歩行距離", "mean length of a person's legs on foot", walking},
      {"steps", "step", "Steps per person and day", "1人1日あたり歩数",
       "walked over the length of a step (0.7 m where not given: from memory)", walking},
      {"steps_yen", "yen", "Value of the steps, per person and day", "歩数の医療費抑制額",
       "steps × 0.065 yen where not given; published are 0.061 to 0.072 yen", walking}};
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
         "(`--districts`), as `sheet.csv` and `sheet.json`. Sources are named, not certified: several were read in "
         "digests.\n\n## Evacuation\n" +
         table_of(evacuation_kpis()) + "\n## Travel\n" + table_of(travel_kpis());
}

}  // namespace machi
