// All texts of the page in both languages.
export type Language = "ja" | "en";

const texts = {
  app: ["Machi report", "Machi レポート"],
  map: ["Map", "地図"],
  play: ["Play", "再生"],
  pause: ["Pause", "停止"],
  speed: ["Speed", "速さ"],
  time: ["Time", "時刻"],
  elapsed: ["{n} min after the start", "開始から{n}分"],
  zoomIn: ["Zoom in", "拡大"],
  zoomOut: ["Zoom out", "縮小"],
  whole: ["Show all", "全体を表示"],
  mapHelp: [
    "Map of the run. Arrow keys move it, + and − zoom, 0 shows all. Space plays.",
    "シミュレーションの地図。矢印キーで移動、＋と−で拡大縮小、0で全体表示、スペースで再生。",
  ],
  flat: ["Map", "地図"],
  solid: ["3-D", "3D"],
  noWebGL: [
    "This browser draws no three dimensions (WebGL 2 is missing or switched off). The map shows the same.",
    "このブラウザでは3D表示ができません（WebGL 2が無効です）。地図で同じ内容をご覧いただけます。",
  ],
  noScene: ["The program of the 3-D view does not run in this browser.", "このブラウザでは3D表示のプログラムを実行できません。"],
  divider: [
    "Line between base (left) and proposal (right). Arrow keys move it.",
    "基準（左）と提案（右）の境界。矢印キーで動きます。",
  ],
  base: ["Base", "基準"],
  proposal: ["Proposal", "提案"],
  difference: ["Difference", "差"],
  edits: ["Changes of the proposal", "提案による変更"],
  editKind: ["Change", "変更"],
  about: ["About", "対象"],
  cost: ["Cost, yen", "費用（円）"],
  against: ["{base} — against — {proposal}", "{base} ― 比較 ― {proposal}"],
  loading: ["Unpacking the data …", "データを展開しています…"],
  noData: [
    "This page holds no run. machi report RUN writes one that does.",
    "このページにはデータがありません。machi report RUN で作成してください。",
  ],
  broken: ["The data of this page cannot be read: ", "このページのデータを読み込めません: "],
  old: [
    "This browser is too old to unpack the data (DecompressionStream is missing). A browser of 2023 or later can.",
    "このブラウザは古いためデータを展開できません。2023年以降のブラウザをお使いください。",
  ],
  layers: ["Show", "表示"],
  persons: ["Persons", "人"],
  buildings: ["Buildings", "建物"],
  water: ["Water", "浸水"],
  shelters: ["Shelters and exits", "避難先"],
  crowd: ["Crowding", "混雑"],
  byUse: ["by use", "用途別"],
  byHeight: ["by height", "高さ別"],
  byNeed: ["by energy need", "エネルギー需要別"],
  need: ["Energy need per floor area", "床面積あたりのエネルギー需要"],
  plain: ["plain", "単色"],
  waterBlue: ["blue by depth", "深さ（青）"],
  waterOfficial: ["colours of hazard maps", "ハザードマップの配色"],
  waiting: ["Not yet set off", "避難開始前"],
  moving: ["On the way", "避難中"],
  safe: ["Safe", "避難完了"],
  lost: ["Lost", "犠牲"],
  staying: ["Staying", "とどまる"],
  everyone: ["Everyone", "全員"],
  depth: ["Depth of water", "浸水深"],
  density: ["Persons per m²", "人/m²"],
  use0: ["Detached housing", "戸建住宅"],
  use1: ["Apartments", "共同住宅"],
  use2: ["Shops, offices, hotels", "商業・業務・宿泊"],
  use3: ["Public, schools, health", "公共・文教・医療"],
  use4: ["Industry, logistics", "工場・運輸倉庫"],
  use5: ["Other", "その他"],
  use6: ["Not known", "不明"],
  shelterSign: ["Shelter or exit; the ring fills with its load", "避難先（円は収容率を示す）"],
  shelterFull: ["full", "満員"],
  sample: ["Showing 1 in {k} persons ({n} of {of}).", "{k}人に1人を表示（{of}人中{n}人）。"],
  sampleAll: ["Showing all {of} persons.", "全{of}人を表示。"],
  curves: ["Persons over time", "人数の推移"],
  trips: ["Trips over time", "移動の推移"],
  loads: ["What buildings need, kW", "建物の需要（kW）"],
  loadsByDay: ["What buildings need, kW, means of days", "建物の需要（kW、日平均）"],
  carriers: ["Electricity and fuels, kW", "電力・燃料（kW）"],
  mobility: ["Mobility", "交通"],
  evacuation: ["Evacuation", "避難"],
  energy: ["Energy", "エネルギー"],
  heating: ["Heating", "暖房"],
  cooling: ["Cooling", "冷房"],
  hot_water: ["Hot water", "給湯"],
  cooking: ["Cooking", "調理"],
  equipment: ["Appliances", "家電・機器"],
  lights: ["Lights", "照明"],
  useOfBuildings: ["By use", "用途別"],
  e_zones: ["Buildings", "建物数"],
  f_zones: ["that are heated, cooled or used", "対象とした建物"],
  e_floor_area_m2: ["Floor area", "延床面積"],
  f_floor_area_m2: ["of these buildings", "対象建物の合計"],
  e_heating_MWh: ["Heating", "暖房負荷"],
  f_heating_MWh: ["heat into the air of rooms", "室内空気に与えた熱量"],
  e_cooling_MWh: ["Cooling", "冷房負荷"],
  f_cooling_MWh: ["heat out of the air of rooms", "室内空気から除去した熱量"],
  e_hot_water_MWh: ["Hot water", "給湯負荷"],
  f_hot_water_MWh: ["heat in hot water", "給湯に含まれる熱量"],
  e_electricity_MWh: ["Electricity", "電力消費量"],
  f_electricity_MWh: ["all that buildings and vehicles take", "建物と車両の合計"],
  e_gas_MWh: ["Gas", "ガス消費量"],
  f_gas_MWh: ["by its higher heating value", "高位発熱量基準"],
  e_primary_GJ: ["Primary energy", "一次エネルギー"],
  f_primary_GJ: ["of electricity from the grid, gas and kerosene", "系統電力・ガス・灯油の合計"],
  e_co2_t: ["CO₂", "CO₂排出量"],
  f_co2_t: ["of electricity from the grid, gas and kerosene", "系統電力・ガス・灯油の合計"],
  e_peak_kW: ["Peak from the grid", "最大受電電力"],
  f_peak_kW: ["largest hourly mean, all buildings together", "全建物合計の1時間平均の最大"],
  e_pv_MWh: ["Photovoltaics", "太陽光発電量"],
  f_pv_MWh: ["what panels could give", "発電可能量"],
  e_ev_MWh: ["Electric vehicles", "EV充電量"],
  f_ev_MWh: ["charged", "充電した電力量"],
  curvesHelp: ["Click to go to a time.", "クリックした時刻に移動します。"],
  inflow: ["Arrivals per minute", "1分あたりの避難完了者数"],
  figures: ["Figures", "指標"],
  figure: ["Figure", "指標"],
  value: ["Value", "値"],
  unit: ["Unit", "単位"],
  meaning: ["Definition", "定義"],
  source: ["Source", "出典"],
  sheet: ["KPI sheet", "KPIシート"],
  sheetHelp: [
    "Of the whole run. By district or cell of the national grid: machi kpi RUN --mesh 250 (or --districts FILE). Sources are named, not certified.",
    "計算全体の値です。地区別・メッシュ別は machi kpi RUN --mesh 250（または --districts FILE）。出典は参照元であり、認定を意味しません。",
  ],
  atEnd: ["at the end", "終了時"],
  groups: ["By class", "属性別"],
  districts: ["By district", "地区別"],
  name: ["Name", "名称"],
  kind: ["Kind", "種別"],
  capacity: ["Capacity", "収容人数"],
  arrived: ["Arrived", "避難者数"],
  load: ["Load", "収容率"],
  fullAt: ["Full at", "満員時刻"],
  unlimited: ["unlimited", "制限なし"],
  never: ["–", "–"],
  exit: ["exit", "出口"],
  shelter: ["shelter", "避難場所"],
  building: ["building", "避難ビル"],
  more: ["and {n} more in kpi.json", "ほか{n}件は kpi.json を参照"],
  whoWhere: ["What became of those in the zone", "対象区域の人の結果"],
  outOfZone: ["Out of the zone", "区域外へ避難"],
  inBuilding: ["Into a building", "建物へ避難"],
  elsewhere: ["Elsewhere", "その他"],
  able: ["Able", "自力で避難できる人"],
  assisted: ["Need help", "支援が必要な人"],
  validation: ["How far to trust this", "妥当性と限界"],
  validationText: [
    "These are results of a simulation, not observations or forecasts. The models of motion, hazard and loss are held against published tests (RiMEA, IMO, NIST, Jülich experiments, manuals of Japanese agencies); docs/validation.md of the program lists each test, its bound and its result for every model, failures included. The same scenario and seed give the same figures on any number of processors. One run is one draw: other seeds give other figures, and departure, loss and behaviour follow the assumptions in the settings below.",
    "本ページはシミュレーションの結果であり、観測や予測ではありません。移動・ハザード・人的被害の各モデルは公開された検証試験（RiMEA、IMO、NIST、ユーリッヒ実験、国内の手引き）と照合しており、試験ごとの基準と結果（不合格を含む）はプログラムの docs/validation.md に示しています。同じシナリオと乱数の種からは、計算機の構成によらず同じ結果が得られます。1回の計算は1つの実現例にすぎず、種を変えれば値は変わります。避難開始・被害・行動は下記の設定の仮定に従います。",
  ],
  validationTraffic: [
    "These are results of a simulation, not observations or forecasts. Traffic follows a queue model: docs/models/mobility.md of the program gives its rules, sources and limits and what they are held against. Colours show the mean speed of the vehicles that entered a link in the interval, not a measured speed. The same scenario and seed give the same figures on any number of processors.",
    "本ページはシミュレーションの結果であり、観測や予測ではありません。交通は待ち行列モデルによります。規則・出典・限界と検証はプログラムの docs/models/mobility.md に示しています。色は各時間帯にリンクへ進入した車両の平均速度で、実測値ではありません。同じシナリオと乱数の種からは、計算機の構成によらず同じ結果が得られます。",
  ],
  validationEnergy: [
    "What buildings need follows an hourly model of zones, held against ASHRAE 140 and VDI 6007 (docs/validation_energy.md of the program). What is behind the walls of a single building is not known: constructions, plants and users are drawn from archetypes of its use and year, so that sums over many buildings mean more than one building does.",
    "建物の需要は、ASHRAE 140 と VDI 6007 で検証した1時間ごとのゾーンモデルによります（プログラムの docs/validation_energy.md）。個々の建物の断熱・設備・使い方は分からないため、用途と建築年の典型値から与えています。1棟の値よりも多数の建物の合計に意味があります。",
  ],
  provenance: ["Provenance", "来歴"],
  program: ["Program", "プログラム"],
  command: ["Command", "コマンド"],
  started: ["Started (UTC)", "開始日時（UTC）"],
  seed: ["Seed", "乱数の種"],
  machine: ["Ranks × threads", "プロセス×スレッド"],
  kernels: ["Kernels", "演算カーネル"],
  wall: ["Wall time", "計算時間"],
  libraries: ["Libraries", "ライブラリ"],
  inputs: ["Input files", "入力ファイル"],
  sha: ["SHA-256", "SHA-256"],
  bytes: ["Bytes", "バイト数"],
  settings: ["All settings", "全設定"],
  epsg: ["Coordinates", "座標系"],
  print: ["Print", "印刷"],
  language: ["日本語", "English"],
  theme: ["Light / dark", "明暗切替"],
  licence: [
    "The charts of this page are drawn by uPlot, its three dimensions by three.js (MIT licence, in the source of this page).",
    "本ページのグラフは uPlot、3D表示は three.js（いずれもMITライセンス、全文はページのソース内）で描画しています。",
  ],
  person_unit: ["persons", "人"],
  traffic: ["Traffic", "交通"],
  travelling: ["Under way", "移動中"],
  stuck: ["Trips that failed", "未完了の移動"],
  speedOfLinks: ["Mean speed", "平均速度"],
  widthOfLinks: ["Width by volume, at most {n} vehicles in {m} min", "線の太さは交通量（最大{m}分間に{n}台）"],
  trip_unit: ["trips", "トリップ"],
  km_unit: ["vehicle km", "台km"],
  km_h_unit: ["km/h", "km/h"],
  m_persons: ["Persons", "人数"],
  n_persons: ["in the population", "対象人口"],
  m_trips: ["Trips", "トリップ数"],
  n_trips: ["from one activity to the next, begun", "活動から次の活動への移動（開始したもの）"],
  m_arrived: ["Arrived", "到着"],
  n_arrived: ["trips that came to their end", "終点に到着したトリップ"],
  m_stuck: ["Not arrived", "未到着"],
  n_stuck: ["failed, or under way when the run ended", "失敗、または終了時に移動中"],
  m_mean_travel_time_s: ["Mean travel time", "平均所要時間"],
  n_mean_travel_time_s: [
    "from the end of one activity to the arrival at the next; of the trips that arrived",
    "活動の終了から次の活動への到着まで（到着したトリップ）",
  ],
  m_vehicle_km: ["Distance driven", "走行台キロ"],
  n_vehicle_km: ["lengths of all links entered", "進入したリンクの長さの合計"],
  m_mean_speed_m_s: ["Mean speed", "平均速度"],
  n_mean_speed_m_s: ["length over time in traffic, of the legs driven to their end", "走行距離÷走行時間（完了した区間）"],
  k_agents: ["Persons", "対象者数"],
  d_agents: ["safe + lost + on the way + staying", "避難完了＋犠牲＋避難中＋とどまる の合計"],
  k_safe: ["Safe", "避難完了者数"],
  d_safe: ["arrived at a shelter or exit by the end", "終了時までに避難先に到着した人"],
  k_lost: ["Lost", "犠牲者数"],
  d_lost: ["whom the hazard took", "ハザードにより犠牲となった人"],
  k_en_route: ["On the way at the end", "終了時に避難中"],
  d_en_route: [
    "not yet come out, outdoors, or waiting at an entrance",
    "屋内で避難開始前、屋外、または避難先の入口で待つ人",
  ],
  k_cut_off: ["of these, cut off", "うち孤立"],
  d_cut_off: ["stand where no way leads to any destination", "どの避難先への経路も断たれた場所にいる人"],
  k_staying: ["Staying", "とどまる人"],
  d_staying: ["never leave and are not lost", "避難せず、犠牲にもならなかった人"],
  k_time_p50_s: ["Half had arrived after", "50％到着時間"],
  k_time_p90_s: ["90 % had arrived after", "90％到着時間"],
  k_time_p99_s: ["99 % had arrived after", "99％到着時間"],
  k_time_last_s: ["The last arrived after", "最終到着時間"],
  d_time: [
    "smallest time by which that share of those who are safe at the end had arrived",
    "避難完了者のうち、その割合が到着した最小の時間",
  ],
  k_mean_distance_m: ["Mean way", "平均避難距離"],
  d_mean_distance_m: ["of those who are safe and came on foot", "徒歩で避難を終えた人の平均"],
  k_mean_speed_m_s: ["Mean speed", "平均速度"],
  d_mean_speed_m_s: ["way over time from departure to arrival", "出発から到着までの距離÷時間"],
  k_max_density_1_m2: ["Largest density", "最大密度"],
  d_max_density_1_m2: [
    "persons within 1 m of anyone, over π m²; looked at once a second",
    "各人の半径1 m内の人数÷π m²、毎秒の最大",
  ],
  k_crowd: ["Time in {n} persons/m² and more", "{n}人/m²以上での滞在"],
  d_crowd: ["summed over everyone", "全員の合計"],
  u_person_s: ["person s", "人・秒"],
  minutes: ["min", "分"],
} as const;

export type Key = keyof typeof texts;

let language: Language = navigator.language.startsWith("ja") ? "ja" : "en";
const listeners: (() => void)[] = [];

export function currentLanguage(): Language {
  return language;
}

export function setLanguage(next: Language): void {
  language = next;
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

/** Calls `listener` now and whenever the language changes. */
export function onLanguage(listener: () => void): void {
  listeners.push(listener);
  listener();
}

export function text(key: Key, values: Record<string, string | number> = {}): string {
  let result: string = texts[key][language === "ja" ? 1 : 0];
  for (const [name, value] of Object.entries(values)) result = result.replace(`{${name}}`, () => String(value));
  return result;
}

const digits = { ja: new Map<number, Intl.NumberFormat>(), en: new Map<number, Intl.NumberFormat>() };

const unitsJa: Record<string, string> = {
  building: "棟",
  call: "件",
  h: "時間",
  m2: "m²",
  "kWh/m2": "kWh/m²",
  person: "人",
  "person h": "人時",
  place: "箇所",
  s: "秒",
  step: "歩",
  stop: "箇所",
  trip: "トリップ",
  vehicle: "台",
  "vehicle km": "台km",
  yen: "円",
  zone: "区画",
};

/** A unit of the KPI sheet; none for parts of one. */
export function unitText(unit: string): string {
  if (unit === "1") return "";
  return language === "ja" ? (unitsJa[unit] ?? unit) : unit.replace("m2", "m²");
}

/** A difference for people, with its sign. */
export function signed(value: number, decimals = 0): string {
  const words = number(Math.abs(value), decimals);
  return words === number(0, decimals) ? "±0" : (value < 0 ? "−" : "+") + words;
}

/** A number for people, with at most `decimals` places. */
export function number(value: number, decimals = 0): string {
  let format = digits[language].get(decimals);
  if (!format) {
    format = new Intl.NumberFormat(language, { maximumFractionDigits: decimals });
    digits[language].set(decimals, format);
  }
  return format.format(value);
}
