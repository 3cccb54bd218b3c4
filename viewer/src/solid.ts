// The way to three dimensions. Their program (scene.ts, three.js) stands in the page as text and is run when it is asked
// for, so that a page opens as fast without it; the content security policy names its hash.
import { make } from "./dom";
import type { Parts, Shown } from "./map";
import type { Box } from "./view";

export interface Solid {
  setOn(on: boolean): void;
  setTime(time_s: number): void;
  setDark(dark: boolean): void;
  changed(): void;
  drawNow(): void;
  /** Left of this share of the width the first run is shown, right of it the second. */
  divide(share: number): void;
  zoom(factor: number): void;
  showAll(): void;
}

export type OpenScene = (place: HTMLElement, runs: Parts[], extent: Box | null, shown: Shown) => Solid;

declare global {
  var machiScene: { openScene: OpenScene } | undefined;
}

function hasWebGL(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

/** The picture in `place`, or why there is none. */
export function openSolid(place: HTMLElement, runs: Parts[], extent: Box | null, shown: Shown): Solid | "noWebGL" | "noScene" {
  if (!hasWebGL()) return "noWebGL";
  if (!globalThis.machiScene) {
    const program = document.getElementById("scene");
    if (!program) return "noScene";
    document.head.append(make("script", {}, program.textContent ?? ""));
  }
  return globalThis.machiScene ? globalThis.machiScene.openScene(place, runs, extent, shown) : "noScene";
}
