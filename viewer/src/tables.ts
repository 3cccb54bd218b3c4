// Tables of figures, destinations, classes and provenance.
import type { Clock } from "./clock";
import { states } from "./colours";
import type { Facts, Json, JsonObject } from "./data";
import { make, worded } from "./dom";
import { number, onLanguage, text, type Key } from "./i18n";

const most_rows = 200;

const object = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.map(object) : []);

function amount(value: Json | undefined, decimals = 0, factor = 1): string {
  return typeof value === "number" ? number(value * factor, decimals) : "–";
}

function share(part: Json | undefined, whole: Json | undefined): string {
  return typeof part === "number" && typeof whole === "number" && whole > 0 ? ` (${number((100 * part) / whole, 1)} %)` : "";
}

type Cell = string | Node;

function row(tag: "td" | "th", cells: Cell[], numbers: Set<number>): HTMLTableRowElement {
  return make("tr", {}, ...cells.map((cell, i) => make(tag, numbers.has(i) ? { class: "n" } : {}, cell)));
}

function table(head: Cell[], rows: Cell[][], numbers: number[]): HTMLElement {
  const right = new Set(numbers);
  const shown = rows.slice(0, most_rows).map((cells) => row("td", cells, right));
  if (rows.length > most_rows)
    shown.push(make("tr", {}, make("td", { colspan: String(head.length) }, text("more", { n: rows.length - most_rows }))));
  return make("div", { class: "scroll" }, make("table", {}, make("thead", {}, row("th", head, right)), make("tbody", {}, ...shown)));
}

/** A section that is made anew in every language. */
function section(title: Key, id: string, fill: () => Node[]): HTMLElement {
  const body = make("div");
  onLanguage(() => body.replaceChildren(...fill()));
  return make("section", { id }, worded("h2", title), body);
}

function figureRows(evacuation: JsonObject): Cell[][] {
  const all = evacuation["agents"];
  const rows: Cell[][] = [];
  const add = (name: string, value: string, unit: string, definition: string): void => {
    rows.push([name, value, unit, definition]);
  };
  for (const key of ["agents", "safe", "lost", "en_route", "cut_off", "staying"] as const)
    add(
      text(`k_${key}`),
      amount(evacuation[key]) + (key === "agents" ? "" : share(evacuation[key], all)),
      text("person_unit"),
      text(`d_${key}`),
    );
  for (const key of ["time_p50_s", "time_p90_s", "time_p99_s", "time_last_s"] as const)
    add(text(`k_${key}`), amount(evacuation[key], 1, 1 / 60), text("minutes"), text("d_time"));
  add(text("k_mean_distance_m"), amount(evacuation["mean_distance_m"]), "m", text("d_mean_distance_m"));
  add(text("k_mean_speed_m_s"), amount(evacuation["mean_speed_m_s"], 2), "m/s", text("d_mean_speed_m_s"));
  add(text("k_max_density_1_m2"), amount(evacuation["max_density_1_m2"], 2), "1/m²", text("d_max_density_1_m2"));
  for (const level of list(evacuation["crowd"]))
    add(text("k_crowd", { n: amount(level["threshold_1_m2"]) }), amount(level["person_s"]), text("u_person_s"), text("d_crowd"));
  return rows;
}

function groupTable(groups: JsonObject[]): HTMLElement {
  const name = (group: JsonObject): string => {
    const given = String(group["name"] ?? "");
    return given === "able" || given === "assisted" ? text(given) : given;
  };
  return table(
    [text("name"), text("persons"), text("safe"), text("lost"), text("moving"), text("staying"), text("k_time_p90_s")],
    groups.map((g) => [
      name(g),
      amount(g["agents"]),
      amount(g["safe"]) + share(g["safe"], g["agents"]),
      amount(g["lost"]) + share(g["lost"], g["agents"]),
      amount(g["en_route"]),
      amount(g["staying"]),
      typeof g["time_p90_s"] === "number" ? `${amount(g["time_p90_s"], 1, 1 / 60)} ${text("minutes")}` : "–",
    ]),
    [1, 2, 3, 4, 5, 6],
  );
}

const of_traffic = [
  ["persons", 0, 1, "person_unit"],
  ["trips", 0, 1, "trip_unit"],
  ["arrived", 0, 1, "trip_unit"],
  ["stuck", 0, 1, "trip_unit"],
  ["mean_travel_time_s", 1, 1 / 60, "minutes"],
  ["vehicle_km", 0, 1, "km_unit"],
  ["mean_speed_m_s", 1, 3.6, "km_h_unit"],
] as const;

function trafficFigures(mobility: JsonObject): Node[] {
  return [
    table(
      [text("figure"), text("value"), text("unit"), text("meaning")],
      of_traffic.map(([key, decimals, factor, unit]) => [
        text(`m_${key}`),
        amount(mobility[key], decimals, factor),
        text(unit),
        text(`n_${key}`),
      ]),
      [1],
    ),
  ];
}

const of_energy = [
  ["zones", 0, ""],
  ["floor_area_m2", 0, "m²"],
  ["heating_MWh", 1, "MWh"],
  ["cooling_MWh", 1, "MWh"],
  ["hot_water_MWh", 1, "MWh"],
  ["electricity_MWh", 1, "MWh"],
  ["gas_MWh", 1, "MWh"],
  ["primary_GJ", 0, "GJ"],
  ["co2_t", 1, "t"],
  ["peak_kW", 0, "kW"],
  ["pv_MWh", 1, "MWh"],
  ["ev_MWh", 1, "MWh"],
] as const;

function energyFigures(energy: JsonObject): Node[] {
  const rows: Cell[][] = of_energy
    .filter(([key]) => typeof energy[key] === "number")
    .map(([key, decimals, unit]) => [text(`e_${key}`), amount(energy[key], decimals), unit, text(`f_${key}`)]);
  const parts: Node[] = [table([text("figure"), text("value"), text("unit"), text("meaning")], rows, [1])];
  const uses = list(energy["by_use"]);
  if (uses.length > 0)
    parts.push(
      make("h3", {}, text("useOfBuildings")),
      table(
        [text("name"), text("e_zones"), text("e_floor_area_m2"), text("e_heating_MWh"), text("e_cooling_MWh"), text("e_hot_water_MWh")],
        uses.map((use) => [
          String(use["name"] ?? ""),
          ...["zones", "floor_area_m2"].map((key) => amount(use[key])),
          ...["heating_MWh", "cooling_MWh", "hot_water_MWh"].map((key) => amount(use[key], 1)),
        ]),
        [1, 2, 3, 4, 5],
      ),
    );
  return parts;
}

function evacuationFigures(evacuation: JsonObject): Node[] {
  const plan = object(evacuation["table"]);
  const parts: Node[] = [table([text("figure"), text("value"), text("unit"), text("meaning")], figureRows(evacuation), [1])];
  if (Object.keys(plan).length > 0) {
    const cell = (r: JsonObject, key: string): string => {
      const one = object(r[key]);
      return `${amount(one["persons"])} (${amount(one["share"], 1, 100)} %)`;
    };
    parts.push(
      make("h3", {}, text("whoWhere")),
      table(
        ["", text("outOfZone"), text("inBuilding"), text("lost"), text("elsewhere")],
        Object.entries(plan).map(([who, value]) => {
          const r = object(value);
          return [
            who === "able" || who === "assisted" ? text(who) : who,
            ...["out_of_zone", "in_building", "lost", "elsewhere"].map((key) => cell(r, key)),
          ];
        }),
        [1, 2, 3, 4],
      ),
    );
  }
  for (const [key, title] of [
    ["classes", "groups"],
    ["districts", "districts"],
  ] as const) {
    const groups = list(evacuation[key]);
    if (groups.length > 1) parts.push(make("h3", {}, text(title)), groupTable(groups));
  }
  return parts;
}

/** Figures of each process of the run. */
export function figures(facts: Facts): HTMLElement {
  const of = { mobility: trafficFigures, evacuation: evacuationFigures, energy: energyFigures };
  return section("figures", "figures", () =>
    (["mobility", "evacuation", "energy"] as const).flatMap((process) => {
      const given = object(facts.kpi[process]);
      if (Object.keys(given).length === 0) return [];
      const title = facts.kind === "coupled" ? [make("h3", {}, text(process))] : [];
      return [...title, ...of[process](given)];
    }),
  );
}

function loadBar(admitted: number, capacity: number, full: boolean): Cell {
  if (capacity <= 0) return "–";
  const part = Math.min(1, admitted / capacity);
  const fill = make("i");
  fill.style.width = `${100 * part}%`;
  fill.style.background = full ? "#b35900" : states.safe;
  return make("span", { class: "bar" }, fill, make("b", {}, `${number(100 * part)} %`));
}

export function destinations(facts: Facts, clock: Clock): HTMLElement | null {
  if (facts.destinations.length === 0) return null;
  const order = facts.destinations.map((d) => d).sort((a, b) => b.admitted - a.admitted);
  return section("shelters", "destinations", () => [
    table(
      [text("name"), text("kind"), text("capacity"), text("arrived"), text("load"), text("fullAt")],
      order.map((d) => [
        d.name || d.id,
        text(d.kind),
        d.capacity < 0 ? text("unlimited") : number(d.capacity),
        number(d.admitted),
        loadBar(d.admitted, d.capacity, d.full_at_s >= 0),
        d.full_at_s < 0 ? "–" : clock.face(d.full_at_s + facts.alarm_s, false),
      ]),
      [2, 3, 5],
    ),
  ]);
}

function pairs(rows: [string, string][]): HTMLElement {
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

export function provenance(facts: Facts): HTMLElement {
  const { run } = facts;
  const say = (key: string): string => String(run[key] ?? "–");
  return section("provenance", "provenance", () => {
    const wall = list(run["phases"]).map((phase) => `${String(phase["name"])} ${amount(object(phase["wall_s"])["max"], 1)} s`);
    const libraries = Object.values(object(run["libraries"])).length
      ? Object.entries(object(run["libraries"])).map(([name, version]) => `${name} ${String(version)}`)
      : [];
    return [
      pairs([
        [text("program"), `machi ${say("version")} (${say("commit")}), ${say("compiler")}`],
        [text("command"), say("command")],
        [text("started"), say("started_utc")],
        [text("seed"), say("seed")],
        [text("machine"), `${say("ranks")} × ${say("threads")}`],
        [text("kernels"), say("kernels")],
        [text("wall"), wall.join(", ")],
        [text("libraries"), libraries.join(", ")],
        [text("epsg"), facts.epsg === 0 ? "–" : `EPSG:${facts.epsg}`],
      ]),
      make("h3", {}, text("inputs")),
      table(
        [text("name"), text("bytes"), text("sha")],
        list(run["inputs"]).map((i) => [String(i["path"] ?? ""), amount(i["bytes"]), make("code", {}, String(i["sha256"] ?? ""))]),
        [1],
      ),
      make("details", {}, make("summary", {}, text("settings")), make("pre", {}, facts.settings)),
    ];
  });
}

export function validation(facts: Facts): HTMLElement {
  return section("validation", "validation", () => [
    ...(facts.travel ? [make("p", {}, text("validationTraffic"))] : []),
    ...(facts.curve ? [make("p", {}, text("validationText"))] : []),
    ...(facts.energy ? [make("p", {}, text("validationEnergy"))] : []),
    make("p", { class: "faint" }, facts.simulated),
  ]);
}
