// The picture of the page: one run or two with a line between them, flat or in three dimensions.
import type { Page } from "./data";
import { label, make, worded } from "./dom";
import { onLanguage, text } from "./i18n";
import { TownMap, type Shown } from "./map";
import { openSolid, type Solid } from "./solid";

/** A line over the picture, left of which the base is shown and right of it the proposal. */
class Divider {
  readonly element = make("div", { class: "divider", role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100" });
  share = 0.5;

  constructor(private readonly moved: (share: number) => void) {
    label(this.element, "divider");
    this.element.append(make("i"));
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.element.focus();
    });
    this.element.addEventListener("pointermove", (event) => {
      if (!this.element.hasPointerCapture(event.pointerId)) return;
      const box = this.element.parentElement!.getBoundingClientRect();
      this.set((event.clientX - box.left) / box.width);
    });
    this.element.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: this.share - 0.05, ArrowRight: this.share + 0.05, Home: 0, End: 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.set(to);
    });
  }
  set(share: number): void {
    this.share = Math.min(1, Math.max(0, share));
    this.element.style.left = `${100 * this.share}%`;
    this.element.setAttribute("aria-valuenow", String(Math.round(100 * this.share)));
    this.moved(this.share);
  }
}

export class Stage {
  readonly element: HTMLElement;
  readonly shown: Shown;
  private readonly maps: TownMap[] = [];
  private readonly tabs: HTMLButtonElement[];
  private readonly place = make("div", { class: "pane solid", hidden: "" });
  private readonly divider: Divider | null;
  private solid: Solid | null = null;
  private inSolid = false;
  private time_s = 0;
  private dark = false;

  constructor(pages: Page[]) {
    for (const page of pages) this.maps.push(new TownMap(page, this.maps[0] ?? null));
    this.shown = this.maps[0]!.shown;
    this.tabs = [this.tab("flat", () => this.show(false)), this.tab("solid", () => this.show(true))];
    const tabs = make("div", { class: "tabs", role: "tablist" }, ...this.tabs);
    this.divider = pages.length > 1 ? new Divider((share) => this.divide(share)) : null;
    const names = this.divider ? [worded("b", "base", { class: "side" }), worded("b", "proposal", { class: "side right" })] : [];
    this.element = make("div", { class: "map" }, ...this.maps.map((map) => map.element), this.place, ...names, tabs, this.buttons());
    if (this.divider) {
      this.maps[1]!.element.classList.add("over");
      this.element.append(this.divider.element);
      this.divider.set(0.5);
    }
    this.select();
  }

  setTime(time_s: number): void {
    this.time_s = time_s;
    for (const map of this.maps) map.setTime(time_s);
    this.solid?.setTime(time_s);
  }
  setDark(dark: boolean): void {
    this.dark = dark;
    for (const map of this.maps) map.setDark(dark);
    this.solid?.setDark(dark);
  }
  /** To be called after `shown` or the language has changed. */
  changed(): void {
    for (const map of this.maps) map.changed();
    this.solid?.changed();
  }
  /** At once, for printing. */
  drawNow(): void {
    for (const map of this.maps) map.drawNow();
    this.solid?.drawNow();
  }
  /** Three dimensions or not. The first time their program is run, which takes a moment. */
  show(solid: boolean): void {
    this.inSolid = solid;
    if (solid && !this.solid) this.open();
    this.place.hidden = !solid;
    this.solid?.setOn(solid);
    for (const map of this.maps) map.element.hidden = solid;
    this.select();
  }

  private open(): void {
    const opened = openSolid(this.place, this.maps.map((map) => map.parts), this.maps[0]!.extent(), this.shown);
    if (typeof opened === "string") {
      this.place.replaceChildren(worded("p", opened, { class: "message", role: "alert" }));
      return;
    }
    this.solid = opened;
    opened.setDark(this.dark);
    opened.setTime(this.time_s);
    if (this.divider) opened.divide(this.divider.share);
  }
  private divide(share: number): void {
    this.maps[1]!.element.style.clipPath = `inset(0 0 0 ${100 * share}%)`;
    this.solid?.divide(share);
  }
  private tab(key: "flat" | "solid", act: () => void): HTMLButtonElement {
    const tab = worded("button", key, { type: "button", role: "tab", id: `tab-${key}` });
    tab.addEventListener("click", act);
    return tab;
  }
  private select(): void {
    this.tabs.forEach((tab, k) => tab.setAttribute("aria-selected", String((k === 1) === this.inSolid)));
  }
  private buttons(): HTMLElement {
    const zoom = (factor: number): void => {
      if (this.inSolid) this.solid?.zoom(factor);
      else this.maps[0]!.zoomMiddle(factor);
    };
    const all = (): void => {
      if (this.inSolid) this.solid?.showAll();
      else this.maps[0]!.showAll();
    };
    const buttons = make("div", { class: "zoom" });
    for (const [key, sign, act] of [
      ["zoomIn", "+", () => zoom(1.6)],
      ["zoomOut", "−", () => zoom(1 / 1.6)],
      ["whole", "⤢", all],
    ] as const) {
      const button = make("button", { type: "button" }, sign);
      label(button, key);
      label(button, key, "title");
      button.addEventListener("click", act);
      buttons.append(button);
    }
    return buttons;
  }
}

/** Names the run that a part of the page is about, where there are two. */
export function sideTitle(k: number): HTMLElement {
  const title = make("h3", { class: "side-title" });
  onLanguage(() => (title.textContent = text(k === 0 ? "base" : "proposal")));
  return title;
}
