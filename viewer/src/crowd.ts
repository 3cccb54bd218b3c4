// The persons of the map: where each is at a time, and drawing them as dots into a picture.
import { states, word, type State } from "./colours";
import { Fate, type Movers } from "./data";
import type { View } from "./view";

export const order: State[] = ["staying", "waiting", "safe", "moving", "lost"]; // last on top

export class CrowdDots {
  private readonly canvas = document.createElement("canvas");
  private readonly context = this.canvas.getContext("2d", { willReadFrequently: true })!;
  private image: ImageData | null = null;
  private words = new Uint32Array(0);
  readonly state: Uint8Array; // index into `order`
  readonly x: Float32Array;
  readonly y: Float32Array;
  private readonly colours = order.map((state) => word(states[state]));
  private readonly rim = word("#ffffff");

  constructor(private readonly movers: Movers) {
    this.state = new Uint8Array(movers.count);
    this.x = new Float32Array(movers.count);
    this.y = new Float32Array(movers.count);
  }

  /** Draws everyone at a time. `hidden` states are left out. */
  draw(context: CanvasRenderingContext2D, view: View, pixels: number, time_s: number, hidden: Set<State>): void {
    const { width, height } = context.canvas;
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = this.context.createImageData(width, height);
      this.words = new Uint32Array(this.image.data.buffer);
    }
    this.place(time_s);
    this.words.fill(0);
    const few = this.movers.count < 5000 ? 1.3 : this.movers.count < 30000 ? 0.5 : 0; // larger where there is room
    const size = Math.max(2, Math.min(9, Math.round(pixels * (1.6 + few + 1.2 * Math.sqrt(view.scale)))));
    order.forEach((state, k) => {
      if (!hidden.has(state)) this.dots(view, pixels, k, state === "lost" ? size + 1 : size, state === "lost");
    });
    this.context.putImageData(this.image, 0, 0);
    context.drawImage(this.canvas, 0, 0);
  }

  /** States and places of everyone at a time. */
  place(time_s: number): void {
    const { fate, departure_s, end_s, firstKey, begin, xy, key_s, count } = this.movers;
    for (let i = 0; i < count; ++i) {
      const first = begin[i]!;
      const keys = begin[i + 1]! - first;
      const k = time_s / key_s - firstKey[i]!;
      const ended = time_s >= end_s[i]!;
      let at = first;
      let share = 0;
      if (k >= keys - 1) at = first + keys - 1;
      else if (k > 0) {
        at = first + Math.floor(k);
        share = k - Math.floor(k);
      }
      this.x[i] = xy[2 * at]! + (share > 0 ? (xy[2 * at + 2]! - xy[2 * at]!) * share : 0);
      this.y[i] = xy[2 * at + 1]! + (share > 0 ? (xy[2 * at + 3]! - xy[2 * at + 1]!) * share : 0);
      if (ended) this.state[i] = fate[i] === Fate.lost ? 4 : 2;
      else if (fate[i] === Fate.stays || departure_s[i] === Infinity) this.state[i] = 0;
      else this.state[i] = time_s < departure_s[i]! || k < -1 ? 1 : 3;
    }
  }

  private dots(view: View, pixels: number, k: number, size: number, rim: boolean): void {
    const { width, height } = this.image!;
    const { state, x, y } = this;
    const colour = this.colours[k]!;
    const s = view.scale * pixels;
    const left = (view.width / 2) * pixels - view.x * s - size / 2;
    const top = (view.height / 2) * pixels + view.y * s - size / 2;
    const round = size > 3;
    for (let i = 0; i < state.length; ++i) {
      if (state[i] !== k) continue;
      const px = Math.round(x[i]! * s + left);
      const py = Math.round(top - y[i]! * s);
      if (px < 1 || py < 1 || px + size >= width - 1 || py + size >= height - 1) continue;
      if (rim) this.square(px - 1, py - 1, size + 2, this.rim, true);
      this.square(px, py, size, colour, round);
    }
  }

  // With its corners left out where it is round.
  private square(px: number, py: number, size: number, colour: number, round: boolean): void {
    const { words } = this;
    const { width } = this.image!;
    for (let row = 0; row < size; ++row) {
      const inset = round && (row === 0 || row === size - 1) ? 1 : 0;
      const begin = (py + row) * width + px;
      for (let at = begin + inset; at < begin + size - inset; ++at) words[at] = colour;
    }
  }
}
