// What a proposal changes, outlined on the map.
import { ringsOf, type Edit } from "./data";
import { outlined } from "./shelters";
import type { View } from "./view";

export const edit_colour = "#c2185b";
const names_from = 0.15; // pixels per metre

export function drawEdits(context: CanvasRenderingContext2D, view: View, edits: Edit[], dark: boolean): void {
  for (const edit of edits) {
    const { name, id } = edit;
    const rings = ringsOf(edit);
    if (rings.length === 0) continue;
    context.beginPath();
    let [left, right, bottom] = [Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      for (let p = 0; p + 1 < ring.length; p += 2) {
        const x = view.toX(ring[p]!);
        const y = view.toY(ring[p + 1]!);
        if (p === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
        left = Math.min(left, x);
        right = Math.max(right, x);
        bottom = Math.max(bottom, y);
      }
    }
    context.lineWidth = 2.5;
    context.strokeStyle = edit_colour;
    context.fillStyle = edit_colour + "40";
    context.fill();
    context.stroke();
    if (view.scale < names_from || !(name || id)) continue;
    context.font = "600 11.5px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "top";
    outlined(context, name || id, (left + right) / 2, bottom + 4, dark ? "#ff8ab5" : edit_colour, dark ? "#14171a" : "#ffffff");
  }
}
