// Curves over time with a cursor at the time of the page.
import uPlot from "uplot";
import type { Clock } from "./clock";
import { further, loads, states, stuck } from "./colours";
import type { Facts } from "./data";
import { make, worded } from "./dom";
import { number, onLanguage, text, type Key } from "./i18n";

interface Line {
  key: Key;
  words?: string; // instead of the key's
  colour: string;
  values: number[];
  proposal?: boolean; // of the second run of the page
}

/** Lines over the same times under one title. */
interface Curves {
  title: Key;
  times: number[];
  lines: Line[];
}

function nameOf({ key, words, proposal }: Line): string {
  return (words ?? text(key)) + (proposal ? ` (${text("proposal")})` : "");
}

/** Values at other times, the last known before each. */
function valuesAt(times: number[], { times: known, line }: { times: number[]; line: Line }): number[] {
  let i = 0;
  return times.map((time_s) => {
    while (i + 1 < known.length && known[i + 1]! <= time_s) ++i;
    return line.values[i] ?? 0;
  });
}

/** Both runs in one chart: the lines of the proposal are dashed. */
function together(base: Curves[], proposal: Curves[]): Curves[] {
  return base.map((one) => {
    const other = proposal.find(({ title }) => title === one.title);
    if (!other) return one;
    const lines = other.lines.map((line): Line => ({ ...line, values: valuesAt(one.times, { times: other.times, line }), proposal: true }));
    return { ...one, lines: [...one.lines, ...lines] };
  });
}

class Chart {
  readonly element: HTMLElement;
  private plot: uPlot | null = null;
  private readonly cursor = make("div", { class: "cursor" });
  private readonly place = make("div", { class: "plot" });
  private readonly legend = make("div", { class: "chart-legend" });

  constructor(
    title: Key,
    private readonly times: number[],
    private readonly lines: Line[],
    private readonly clock: Clock,
  ) {
    this.element = make("figure", { class: "chart" }, worded("figcaption", title), this.place, this.legend);
    onLanguage(() => this.build());
    new ResizeObserver(() => this.size()).observe(this.place);
    clock.onChange(() => this.move());
  }

  build(): void {
    this.plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--faint").trim() || "#666";
    const grid = style.getPropertyValue("--line").trim() || "#ddd";
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 }, font: "11px system-ui, sans-serif" };
    const options: uPlot.Options = {
      width: Math.max(200, this.place.clientWidth),
      height: 220,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: { x: { time: false }, y: { range: (_, __, high) => [0, Math.max(1, high) * 1.06] } },
      axes: [
        { ...axis, values: (_, splits) => splits.map((s) => this.clock.face(s, false)), incrs: [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 86400, 604800, 2592000], space: 56 },
        { ...axis, values: (_, splits) => splits.map((v) => number(v, 1)), size: 58 },
      ],
      series: [
        {},
        ...this.lines.map((line) => ({
          label: nameOf(line),
          stroke: line.colour,
          width: 2,
          points: { show: false },
          ...(line.proposal ? { dash: [7, 5] } : {}),
        })),
      ],
    };
    this.plot = new uPlot(options, [this.times, ...this.lines.map((line) => line.values)], this.place);
    this.plot.over.append(this.cursor);
    this.plot.over.addEventListener("pointerdown", (event) => this.seek(event));
    this.plot.over.addEventListener("pointermove", (event) => event.buttons & 1 && this.seek(event));
    this.legend.replaceChildren(
      ...this.lines.map((line) => {
        const sign = make("i", line.proposal ? { class: "dashed" } : {});
        sign.style.setProperty("--line-colour", line.colour);
        return make("span", {}, sign, nameOf(line));
      }),
    );
    this.move();
  }
  private seek(event: PointerEvent): void {
    const left = event.clientX - this.plot!.over.getBoundingClientRect().left;
    this.clock.seek(this.plot!.posToVal(left, "x"));
  }
  private size(): void {
    const width = this.place.clientWidth;
    if (this.plot && width > 0 && Math.abs(width - this.plot.width) > 1) this.plot.setSize({ width, height: 220 });
    this.move();
  }
  private move(): void {
    if (!this.plot) return;
    const x = this.plot.valToPos(this.clock.time_s, "x");
    this.cursor.style.transform = `translateX(${Number.isFinite(x) ? x : 0}px)`;
  }
}

function perMinute(times: number[], values: number[]): number[] {
  return values.map((value, i) => (i === 0 ? 0 : (60 * (value - values[i - 1]!)) / Math.max(1e-9, times[i]! - times[i - 1]!)));
}

function evacuationCurves(facts: Facts): Curves[] {
  const { curve, alarm_s } = facts;
  if (!curve) return [];
  const times = curve.time_s.map((time_s) => time_s + alarm_s);
  const line = (key: "waiting" | "moving" | "safe" | "lost"): Line => ({ key, colour: states[key], values: curve[key] ?? [] });
  const safe = curve.safe ?? [];
  return [
    { title: "curves", times, lines: [line("waiting"), line("moving"), line("safe"), line("lost")] },
    { title: "inflow", times, lines: [{ key: "safe", colour: states.safe, values: perMinute(times, safe) }] },
  ];
}

function trafficCurves(facts: Facts): Curves[] {
  const { travel } = facts;
  if (!travel) return [];
  return [
    {
      title: "trips",
      times: travel.time_s,
      lines: [
        { key: "travelling", colour: states.moving, values: travel.moving },
        { key: "stuck", colour: stuck, values: travel.stuck },
      ],
    },
  ];
}

const needed = ["heating", "cooling", "hot_water", "cooking", "equipment", "lights"] as const;

function energyCurves(facts: Facts): Curves[] {
  const { energy } = facts;
  if (!energy) return [];
  const lines = needed
    .filter((key) => energy.series[key])
    .map((key): Line => ({ key, colour: loads[key]!, values: energy.series[key]! }));
  const carriers = Object.keys(energy.series)
    .filter((name) => !(needed as readonly string[]).includes(name) && energy.series[name]!.some((kW) => kW > 0))
    .map((name, k): Line => ({ key: "loads", words: name.replaceAll("_", " "), colour: further[k % further.length]!, values: energy.series[name]! }));
  const curves: Curves[] = [{ title: energy.by_day ? "loadsByDay" : "loads", times: energy.time_s, lines }];
  if (carriers.length > 0) curves.push({ title: "carriers", times: energy.time_s, lines: carriers });
  return curves;
}

function curvesOf(facts: Facts): Curves[] {
  return [...evacuationCurves(facts), ...trafficCurves(facts), ...energyCurves(facts)];
}

/** The charts of a page, and what draws them anew in other colours. */
export function charts(facts: Facts, clock: Clock): { element: HTMLElement; restyle: () => void } {
  const all = together(curvesOf(facts), facts.proposal ? curvesOf(facts.proposal) : []).map(
    ({ title, times, lines }) => new Chart(title, times, lines, clock),
  );
  return {
    element: make("div", { class: "charts" }, ...all.map((chart) => chart.element)),
    restyle: () => all.forEach((chart) => chart.build()),
  };
}
