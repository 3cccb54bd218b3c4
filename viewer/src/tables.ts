// Tables of figures, destinations, classes and provenance.
import type { Clock } from "./clock";
import { states } from "./colours";
import type { Facts, Json, JsonObject } from "./data";
import { make, worded } from "./dom";
import { sideTitle } from "./stage";
import { currentLanguage, number, onLanguage, signed, text, unitText, type Key } from "./i18n";

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

/** A figure of one run. */
interface Figure {
  name: string;
  value: Json | undefined;
  decimals: number;
  factor: number;
  unit: string;
  meaning: string;
  whole?: Json | undefined; // what the value is a part of
}

function evacuationRows(evacuation: JsonObject): Figure[] {
  const rows: Figure[] = [];
  const add = (name: string, value: Json | undefined, decimals: number, factor: number, unit: string, meaning: string): void => {
    rows.push({ name, value, decimals, factor, unit, meaning });
  };
  for (const key of ["agents", "safe", "lost", "en_route", "cut_off", "staying"] as const) {
    add(text(`k_${key}`), evacuation[key], 0, 1, text("person_unit"), text(`d_${key}`));
    if (key !== "agents") rows[rows.length - 1]!.whole = evacuation["agents"];
  }
  for (const key of ["time_p50_s", "time_p90_s", "time_p99_s", "time_last_s"] as const)
    add(text(`k_${key}`), evacuation[key], 1, 1 / 60, text("minutes"), text("d_time"));
  add(text("k_mean_distance_m"), evacuation["mean_distance_m"], 0, 1, "m", text("d_mean_distance_m"));
  add(text("k_mean_speed_m_s"), evacuation["mean_speed_m_s"], 2, 1, "m/s", text("d_mean_speed_m_s"));
  add(text("k_max_density_1_m2"), evacuation["max_density_1_m2"], 2, 1, "1/m²", text("d_max_density_1_m2"));
  for (const level of list(evacuation["crowd"]))
    add(text("k_crowd", { n: amount(level["threshold_1_m2"]) }), level["person_s"], 0, 1, text("u_person_s"), text("d_crowd"));
  return rows;
}

/** Figures of a run; with those of a proposal and the differences where there is one. */
function figureTable(base: Figure[], proposal: Figure[] | null): HTMLElement {
  const shown = (one: Figure): string => amount(one.value, one.decimals, one.factor) + share(one.value, one.whole);
  if (!proposal)
    return table(
      [text("figure"), text("value"), text("unit"), text("meaning")],
      base.map((one) => [one.name, shown(one), one.unit, one.meaning]),
      [1],
    );
  return table(
    [text("figure"), text("base"), text("proposal"), text("difference"), text("unit"), text("meaning")],
    base.map((one) => {
      const other = proposal.find(({ name }) => name === one.name);
      const both = typeof one.value === "number" && typeof other?.value === "number";
      const change = both ? signed((Number(other.value) - Number(one.value)) * one.factor, one.decimals) : "–";
      return [one.name, shown(one), other ? shown(other) : "–", change, one.unit, one.meaning];
    }),
    [1, 2, 3],
  );
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

function trafficRows(mobility: JsonObject): Figure[] {
  return of_traffic.map(([key, decimals, factor, unit]) => ({
    name: text(`m_${key}`),
    value: mobility[key],
    decimals,
    factor,
    unit: text(unit),
    meaning: text(`n_${key}`),
  }));
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

function energyRows(energy: JsonObject): Figure[] {
  return of_energy
    .filter(([key]) => typeof energy[key] === "number")
    .map(([key, decimals, unit]) => ({ name: text(`e_${key}`), value: energy[key], decimals, factor: 1, unit, meaning: text(`f_${key}`) }));
}

function energyGroups(energy: JsonObject): Node[] {
  const uses = list(energy["by_use"]);
  if (uses.length === 0) return [];
  return [
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
  ];
}

function evacuationGroups(evacuation: JsonObject): Node[] {
  const plan = object(evacuation["table"]);
  const parts: Node[] = [];
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

/** Figures of each process; of the proposal beside those of the base. */
export function figures(facts: Facts): HTMLElement {
  const rows = { mobility: trafficRows, evacuation: evacuationRows, energy: energyRows };
  const groups = { mobility: () => [], evacuation: evacuationGroups, energy: energyGroups };
  const runs = facts.proposal ? [facts, facts.proposal] : [facts];
  return section("figures", "figures", () =>
    (["mobility", "evacuation", "energy"] as const).flatMap((process) => {
      const given = runs.map((run) => object(run.kpi[process]));
      if (Object.keys(given[0]!).length === 0) return [];
      const title = facts.kind === "coupled" ? [make("h3", {}, text(process))] : [];
      const parts = given.flatMap((kpi, k) => {
        const nodes = groups[process](kpi);
        return given.length > 1 && nodes.length > 0 ? [sideTitle(k), ...nodes] : nodes;
      });
      return [...title, figureTable(rows[process](given[0]!), given[1] ? rows[process](given[1]) : null), ...parts];
    }),
  );
}

/** Enough decimals to tell figures of any size apart. */
function decimalsOf(value: number): number {
  const size = Math.abs(value);
  return size >= 100 || Number.isInteger(value) ? 0 : size >= 1 ? 1 : 3;
}

/** The figures that are asked of a city, with those of a proposal where there is one; what neither run has is left out. */
export function kpiSheet(facts: Facts): HTMLElement | null {
  const given = facts.sheet;
  if (!given) return null;
  const numberOf = (run: Facts | undefined, id: string): number | null => {
    const value = run?.sheet?.areas[0]?.[id];
    return typeof value === "number" ? value : null;
  };
  const shown = (value: number | null): string => (value === null ? "–" : number(value, decimalsOf(value)));
  const known = given.definitions.filter(({ id }) => numberOf(facts, id) !== null || numberOf(facts.proposal, id) !== null);
  if (known.length === 0) return null;
  return section("sheet", "sheet", () => {
    const ja = currentLanguage() === "ja";
    const rows = known.map(({ id, unit, en, ja: jaName, definition, definition_ja, source }) => {
      const base = numberOf(facts, id);
      const words = [unitText(unit), ja ? definition_ja : definition, source];
      if (!facts.proposal) return [ja ? jaName : en, shown(base), ...words];
      const proposal = numberOf(facts.proposal, id);
      const change = base !== null && proposal !== null ? signed(proposal - base, Math.max(decimalsOf(base), decimalsOf(proposal))) : "–";
      return [ja ? jaName : en, shown(base), shown(proposal), change, ...words];
    });
    const sides: Key[] = facts.proposal ? ["base", "proposal", "difference"] : ["value"];
    const keys: Key[] = ["figure", ...sides, "unit", "meaning", "source"];
    return [
      table(
        keys.map((key) => text(key)),
        rows,
        sides.map((_, k) => k + 1),
      ),
      make("p", { class: "faint" }, text("sheetHelp")),
    ];
  });
}

/** What the run, or the proposal of a page of two, changes in its city. */
export function edits(facts: Facts): HTMLElement | null {
  const made = facts.proposal?.edits ?? facts.edits ?? [];
  if (made.length === 0) return null;
  return section("edits", "edits", () => [
    table(
      [text("editKind"), text("name"), text("about"), text("value"), text("cost")],
      made.map((edit) => [edit.edit.replaceAll("_", " "), edit.name || edit.id, edit.about, edit.values, amount(edit.cost_yen)]),
      [4],
    ),
  ]);
}

function loadBar(admitted: number, capacity: number, full: boolean): Cell {
  if (capacity <= 0) return "–";
  const part = Math.min(1, admitted / capacity);
  const fill = make("i");
  fill.style.width = `${100 * part}%`;
  fill.style.background = full ? "#b35900" : states.safe;
  return make("span", { class: "bar" }, fill, make("b", {}, `${number(100 * part)} %`));
}

function destinationTable(facts: Facts, clock: Clock): HTMLElement {
  const order = [...facts.destinations].sort((a, b) => b.admitted - a.admitted);
  return table(
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
  );
}

/** What `of` gives of each run, under the names of the sides where there are two. */
function ofEach(facts: Facts, of: (run: Facts) => Node[]): Node[] {
  return facts.proposal ? [facts, facts.proposal].flatMap((run, k) => [sideTitle(k), ...of(run)]) : of(facts);
}

export function destinations(facts: Facts, clock: Clock): HTMLElement | null {
  if (facts.destinations.length === 0) return null;
  return section("shelters", "destinations", () => ofEach(facts, (run) => [destinationTable(run, clock)]));
}

function pairs(rows: [string, string][]): HTMLElement {
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

export function provenance(facts: Facts): HTMLElement {
  return section("provenance", "provenance", () => ofEach(facts, provenanceOf));
}

function provenanceOf(facts: Facts): Node[] {
  const { run } = facts;
  const say = (key: string): string => String(run[key] ?? "–");
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
}

export function validation(facts: Facts): HTMLElement {
  return section("validation", "validation", () => [
    ...(facts.travel ? [make("p", {}, text("validationTraffic"))] : []),
    ...(facts.curve ? [make("p", {}, text("validationText"))] : []),
    ...(facts.energy ? [make("p", {}, text("validationEnergy"))] : []),
    make("p", { class: "faint" }, facts.simulated),
  ]);
}
