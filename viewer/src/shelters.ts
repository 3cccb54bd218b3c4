// Shelters and exits on the map: discs whose ring fills with their load.
import { states } from "./colours";
import type { Destination, Page } from "./data";
import { number } from "./i18n";
import type { View } from "./view";

const full_colour = "#b35900";
const names_from = 0.22; // pixels per metre

export interface Load {
  admitted: number;
  share: number; // of the capacity, or of those at the end where it has none; 0 … 1
  full: boolean;
}

export class Shelters {
  private readonly most: number;

  constructor(private readonly page: Page) {
    this.most = Math.max(1, ...page.facts.destinations.map((d) => d.admitted));
  }

  load(d: number, time_s: number): Load {
    const { facts, admitted: table } = this.page;
    const one = facts.destinations[d]!;
    const times = facts.curve?.time_s ?? [];
    const n = facts.destinations.length;
    let point = 0;
    while (point + 1 < times.length && times[point + 1]! <= time_s) ++point;
    const last = point === times.length - 1 && time_s >= facts.end_s - facts.alarm_s;
    const admitted = last || !table || times.length === 0 ? one.admitted : table[point * n + d]!;
    const whole = one.capacity > 0 ? one.capacity : one.admitted;
    const full = one.full_at_s >= 0 && time_s >= one.full_at_s;
    return { admitted, share: full ? 1 : whole > 0 ? Math.min(1, admitted / whole) : 0, full };
  }

  radius(one: Destination, view: View): number {
    const size = 5 + 11 * Math.sqrt(one.admitted / this.most);
    return size * Math.min(1.6, Math.max(0.55, 0.8 + 0.25 * Math.log2(view.scale / 0.15)));
  }

  draw(context: CanvasRenderingContext2D, view: View, time_s: number, dark: boolean): void {
    const paper = dark ? "#14171a" : "#ffffff";
    const all = this.page.facts.destinations;
    const named: { one: Destination; x: number; y: number; r: number }[] = [];
    all.forEach((one, d) => {
      if (one.x_m === undefined || one.y_m === undefined) return;
      const x = view.toX(one.x_m);
      const y = view.toY(one.y_m);
      if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) return;
      const load = this.load(d, time_s);
      const r = this.radius(one, view);
      disc(context, x, y, r + 4, paper, 0.92);
      disc(context, x, y, r + 2.6, load.full ? full_colour : "#9fb8ad", 1);
      if (!load.full && load.share > 0) {
        context.beginPath();
        context.moveTo(x, y);
        context.arc(x, y, r + 2.6, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * load.share);
        context.fillStyle = states.safe;
        context.fill();
      }
      disc(context, x, y, r, paper, 1);
      disc(context, x, y, r - 1, load.full ? full_colour : states.safe, 0.15 + 0.85 * load.share);
      if (r > 9 && load.admitted > 0) {
        context.font = `600 ${Math.round(Math.min(12, r * 0.82))}px system-ui, sans-serif`;
        context.textAlign = "center";
        context.textBaseline = "middle";
        const words = number(load.admitted);
        if (context.measureText(words).width < 1.9 * r)
          outlined(context, words, x, y, load.share > 0.45 ? "#fff" : dark ? "#fff" : "#123", load.share > 0.45 ? "" : paper);
      }
      named.push({ one, x, y, r });
    });
    if (view.scale > names_from) this.names(context, named, dark);
  }

  /** The destination under a pixel, or -1. */
  at(view: View, px: number, py: number): number {
    let best = -1;
    let nearest = Infinity;
    this.page.facts.destinations.forEach((one, d) => {
      if (one.x_m === undefined || one.y_m === undefined) return;
      const distance = Math.hypot(view.toX(one.x_m) - px, view.toY(one.y_m) - py);
      if (distance < this.radius(one, view) + 6 && distance < nearest) {
        nearest = distance;
        best = d;
      }
    });
    return best;
  }

  /** Names below the discs, the largest first; one that would cover a disc or another name comes when the map is larger. */
  private names(context: CanvasRenderingContext2D, places: { one: Destination; x: number; y: number; r: number }[], dark: boolean): void {
    context.font = "600 11.5px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "top";
    const taken = places.map(({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
    for (const { one, x, y, r } of [...places].sort((a, b) => b.r - a.r)) {
      const words = one.name || one.id;
      const half = context.measureText(words).width / 2;
      const box = { left: x - half - 2, right: x + half + 2, top: y + r + 5, bottom: y + r + 18 };
      if (taken.some((t) => box.left < t.right && t.left < box.right && box.top < t.bottom && t.top < box.bottom)) continue;
      taken.push(box);
      outlined(context, words, x, box.top, dark ? "#e7ecef" : "#17352a", dark ? "#14171a" : "#ffffff");
    }
  }
}

function disc(context: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string, alpha: number): void {
  context.globalAlpha = alpha;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, Math.max(0, r), 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
}

export function outlined(context: CanvasRenderingContext2D, words: string, x: number, y: number, colour: string, rim: string): void {
  if (rim) {
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = rim;
    context.strokeText(words, x, y);
  }
  context.fillStyle = colour;
  context.fillText(words, x, y);
}
