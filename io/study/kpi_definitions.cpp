#include <fmt/format.h>

#include "engine/population/presets.hpp"
#include "io/study/kpi_sheet.hpp"

namespace machi {

double ReachRule::reach_m() const {
  return machi::reach_m(speed_m_s, arrival_s, start_s, climb_s);
}

const std::vector<KpiDefinition>& evacuation_kpis() {
  constexpr auto fdma = "FDMA, guideline on plans for tsunami evacuation; Noshiro, Komatsushima";
  constexpr auto handbook = "MLIT, handbook on assessing urban structure";
  static const std::vector<KpiDefinition> kpis{
      {"persons", "person", "Persons", "人数", "who begin here and are in the run",
       "この区域で避難を始め、計算に含まれる人", "", "evacuation.agents"},
      {"safe", "person", "Safe", "避難完了", "who arrived by the end of the run", "計算終了までに避難先に着いた人", "",
       "evacuation.safe"},
      {"lost", "person", "Lost", "死傷", "whom the hazard took", "災害に遭った人", "", "evacuation.lost"},
      {"staying", "person", "Staying", "避難しない", "who never leave and are not lost",
       "避難を始めず、災害にも遭わなかった人", "", "evacuation.staying"},
      {"under_way", "person", "Under way", "避難途中", "who were on their way when the run ended",
       "計算終了時に避難の途中の人", "", "evacuation.en_route"},
      {"not_safe_at_arrival", "person", "Not safe when the water comes", "到達時未避難",
       "persons less those safe by the second of arrival; empty without one",
       "人数から、浸水到達時刻までに避難を終えた人を引いた数。到達時刻がなければ空欄", fdma},
      {"mean_arrival_s", "s", "Mean arrival", "平均到着時刻", "mean time of arrival of those who are safe",
       "避難を終えた人の到着時刻の平均", ""},
      {"in_difficult_area", "person", "In an evacuation-difficult area", "避難困難地域の人口",
       "whose way over the network to the nearest destination of the run is longer than the reach, speed × (arrival − "
       "start − climb); empty without a reach",
       "最寄りの避難先までの道のりが到達可能距離、速度×（到達時刻−避難開始−昇り）より長い人。到達時刻がなければ空欄",
       fdma},
      {"mean_way_m", "m", "Mean way to the nearest destination", "最寄り避難先までの平均距離",
       "over the network on foot, of persons who begin in a building with a way",
       "道路網に沿った徒歩距離。道のある建物から避難を始める人の平均", handbook},
      {"share_within_300_m", "1", "Covered within 300 m", "徒歩300m圏カバー率",
       "part of the persons in buildings whose way is no longer", "道のりがこの距離以内の人の割合", handbook},
      {"share_within_500_m", "1", "Covered within 500 m", "徒歩500m圏カバー率", "the same within 500 m",
       "同じく500 m以内", handbook},
      {"share_within_800_m", "1", "Covered within 800 m", "徒歩800m圏カバー率", "the same within 800 m",
       "同じく800 m以内", handbook},
      {"in_hazard_zone", "person", "In the hazard zone", "浸水想定区域内人口",
       "whose start lies in the zone that must leave", "避難を要する区域内から避難を始める人", handbook},
      {"taken_in", "person", "Taken in", "避難先の受入人数", "who were let in at destinations that lie in the area",
       "区域内の避難先が受け入れた人", ""},
      {"shelter_load", "1", "Load of shelters", "避難先の収容率",
       "those taken in over the capacity, of destinations in the area whose capacity is known; empty without one",
       "収容人数の分かる避難先の、受入人数÷収容人数。なければ空欄", fdma},
      {"full_shelters", "place", "Full shelters", "満員の避難先",
       "destinations in the area that took in their capacity", "収容人数まで受け入れた避難先の数", fdma}};
  return kpis;
}

const std::vector<KpiDefinition>& travel_kpis() {
  constexpr auto walking = "MLIT, guideline on surveys of walking (2017)";
  constexpr auto smart = "MLIT, smart planning (distance walked, stops, dwell, passers-by)";
  static const std::vector<KpiDefinition> kpis{
      {"travellers", "person", "Travellers", "人数", "in the population; by area of their homes (first activities)",
       "移動する人。区域は自宅（最初の活動）による", "", "mobility.persons"},
      {"trips", "trip", "Trips", "トリップ数", "trips after which the next activity began",
       "次の活動が始まったトリップの数", "", "mobility.arrived"},
      {"travel_time_s", "s", "Time under way", "移動時間", "mean of a person's trips together",
       "1人の全トリップの合計の平均", ""},
      {"walked_m", "m", "Walked", "歩行距離", "mean length of a person's legs on foot", "1人の徒歩区間の長さの平均",
       walking},
      {"steps", "step", "Steps per person and day", "1人1日あたり歩数",
       "walked over the length of a step (0.7 m where not given: from memory)", "歩行距離÷歩幅（指定がなければ0.7 m）",
       walking},
      {"steps_yen", "yen", "Value of the steps, per person and day", "歩数の医療費抑制額",
       "steps × 0.065 yen where not given; published are 0.061 to 0.072 yen",
       "歩数×0.065円（指定がない場合）。公表値は0.061～0.072円", walking},
      {"stops", "stop", "Places on the day", "立ち寄り箇所数",
       "mean number of activities that a person comes to, homes apart", "1人が訪れる活動（自宅を除く）の数の平均",
       smart},
      {"dwell_person_h", "person h", "Dwell", "滞在時間",
       "time that persons spend at places in the area, homes apart; open ones until the run ends",
       "区域内の場所（自宅を除く）での滞在時間の合計。終わらない滞在は計算終了まで", smart},
      {"vehicle_km", "vehicle km", "Distance driven", "走行台キロ",
       "vehicles that drove over links × their lengths, by area of their beginning",
       "リンクを走った車両×リンク長。区域はリンクの始点による", "load of infrastructure (our own)"},
      {"traffic_co2_t", "t", "CO2 of traffic", "交通のCO2排出量",
       "from the exhaust of the vehicles on links, by their mean speed in each bin of time and area of the link's "
       "beginning; cars and trucks as mobility.heavy_share has them; empty without bins",
       "リンク上の車両の排気。時間帯ごとの平均速度により、区域はリンクの始点による。大型車の割合は "
       "mobility.heavy_share。時間帯別の集計がなければ空欄",
       "EMEP/EEA (docs/models/emissions.md)"},
      {"criticality_vehicle_km", "vehicle km", "Criticality of links", "リンクの重要度",
       "kilometres more that vehicles would drive on the shortest way round, summed over links that are closed one at "
       "a time",
       "リンクを1本ずつ通行止めにしたとき、最短の迂回路で増える走行台キロの合計",
       "sum of longer ways if closed (our own)"},
      {"vehicles_without_detour", "vehicle", "Vehicles without a way round", "迂回路のない交通量",
       "vehicles on links that have no way round", "迂回路のないリンクの車両", "the same"}};
  return kpis;
}

const std::vector<KpiDefinition>& ride_kpis() {
  constexpr auto usual = "usual levels of service of on-demand transit (no official definition found)";
  static const std::vector<KpiDefinition> kpis{
      {"ride_calls", "call", "Calls", "配車依頼数", "for a ride, by area where it begins",
       "乗車の依頼。区域は乗車地による", usual},
      {"ride_served", "1", "Served", "乗車率", "part of the calls that were brought to their end",
       "依頼のうち目的地まで運ばれた割合", usual},
      {"ride_rejected", "1", "Rejected", "拒否率", "part of the calls that no vehicle could take",
       "依頼のうちどの車両も受けられなかった割合", usual},
      {"ride_wait_s", "s", "Wait", "待ち時間", "mean from the call to getting on", "依頼から乗車までの平均", usual},
      {"ride_detour", "1", "Detour", "迂回率",
       "time in the vehicle over that of the direct drive, of all served together",
       "乗車時間÷直行した場合の時間。運ばれた人全体", usual},
      {"ride_shared", "1", "Shared", "相乗り率", "part of the served rides with another party on board",
       "運ばれた乗車のうち他の組と相乗りした割合", usual}};
  return kpis;
}

const std::vector<KpiDefinition>& energy_kpis() {
  static const std::vector<KpiDefinition> kpis{
      {"zones", "zone", "Buildings", "建物数", "zones whose energy was reckoned", "エネルギーを計算したゾーン", "",
       "energy.zones"},
      {"heated_floor_m2", "m2", "Floor area", "延床面積", "of these zones", "そのゾーンの床面積", "",
       "energy.floor_area_m2"},
      {"need_kWh_m2", "kWh/m2", "Need per floor area", "床面積あたり需要",
       "heating, cooling, hot water, cooking, appliances and lights in the time of the run",
       "計算期間の暖房・冷房・給湯・厨房・機器・照明", ""},
      {"electricity_MWh", "MWh", "Electricity", "電力消費量",
       "that buildings and vehicles take; empty without carriers", "建物と車両が使う電力。設備の計算がなければ空欄", "",
       "energy.electricity_MWh"},
      {"self_sufficiency", "1", "Self-sufficiency", "電力自給率",
       "part of the electricity that does not come from the grid", "電力のうち系統から受けない割合",
       "MLIT, smart-city services (photovoltaics)"},
      {"co2_t", "t", "CO2 of buildings", "建物のCO2排出量", "of grid electricity, gas and kerosene",
       "系統電力・ガス・灯油による", "", "energy.co2_t"},
      {"peak_kW", "kW", "Peak from the grid", "最大受電電力",
       "largest hourly mean of all meters in the area together, of what they take; by area where the run's own "
       "districts (energy.district_mesh, energy.district_file) make it up",
       "区域内の全メーターの受電合計の1時間平均の最大。区域別は計算時の地区 (energy.district_mesh, "
       "energy.district_file) から組み立てられる場合",
       "", "energy.peak_kW"},
      {"outage_h", "h", "Hours without power", "停電時間", "mean of the zones; empty without an outage",
       "ゾーンの平均。停電がなければ空欄", "", "energy.outage.hours"},
      {"danger_h", "h", "Hours of danger in the outage", "停電時の危険時間",
       "of these, hours with air above 35 °C or below 10 °C, mean of the zones",
       "停電時間のうち室温が35 °Cを超えるか10 °Cを下回る時間。ゾーンの平均", "thresholds of docs/formats/energy.md"}};
  return kpis;
}

const std::vector<KpiDefinition>& city_kpis() {
  constexpr auto access = "NILIM, guide to accessibility indices; MLIT, handbook on assessing urban structure";
  constexpr auto median = "the same; Conway, Byrd and van Eggermond (2018), J. Transport and Land Use 11(1)";
  constexpr auto handbook = "MLIT, handbook on assessing urban structure";
  static const std::vector<KpiDefinition> kpis{
      {"residents", "person", "Residents", "居住人口（推計）",
       "expected from use and floor area of buildings (docs/models/people.md); with the run's edits of buildings",
       "建物の用途と床面積からの推計。変更案の建物を含む", ""},
      {"shops_10_min_walk", "building", "Shops and offices in 10 min on foot", "徒歩10分圏の商業・業務施設数",
       "mean over residents; 80 m/min along streets from the end of the street nearest to the door",
       "居住者の平均。建物の出入口に近い道路端から道路に沿って分速80 m", access},
      {"services_10_min_walk", "building", "Public buildings in 10 min on foot", "徒歩10分圏の公共・文教・医療施設数",
       "the same, of public buildings, schools and medical care", "同じく、官公庁・文教厚生施設", access},
      {"people_15_min_walk", "person", "People in 15 min on foot", "徒歩15分圏人口", "mean over residents",
       "居住者の平均", access},
      {"shops_15_min_walk", "building", "Shops and offices in 15 min on foot", "徒歩15分圏の商業・業務施設数",
       "the same", "同じ", access},
      {"services_15_min_walk", "building", "Public buildings in 15 min on foot", "徒歩15分圏の公共・文教・医療施設数",
       "the same", "同じ", access},
      {"people_15_min_bicycle", "person", "People in 15 min by bicycle", "自転車15分圏人口",
       "the same at 15 km/h, on foot where bicycles may not pass", "同じく時速15 km。自転車の通れない所は徒歩", access},
      {"shops_15_min_bicycle", "building", "Shops and offices in 15 min by bicycle", "自転車15分圏の商業・業務施設数",
       "the same", "同じ", access},
      {"services_15_min_bicycle", "building", "Public buildings in 15 min by bicycle",
       "自転車15分圏の公共・文教・医療施設数", "the same", "同じ", access},
      {"people_15_min_car", "person", "People in 15 min by car", "自動車15分圏人口",
       "the same at the free speeds of the streets, empty roads, on foot where cars may not pass",
       "同じく、すいた道路を自由走行速度で。車の通れない所は徒歩", access},
      {"shops_15_min_car", "building", "Shops and offices in 15 min by car", "自動車15分圏の商業・業務施設数",
       "the same", "同じ", access},
      {"services_15_min_car", "building", "Public buildings in 15 min by car", "自動車15分圏の公共・文教・医療施設数",
       "the same", "同じ", access},
      {"people_15_min_transit", "person", "People in 15 min by transit", "公共交通15分圏人口",
       "the same by the timetable of the run (or --gtfs), on foot where that is quicker: the median of nine "
       "departures every 7 min from 8:00, waits and walks to and from stops included; empty without a GTFS timetable",
       "同じく、計算に用いた時刻表（または "
       "--gtfs）による。8:00から7分おきの9回の出発の中央値で、待ち時間と停留所までの徒歩を"
       "含み、徒歩の方が早ければ徒歩。GTFS時刻表がなければ空欄",
       median},
      {"shops_15_min_transit", "building", "Shops and offices in 15 min by transit", "公共交通15分圏の商業・業務施設数",
       "the same", "同じ", median},
      {"services_15_min_transit", "building", "Public buildings in 15 min by transit",
       "公共交通15分圏の公共・文教・医療施設数", "the same", "同じ", median},
      {"people_30_min_transit", "person", "People in 30 min by transit", "公共交通30分圏人口", "the same", "同じ",
       median},
      {"shops_30_min_transit", "building", "Shops and offices in 30 min by transit", "公共交通30分圏の商業・業務施設数",
       "the same", "同じ", median},
      {"services_30_min_transit", "building", "Public buildings in 30 min by transit",
       "公共交通30分圏の公共・文教・医療施設数", "the same", "同じ", median},
      {"near_shops", "1", "Live within 800 m of a shop", "商業施設の徒歩圏人口カバー率",
       "part of the residents, along streets from door to door (uses 402 and 404)",
       "居住者の割合。出入口から道路に沿って（用途402・404）", handbook},
      {"near_services", "1", "Live within 800 m of school, medical or welfare care", "文教厚生施設の徒歩圏人口カバー率",
       "the same (use 422)", "同じ（用途422）", handbook},
      {"near_stops", "1", "Live near a stop", "公共交通の徒歩圏人口カバー率",
       "the same, within 300 m of a stop of buses, 800 m of one of anything else; empty without a GTFS timetable",
       "同じく、バス停から300 m、それ以外の駅・停留所から800 m以内。GTFS時刻表がなければ空欄", handbook},
      {"walkability", "1", "Walkability index", "ウォーカビリティ指標",
       "2 z(intersections of three and more ways/km2) + z(residents/km2) + z(entropy of floor area over homes, shops, "
       "public, other) + z(floor over footprint of shops), z over the areas with residents; by area only",
       "2 z(3枝以上の交差点/km2) + z(居住人口/km2) + z(住宅・商業・公共・その他の床面積のエントロピー) + "
       "z(商業の床面積÷建築面積)。zは居住者のいる区域について。区域別のみ",
       "Frank et al. (2010), doi:10.1136/bjsm.2009.058701"}};
  return kpis;
}

namespace {

std::string table_of(const std::vector<KpiDefinition>& kpis) {
  std::string text = "| id | unit | | | definition | source |\n|---|---|---|---|---|---|\n";
  for (const KpiDefinition& kpi : kpis) {
    const std::string_view same = kpi.kpi_json;
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", kpi.id, kpi.unit, kpi.name_en, kpi.name_ja,
                        kpi.definition, same.empty() ? kpi.source : fmt::format("`{}`", same));
  }
  return text;
}

}  // namespace

std::string kpi_page() {
  return "# The KPI sheet\n\nWritten by `machi describe --kpi`; a test holds the two together. `machi kpi RUN -o DIR` "
         "works the figures out of a run that is over, overall, by cell of the national grid (`--mesh`) and by "
         "district (`--districts`), as `sheet.csv` and `sheet.json`. A run of several processes has the columns of "
         "each. The page of a run shows the sheet of the whole run in Japanese and English, `machi compare` the "
         "differences of what kpi.json does not have, as `sheet.` and the id. Sources are named, not certified: "
         "several were read in digests. In their place stands the key of kpi.json that says the same of the whole "
         "run.\n\n## Evacuation\n" +
         table_of(evacuation_kpis()) + "\n## Travel\n" + table_of(travel_kpis()) +
         "\n## Rides on demand\nOf runs with fleets.\n\n" + table_of(ride_kpis()) +
         "\n## Energy of a city's buildings\n" + table_of(energy_kpis()) +
         "\n## The city\nOf every run in a city.\n\n" + table_of(city_kpis()) +
         "\n**By transit** one walks along the streets at 80 m/min to any stop within `mobility.transit.walk_radius_m` "
         "of way (1,000 m where the run has none), rides as [RAPTOR](../models/transit.md) finds it, with the changes "
         "of the run, and walks on from any stop. What is reached is what the median of the departures reaches: one "
         "departure depends on which vehicle it just misses, and the median over a window is the usual remedy (Conway, "
         "Byrd and van Eggermond 2018; the R package r5r). Nine departures every 7 min from 8:00 to 8:56 meet headways "
         "of 5, 10, 12, 15, 20, 30 and 60 min at spread out waits, as steps of 5 or 10 min would not. A departure "
         "without a journey counts as endless. The timetable is the run's, with the lines that its edits add and "
         "remove, so that `machi compare` tells what a new line opens; or `--gtfs FILE --date YYYY-MM-DD`. MATSim's "
         "schedules are not read here.\n"
         "\n## Streets\nOf travel, `machi kpi RUN -o DIR` also writes `streets.csv`, one line for each link of the "
         "run's network: `vehicles` that entered it; `passers_by`, persons whose legs on foot pass it on their "
         "shortest ways (the run itself does not place walkers on streets); `stops` and `dwell_person_h` at places on "
         "it, homes apart; `detour_m`, how much longer the shortest way round it is (`inf`: there is none), and "
         "`criticality_vehicle_km`, that times its vehicles.\n";
}

}  // namespace machi
