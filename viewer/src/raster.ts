// Squares with a value over time, as a picture that the map draws in one go: water, crowds.
import { rgb, stepOf, type Step } from "./colours";
import type { Fields } from "./data";
import type { View } from "./view";

const most_pixels = 4_000_000;
const steps_between = 12; // pictures between two frames that flow into each other

function packedColour(hex: string, alpha: number): number {
  const [r, g, b] = rgb(hex);
  return ((Math.round(alpha * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

export class Raster {
  readonly canvas = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;
  private readonly image: ImageData;
  private readonly words: Uint32Array;
  private readonly at: Uint32Array; // [places] pixel
  readonly x0: number; // metres, left
  readonly y1: number; // metres, top
  readonly pixel_m: number;
  private palette = new Uint32Array(0);
  private painted = "";
  /** How often the canvas was painted, for whoever holds a copy of it. */
  paintings = 0;

  constructor(
    private readonly fields: Fields,
    private readonly flows: boolean,
    private readonly alpha: number,
  ) {
    const { xy, side_m } = fields;
    let west = Infinity;
    let south = Infinity;
    let east = -Infinity;
    let north = -Infinity;
    for (let i = 0; i < xy.length; i += 2) {
      west = Math.min(west, xy[i]!);
      east = Math.max(east, xy[i]! + 1);
      south = Math.min(south, xy[i + 1]!);
      north = Math.max(north, xy[i + 1]! + 1);
    }
    let coarse = 1;
    while (((east - west) / coarse + 1) * ((north - south) / coarse + 1) > most_pixels) coarse *= 2;
    const columns = Math.max(1, Math.ceil((east - west) / coarse));
    const rows = Math.max(1, Math.ceil((north - south) / coarse));
    this.canvas.width = columns;
    this.canvas.height = rows;
    this.context = this.canvas.getContext("2d")!;
    this.image = this.context.createImageData(columns, rows);
    this.words = new Uint32Array(this.image.data.buffer);
    this.at = new Uint32Array(xy.length / 2);
    for (let i = 0; i < this.at.length; ++i) {
      const column = Math.floor((xy[2 * i]! - west) / coarse);
      const row = Math.floor((xy[2 * i + 1]! - south) / coarse);
      this.at[i] = (rows - 1 - row) * columns + column;
    }
    this.pixel_m = side_m * coarse;
    this.x0 = west * side_m;
    this.y1 = (south + rows * coarse) * side_m;
  }

  /** `unit`: what one step of a stored value is worth. */
  setColours(steps: Step[], unit: number, most: number): void {
    const size = Math.min(65536, Math.ceil(most / unit) + 2);
    this.palette = new Uint32Array(size);
    for (let v = 1; v < size; ++v) {
      const colour = stepOf(steps, v * unit);
      this.palette[v] = colour === "" ? 0 : packedColour(colour, this.alpha);
    }
    this.painted = "";
  }

  draw(context: CanvasRenderingContext2D, view: View, pixels: number, time_s: number): void {
    if (this.at.length === 0) return;
    this.paint(time_s);
    const s = this.pixel_m * view.scale * pixels;
    context.imageSmoothingEnabled = this.flows;
    context.drawImage(
      this.canvas,
      view.toX(this.x0) * pixels,
      view.toY(this.y1) * pixels,
      this.canvas.width * s,
      this.canvas.height * s,
    );
  }

  /** Paints `canvas` as it is at a time; false where it was painted so before. */
  paint(time_s: number): boolean {
    const { time_s: times, value } = this.fields;
    let frame = 0;
    while (frame + 1 < times.length && times[frame + 1]! <= time_s) ++frame;
    const next = Math.min(frame + 1, times.length - 1);
    const span = times[next]! - times[frame]!;
    const share =
      this.flows && span > 0
        ? Math.round(steps_between * Math.min(1, Math.max(0, (time_s - times[frame]!) / span))) / steps_between
        : 0;
    const name = `${frame} ${share}`;
    if (name === this.painted) return false;
    this.painted = name;
    ++this.paintings;
    const n = this.at.length;
    const { palette, words, at } = this;
    const top = palette.length - 1;
    words.fill(0);
    for (let i = 0, a = frame * n, b = next * n; i < n; ++i, ++a, ++b) {
      const v = Math.ceil(value[a]! + (value[b]! - value[a]!) * share);
      if (v > 0) words[at[i]!] = palette[Math.min(v, top)]!;
    }
    this.context.putImageData(this.image, 0, 0);
    return true;
  }
}
