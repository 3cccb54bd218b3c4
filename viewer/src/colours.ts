// Colours of the map. Those of uses, water and crowds are the ones of the program's PNG maps (io/report/palette.hpp).
export const states = {
  waiting: "#7b8188",
  moving: "#f08c00",
  safe: "#0a8f5b",
  lost: "#d7191c",
  staying: "#b3b8bd",
} as const;

export type State = keyof typeof states;
export const stateNames = Object.keys(states) as State[];

/** Of persons, and of trips that failed. */
export const stuck = "#8e44ad";

export const speeds: Step[] = [
  { from: 0, colour: "#a50026" },
  { from: 10, colour: "#e34a33" },
  { from: 20, colour: "#f79646" },
  { from: 30, colour: "#c9b500" },
  { from: 40, colour: "#4da64d" },
  { from: 60, colour: "#1f78b4" },
];

export const uses = ["#dcc39a", "#d9a070", "#c9808a", "#9188bd", "#8d9cae", "#b5ab8f", "#cdc8c0"];

export interface Step {
  from: number;
  colour: string;
}

export const heights: Step[] = [
  { from: 0, colour: "#f3e3b3" },
  { from: 6, colour: "#f1c27d" },
  { from: 9, colour: "#e99a5b" },
  { from: 15, colour: "#d9694f" },
  { from: 31, colour: "#b03f5b" },
  { from: 60, colour: "#743366" },
];

const warm = ["#ffffcc", "#fed976", "#fd8d3c", "#e31a1c", "#a1004b", "#5c0038"];
/** Of what buildings need, up to what most of them stay below. */
export function needs(high: number): Step[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(high, 1e-3) / warm.length));
  const width = [1, 2, 2.5, 5, 10].map((k) => k * power).find((w) => w * warm.length >= high) ?? 10 * power;
  return warm.map((colour, k) => ({ from: Number((k * width).toPrecision(6)), colour }));
}

/** Of loads: heat and cold, then what else is used, then carriers. */
export const loads: Record<string, string> = {
  heating: "#d7301f",
  cooling: "#2b8cbe",
  hot_water: "#fdae61",
  cooking: "#a6611a",
  equipment: "#756bb1",
  lights: "#d9b500",
};
/** Of loads without a colour of their own. */
export const further = ["#1b7837", "#525252", "#c51b7d", "#35978f", "#8c6bb1", "#bf812d", "#67a9cf", "#1a1a1a"];

const limits = [0, 0.5, 3, 5, 10, 20];
const official = ["#f5ee9e", "#f8cfae", "#f7a9a8", "#f07f86", "#df78ba", "#b563c2"];
const blues = ["#bfe0f2", "#79bde3", "#3f93cf", "#1f6bb0", "#134a86", "#0b2f5c"];
export type WaterColours = "blue" | "official";
export function depths(which: WaterColours): Step[] {
  // A person falls in 0.3 m, so the lowest class is halved in blue.
  if (which === "blue")
    return [0, 0.3, 1, 2, 5, 10].map((from, i) => ({ from, colour: blues[i]! }));
  return limits.map((from, i) => ({ from, colour: official[i]! }));
}

export const crowds: Step[] = [
  { from: 0.1, colour: "#d9b8f0" },
  { from: 0.25, colour: "#b684dd" },
  { from: 0.5, colour: "#9a5ccb" },
  { from: 1, colour: "#7f3bb3" },
  { from: 2, colour: "#5a1590" },
  { from: 4, colour: "#330057" },
];

/** The colour of a value, or "" below the first step. */
export function stepOf(steps: Step[], value: number): string {
  let colour = "";
  for (const step of steps) {
    if (value < step.from) break;
    colour = step.colour;
  }
  return colour;
}

export function stepText(steps: Step[], k: number, unit: string): string {
  const from = steps[k]!.from;
  const to = steps[k + 1]?.from;
  if (to === undefined) return `${from} ${unit} –`;
  return from === 0 ? `– ${to} ${unit}` : `${from} – ${to} ${unit}`;
}

export function rgb(hex: string): [number, number, number] {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** A colour as a pixel of ImageData, four bytes in one number. */
export function word(hex: string): number {
  const [r, g, b] = rgb(hex);
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

export function ground(dark: boolean): Record<"paper" | "land" | "green" | "water" | "road" | "roadEdge" | "plain" | "edge", string> {
  return dark
    ? { paper: "#14171a", land: "#1f2326", green: "#22301f", water: "#14303f", road: "#3a4046", roadEdge: "#2a2f33", plain: "#565049", edge: "#00000066" }
    : { paper: "#fbfaf7", land: "#efebe1", green: "#d3e2bf", water: "#a9cbdc", road: "#ffffff", roadEdge: "#d5cec0", plain: "#cdbfae", edge: "#6b5d4c66" };
}
