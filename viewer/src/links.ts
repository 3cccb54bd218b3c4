// Traffic on the links of the map: colour by speed, width by volume, each direction on its own side.
import { speeds } from "./colours";
import type { Links } from "./data";
import type { View } from "./view";

/** Where the values of the interval begin that a time is in. */
export function firstOf(links: Links, time_s: number): number {
  const intervals = links.volume.length / Math.max(1, links.count);
  return links.count * Math.max(0, Math.min(intervals - 1, Math.floor(time_s / links.interval_s)));
}

export class TrafficLines {
  constructor(private readonly links: Links) {}

  draw(context: CanvasRenderingContext2D, view: View, time_s: number, dark: boolean): void {
    const { count, xy, volume, speed_km_h, most } = this.links;
    const first = firstOf(this.links, time_s);
    const widths = [1, 2.2, 3.6, 5.5].map((w) => w * Math.min(1.5, Math.max(0.6, 1 + 0.25 * Math.log2(view.scale / 0.1))));
    const quiet = new Path2D();
    const busy = speeds.map(() => widths.map(() => new Path2D()));
    const side = view.scale > 0.03 ? 1 : 0; // drive on the left: the line stands left of the way
    for (let link = 0; link < count; ++link) {
      const x0 = view.toX(xy[4 * link]!);
      const y0 = view.toY(xy[4 * link + 1]!);
      const x1 = view.toX(xy[4 * link + 2]!);
      const y1 = view.toY(xy[4 * link + 3]!);
      if (Math.max(x0, x1) < 0 || Math.max(y0, y1) < 0 || Math.min(x0, x1) > view.width || Math.min(y0, y1) > view.height) continue;
      const n = volume[first + link]!;
      const v = speed_km_h[first + link]!;
      let path = quiet;
      let shift = 0;
      if (n > 0 && v > 0) {
        let k = 0;
        while (k + 1 < speeds.length && v > speeds[k + 1]!.from) ++k;
        const w = Math.min(3, Math.floor(4 * Math.sqrt(n / most)));
        path = busy[k]![w]!;
        shift = (side * widths[w]!) / 2;
      }
      const length = Math.hypot(x1 - x0, y1 - y0) || 1;
      const dx = (shift * (y1 - y0)) / length;
      const dy = (-shift * (x1 - x0)) / length;
      path.moveTo(x0 + dx, y0 + dy);
      path.lineTo(x1 + dx, y1 + dy);
    }
    context.lineCap = "round";
    context.lineWidth = 0.8;
    context.strokeStyle = dark ? "#4a5157" : "#c4c0b6";
    context.stroke(quiet);
    busy.forEach((paths, k) =>
      paths.forEach((path, w) => {
        context.lineWidth = widths[w]!;
        context.strokeStyle = speeds[k]!.colour;
        context.stroke(path);
      }),
    );
  }
}
