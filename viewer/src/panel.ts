// What stands beside the map: what is shown, in which colours, and how many persons are in which state.
import type { Clock } from "./clock";
import { crowds, depths, heights, loads, needs, speeds, stateNames, states, stepText, stuck, uses, type State, type Step } from "./colours";
import type { Facts, Page } from "./data";
import { label, make, worded } from "./dom";
import { number, onLanguage, signed, text, type Key } from "./i18n";
import type { Layer } from "./map";
import type { Stage } from "./stage";

function swatch(colour: string, words: string, round = false): HTMLElement {
  const sign = make("i", round ? { class: "round" } : {});
  sign.style.background = colour;
  return make("li", {}, sign, words);
}

function steps(all: Step[], unit: string, most: number): HTMLElement[] {
  return all.filter((step, k) => k === 0 || step.from < most).map((step, k) => swatch(step.colour, stepText(all, k, unit)));
}

function choice(key: Key, options: readonly (readonly [string, Key])[], value: string, choose: (value: string) => void): HTMLElement {
  const select = make("select");
  label(select, key);
  onLanguage(() => {
    const chosen = select.value || value;
    select.replaceChildren(...options.map(([name, words]) => make("option", { value: name }, text(words))));
    select.value = chosen;
  });
  select.addEventListener("change", () => choose(select.value));
  return select;
}

function toggle(key: Key, on: boolean, set: (on: boolean) => void): HTMLElement {
  const box = make("input", { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => set(box.checked));
  return make("label", { class: "toggle" }, box, worded("span", key));
}

/** What all runs of the page have to show. */
export function layerPanel(pages: Page[], map: Stage): HTMLElement {
  const page = pages.find((one) => one.facts.edits) ?? pages[0]!;
  const { facts } = page;
  const { shown } = map;
  const legend = make("div", { class: "legend" });
  const relegend = (): void => legend.replaceChildren(...legendOf(page, map));
  const layer = (key: Key, name: Layer, extra: Node | null): HTMLElement =>
    make(
      "div",
      { class: "layer" },
      toggle(key, shown.layers.has(name), (on) => {
        if (on) shown.layers.add(name);
        else shown.layers.delete(name);
        map.changed();
        relegend();
      }),
      extra,
    );
  const rows: Node[] = [];
  if (page.links) rows.push(layer("traffic", "traffic", null));
  if (page.movers) rows.push(layer("persons", "persons", null));
  if (facts.destinations.length > 0) rows.push(layer("shelters", "shelters", null));
  if (page.water)
    rows.push(
      layer(
        "water",
        "water",
        choice("water", [["blue", "waterBlue"], ["official", "waterOfficial"]], shown.water, (value) => {
          shown.water = value as typeof shown.water;
          map.changed();
          relegend();
        }),
      ),
    );
  if (page.crowd) rows.push(layer("crowd", "crowd", null));
  if (facts.edits?.some((edit) => edit.wkt)) rows.push(layer("edits", "edits", null));
  const colourings: (readonly [string, Key])[] = [["plain", "plain"], ["use", "byUse"], ["height", "byHeight"]];
  if (page.buildingNeed_kWh_m2) colourings.push(["need", "byNeed"]);
  if (page.buildings)
    rows.push(
      make(
        "div",
        { class: "layer" },
        worded("span", "buildings"),
        choice("buildings", colourings, shown.buildings, (value) => {
          shown.buildings = value as typeof shown.buildings;
          map.changed();
          relegend();
        }),
      ),
    );
  onLanguage(relegend);
  return make("section", { class: "panel" }, worded("h2", "layers"), make("div", { class: "layers" }, ...rows), legend);
}

function legendOf(page: Page, map: Stage): Node[] {
  const { facts } = page;
  const { shown } = map;
  const parts: Node[] = [];
  const group = (title: string, items: HTMLElement[], note = ""): void => {
    parts.push(make("h3", {}, title), make("ul", {}, ...items));
    if (note) parts.push(make("p", { class: "faint" }, note));
  };
  if (page.links && shown.layers.has("traffic"))
    group(text("speedOfLinks"), steps(speeds, "km/h", Infinity), text("widthOfLinks", { n: number(facts.links!.most), m: number(facts.links!.interval_s / 60) }));
  if (page.movers && shown.layers.has("persons"))
    group(text("persons"), (["waiting", "moving", "safe", "lost", "staying"] as State[]).map((s) => swatch(states[s], text(s), true)), sampleText(facts));
  if (facts.destinations.length > 0 && shown.layers.has("shelters"))
    group(text("shelters"), [swatch(states.safe, text("shelterSign"), true), swatch("#b35900", text("shelterFull"), true)]);
  if (page.water && shown.layers.has("water")) group(text("depth"), steps(depths(shown.water), "m", facts.water!.deepest_m));
  if (page.crowd && shown.layers.has("crowd"))
    group(text("density"), steps(crowds, "", facts.crowd!.most / facts.crowd!.block_m ** 2));
  if (page.buildings && shown.buildings === "use")
    group(text("buildings"), uses.map((colour, k) => swatch(colour, text(`use${k}` as Key))));
  if (facts.needs && shown.buildings === "need") group(text("need"), steps(needs(facts.needs.high_kWh_m2), "kWh/m²", Infinity));
  if (page.buildings && shown.buildings === "height") group(text("buildings"), steps(heights, "m", Infinity));
  return parts;
}

function sampleText(facts: Facts): string {
  const { count, of } = facts.movers!;
  if (count === of) return text("sampleAll", { of: number(of) });
  return text("sample", { k: number(Math.round(of / Math.max(1, count))), n: number(count), of: number(of) });
}

/** What is counted at the times of a curve. */
interface Counted {
  words: Key;
  colour: string;
  name: string;
  time_s: number[]; // of the page's clock
  values: number[];
  atEnd?: number; // exact, where the run ends
  unit?: string;
}

function counted(facts: Facts): Counted[] {
  const { curve, travel, energy, alarm_s } = facts;
  const all: Counted[] = [];
  if (travel) {
    const of = { time_s: travel.time_s };
    all.push({ ...of, words: "travelling", name: "travelling", colour: states.moving, values: travel.moving });
    all.push({ ...of, words: "stuck", name: "stuck", colour: stuck, values: travel.stuck });
  }
  if (curve) {
    const kpi = facts.kpi["evacuation"] as Record<"safe" | "lost" | "staying" | "en_route", number>;
    const time_s = curve.time_s.map((t) => t + alarm_s);
    const waiting = Math.min(curve.waiting?.at(-1) ?? 0, kpi.en_route);
    const atEnd = { ...kpi, waiting, moving: kpi.en_route - waiting };
    for (const state of stateNames)
      all.push({ words: state, name: state, colour: states[state], time_s, values: curve[state] ?? [], atEnd: atEnd[state] });
  }
  if (energy)
    for (const key of ["heating", "cooling"] as const)
      if (energy.series[key])
        all.push({ words: key, name: key, colour: loads[key]!, time_s: energy.time_s, values: energy.series[key], unit: "kW" });
  return all;
}

// The amount at a time, or null before the curve begins.
function amountAt(one: Counted, time_s: number, facts: Facts): number | null {
  if (time_s < (one.time_s[0] ?? 0) && one.unit === undefined) return null;
  if (time_s >= facts.end_s && one.atEnd !== undefined) return one.atEnd;
  let i = 0;
  while (i + 1 < one.time_s.length && one.time_s[i + 1]! <= time_s) ++i;
  return one.values[i] ?? 0;
}

/** How many are in which state, and what buildings need, at the time of the page; of a proposal below the base. */
export function counters(facts: Facts, clock: Clock): HTMLElement {
  const others = facts.proposal ? counted(facts.proposal) : [];
  const tiles = counted(facts).map((one) => {
    const value = make("b");
    const part = make("small");
    const other = others.find(({ name }) => name === one.name);
    const against = other ? make("span", { class: "against" }) : null;
    const tile = make("div", { class: `tile ${one.name}` }, worded("span", one.words), value, part, against);
    tile.style.setProperty("--state", one.colour);
    return { one, other, value, part, against, tile };
  });
  const show = (): void => {
    for (const { one, other, value, part, against } of tiles) {
      const amount = amountAt(one, clock.time_s, facts);
      value.textContent = amount === null ? "–" : number(amount);
      const persons = facts.persons ?? 0;
      part.textContent = one.unit ?? (amount !== null && persons > 0 ? `${number((100 * amount) / persons, 1)} %` : "");
      if (!other || !against) continue;
      const then = amountAt(other, clock.time_s, facts.proposal!);
      against.textContent =
        then === null || amount === null ? "–" : `${text("proposal")} ${number(then)} (${signed(then - amount)})`;
    }
  };
  clock.onChange(show);
  onLanguage(show);
  return make("div", { class: "tiles", role: "group" }, ...tiles.map(({ tile }) => tile));
}
