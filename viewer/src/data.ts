// What the page shows, as io/report/page_data.hpp packed it. Places are metres from the city's origin.
import { block, planes16, Varints } from "./blocks";

const unit_m = 0.1;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Destination {
  id: string;
  name: string;
  kind: "exit" | "shelter" | "building";
  capacity: number;
  admitted: number;
  full_at_s: number;
  x_m?: number;
  y_m?: number;
}

/** Persons by state at points in time; a run has those states that its process knows. */
export interface Curve {
  time_s: number[];
  waiting?: number[];
  moving?: number[];
  safe?: number[];
  lost?: number[];
  staying?: number[];
}

/** Trips at points in time. */
export interface TravelCurve {
  time_s: number[];
  moving: number[];
  stuck: number[];
}

/** Loads of all buildings, kW. */
export interface Loads {
  time_s: number[];
  series: Record<string, number[]>;
  by_day: boolean;
}

export interface Facts {
  kind: "mobility" | "evacuation" | "energy" | "coupled";
  name: string;
  title: string;
  attribution: string;
  simulated: string;
  start_s: number;
  end_s: number;
  alarm_s: number; // of the page's clock: second 0 of the evacuation
  calendar?: boolean; // start_s counts from the first of January
  epsg: number;
  persons?: number;
  destinations: Destination[];
  curve?: Curve;
  travel?: TravelCurve;
  energy?: Loads;
  needs?: { unit_kWh_m2: number; high_kWh_m2: number };
  kpi: JsonObject;
  sheet?: Sheet;
  run: JsonObject;
  settings: string;
  town_m: [number, number, number, number] | null;
  focus_m: [number, number, number, number] | null;
  buildings?: { count: number };
  roads?: { count: number };
  ground?: { columns: number; rows: number; x_m: number; y_m: number; cell_m: number };
  water?: { leaves: number; leaf_m: number; time_s: number[]; step_m: number; deepest_m: number };
  crowd?: { blocks: number; block_m: number; time_s: number[]; most: number };
  movers?: { count: number; of: number; key_s: number };
  links?: { count: number; time_s: number[]; interval_s: number; most: number };
  edits?: Edit[];
  proposal?: Facts; // of a page that shows two runs
  shared?: string[]; // of a proposal: blocks that are those of the base
}

/** The KPI sheet of a whole run: definitions, and figures by their id. */
export interface Sheet {
  definitions: { id: string; unit: string; en: string; ja: string; definition: string; definition_ja: string; source: string }[];
  areas: Record<string, string | number | null>[]; // of the page: one
}

/** What a run changed in its city. */
export interface Edit {
  edit: string;
  id: string;
  name: string;
  about: string; // what it names
  values: string; // what it sets
  wkt: string; // its shape, in metres from the city's origin; empty: none
  cost_yen: number | null;
}

/** The rings of a shape, or its line; x and y in turn. */
export function ringsOf({ wkt }: Edit): number[][] {
  return [...wkt.matchAll(/\(([^()]+)\)/g)].map(([, points]) =>
    points!.split(",").flatMap((point) => point.trim().split(/\s+/).slice(0, 2).map(Number)),
  );
}

/** Links of a road network and their traffic by interval. */
export interface Links {
  count: number;
  interval_s: number;
  xy: Float32Array; // [4 links] from, to
  volume: Uint16Array; // [intervals * links] vehicles that entered
  speed_km_h: Uint8Array; // [intervals * links] 0: nobody drove
  most: number;
}

/** Rings of many features end to end. */
export interface Shapes {
  features: number;
  ringBegin: Uint32Array; // [features + 1]
  pointBegin: Uint32Array; // [rings + 1]
  xy: Float32Array; // [2 points]
}

/** Values on squares over time. */
export interface Fields {
  side_m: number;
  xy: Int32Array; // [2 places] columns and rows from the origin
  time_s: number[];
  value: Uint16Array; // [frames * places]
}

export enum Fate {
  waiting,
  walking,
  safe,
  lost,
  entrance,
  stays,
}

export interface Movers {
  count: number;
  of: number;
  key_s: number;
  fate: Uint8Array;
  departure_s: Float64Array; // infinity: never
  end_s: Float64Array; // infinity: never
  firstKey: Int32Array;
  begin: Uint32Array; // [count + 1] into xy
  xy: Float32Array; // [2 keys]
}

export interface Page {
  facts: Facts;
  ground: Uint8Array | null;
  roads: Shapes | null;
  buildings: Shapes | null;
  buildingUse: Uint8Array | null;
  buildingHeight_m: Float32Array | null;
  buildingNeed_kWh_m2: Float32Array | null; // below 0: none
  water: Fields | null;
  crowd: Fields | null;
  admitted: Int32Array | null; // [points * destinations]
  movers: Movers | null;
  links: Links | null;
}

class Growing {
  values = new Float32Array(1 << 16);
  size = 0;
  push(value: number): void {
    if (this.size === this.values.length) {
      const more = new Float32Array(2 * this.size);
      more.set(this.values);
      this.values = more;
    }
    this.values[this.size++] = value;
  }
}

function shapesOf(bytes: Uint8Array | null, features: number): Shapes | null {
  if (!bytes) return null;
  const read = new Varints(bytes);
  const ringBegin = new Uint32Array(features + 1);
  const pointBegin: number[] = [0];
  const xy = new Growing();
  let x = 0;
  let y = 0;
  for (let f = 0; f < features; ++f) {
    for (let rings = read.unsigned(); rings > 0; --rings) {
      for (let points = read.unsigned(); points > 0; --points) {
        x += read.signed();
        y += read.signed();
        xy.push(x * unit_m);
        xy.push(y * unit_m);
      }
      pointBegin.push(xy.size / 2);
    }
    ringBegin[f + 1] = pointBegin.length - 1;
  }
  return { features, ringBegin, pointBegin: Uint32Array.from(pointBegin), xy: xy.values.subarray(0, xy.size) };
}

function fieldsOf(
  bytes: Uint8Array | null,
  about: { places: number; side_m: number; time_s: number[] },
  differences: boolean,
): Fields | null {
  if (!bytes) return null;
  const read = new Varints(bytes);
  const xy = new Int32Array(2 * about.places);
  for (let i = 0; i < xy.length; ++i) xy[i] = (i < 2 ? 0 : xy[i - 2]!) + read.signed();
  const n = about.places;
  const value = new Uint16Array(n * about.time_s.length);
  for (let i = 0; i < value.length; ++i)
    value[i] = differences ? (i < n ? 0 : value[i - n]!) + read.signed() : Math.min(read.unsigned(), 65535);
  return { side_m: about.side_m, xy, time_s: about.time_s, value };
}

function moversOf(bytes: Uint8Array | null, about: Facts["movers"]): Movers | null {
  if (!bytes || !about) return null;
  const read = new Varints(bytes);
  const n = about.count;
  const movers: Movers = {
    ...about,
    fate: new Uint8Array(n),
    departure_s: new Float64Array(n),
    end_s: new Float64Array(n),
    firstKey: new Int32Array(n),
    begin: new Uint32Array(n + 1),
    xy: new Float32Array(0),
  };
  const xy = new Growing();
  let x0 = 0;
  let y0 = 0;
  for (let i = 0; i < n; ++i) {
    x0 += read.signed();
    y0 += read.signed();
    movers.fate[i] = read.byte();
    const departure = read.unsigned();
    const end = read.unsigned();
    movers.departure_s[i] = departure === 0 ? Infinity : departure - 1;
    movers.end_s[i] = end === 0 ? Infinity : end - 1;
    movers.firstKey[i] = read.unsigned();
    const keys = read.unsigned();
    let x = x0;
    let y = y0;
    let dx = 0;
    let dy = 0;
    for (let k = 0; k < keys; ++k) {
      if (k > 0) {
        dx += read.signed();
        dy += read.signed();
        x += dx;
        y += dy;
      }
      xy.push(x * unit_m);
      xy.push(y * unit_m);
    }
    movers.begin[i + 1] = xy.size / 2;
  }
  movers.xy = xy.values.subarray(0, xy.size);
  return movers;
}

function linksOf(
  ends: Uint8Array | null,
  volumes: Uint8Array | null,
  speeds: Uint8Array | null,
  about: Facts["links"],
): Links | null {
  if (!ends || !volumes || !speeds || !about) return null;
  const read = new Varints(ends);
  const xy = new Float32Array(4 * about.count);
  let x = 0;
  let y = 0;
  for (let i = 0; i < xy.length; i += 2) {
    x += read.signed();
    y += read.signed();
    xy[i] = x * unit_m;
    xy[i + 1] = y * unit_m;
  }
  const size = about.count * about.time_s.length;
  const volume = new Uint16Array(size);
  const speed = new Uint8Array(size);
  const readVolume = new Varints(volumes);
  const readSpeed = new Varints(speeds);
  for (let i = 0; i < size; ++i) {
    volume[i] = Math.min(65535, readVolume.unsigned());
    speed[i] = readSpeed.unsigned();
  }
  return { count: about.count, interval_s: about.interval_s, xy, volume, speed_km_h: speed, most: about.most };
}

function admittedOf(bytes: Uint8Array | null, destinations: number, points: number): Int32Array | null {
  if (!bytes) return null;
  const read = new Varints(bytes);
  const value = new Int32Array(destinations * points);
  for (let i = 0; i < value.length; ++i) value[i] = (i < destinations ? 0 : value[i - destinations]!) + read.signed();
  return value;
}

/** The small part, at once. */
export function readFacts(): Facts | null {
  const element = document.getElementById("facts");
  return element ? (JSON.parse(element.textContent ?? "null") as Facts) : null;
}

/** The rest of a run, unpacked; `prefix` is that of its blocks. */
export async function readPage(facts: Facts, prefix = ""): Promise<Page> {
  const [ground, roads, buildings, uses, heights, needs, water, crowd, admitted, movers, links, volumes, speeds] = await Promise.all(
    [
      "ground",
      "roads",
      "buildings",
      "building_uses",
      "building_heights",
      "building_needs",
      "water",
      "crowd",
      "admitted",
      "movers",
      "links",
      "link_volume",
      "link_speed",
    ].map((name) => block(facts.shared?.includes(name) ? name : prefix + name)),
  );
  return {
    facts,
    ground: ground ?? null,
    roads: shapesOf(roads ?? null, facts.roads?.count ?? 0),
    buildings: shapesOf(buildings ?? null, facts.buildings?.count ?? 0),
    buildingUse: uses ?? null,
    buildingHeight_m: heights ? Float32Array.from(planes16(heights), (dm) => dm / 10) : null,
    buildingNeed_kWh_m2:
      facts.needs && needs ? Float32Array.from(planes16(needs), (units) => (units - 1) * facts.needs!.unit_kWh_m2) : null,
    water:
      facts.water && water
        ? fieldsOf(water, { places: facts.water.leaves, side_m: facts.water.leaf_m, time_s: facts.water.time_s }, true)
        : null,
    crowd:
      facts.crowd && crowd
        ? fieldsOf(crowd, { places: facts.crowd.blocks, side_m: facts.crowd.block_m, time_s: facts.crowd.time_s }, false)
        : null,
    admitted: admittedOf(admitted ?? null, facts.destinations.length, facts.curve?.time_s.length ?? 0),
    movers: moversOf(movers ?? null, facts.movers),
    links: linksOf(links ?? null, volumes ?? null, speeds ?? null, facts.links),
  };
}
