// The map: the town below, what moves above; panning and zooming by mouse, touch and keys. Draws only when something
// has changed.
import { crowds, depths, type State, type WaterColours } from "./colours";
import { CrowdDots } from "./crowd";
import type { Page } from "./data";
import { label, make } from "./dom";
import { number, text } from "./i18n";
import { TrafficLines } from "./links";
import { drawEdits } from "./edits";
import { Raster } from "./raster";
import { outlined, Shelters } from "./shelters";
import { Town, type BuildingColours } from "./town";
import { View, type Box } from "./view";

const rest_ms = 110; // without movement after which the town is drawn anew

export interface Shown {
  buildings: BuildingColours;
  water: WaterColours;
  hidden: Set<State>;
  layers: Set<Layer>;
}

export type Layer = "water" | "crowd" | "shelters" | "persons" | "traffic" | "edits";

/** What a picture of a run is made of. */
export interface Parts {
  page: Page;
  town: Town;
  water: Raster | null;
  crowd: Raster | null;
  dots: CrowdDots | null;
  shelters: Shelters;
}

/** One run, flat. A map with a leader shows the same part of the town, and the same layers, as that one. */
export class TownMap {
  readonly element: HTMLElement;
  readonly parts: Parts;
  readonly view: View;
  readonly shown: Shown;
  private readonly base = make("canvas", { "aria-hidden": "true" });
  private readonly top: HTMLCanvasElement;
  private readonly tip = make("div", { class: "tip", hidden: "" });
  private readonly group: TownMap[];
  private drawnView: View | null = null; // of the town as it stands on `base`
  private readonly traffic: TrafficLines | null;
  private pixels = 1; // of the screen per CSS pixel
  private time_s = 0;
  private asked = false;
  private townDue = true;
  private timer = 0;
  private dark = false;

  constructor(
    private readonly page: Page,
    leader: TownMap | null = null,
  ) {
    this.top = make("canvas", { tabindex: "0", role: "application" });
    label(this.top, "mapHelp");
    this.element = make("div", { class: "pane" }, this.base, this.top, this.tip);
    this.parts = {
      page,
      town: new Town(page),
      water: page.water ? new Raster(page.water, true, 0.68) : null,
      crowd: page.crowd ? new Raster(page.crowd, false, 0.85) : null,
      dots: page.movers ? new CrowdDots(page.movers) : null,
      shelters: new Shelters(page),
    };
    this.traffic = page.links ? new TrafficLines(page.links) : null;
    this.view = leader?.view ?? new View();
    this.shown = leader?.shown ?? {
      buildings: page.facts.kind === "energy" && page.buildingNeed_kWh_m2 ? "need" : "plain",
      water: "blue",
      hidden: new Set(),
      layers: new Set(["water", "shelters", "persons", "traffic", "edits"]),
    };
    this.group = leader?.group ?? [];
    this.group.push(this);
    this.recolour();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  setTime(time_s: number): void {
    this.time_s = time_s;
    this.ask();
  }
  setDark(dark: boolean): void {
    this.dark = dark;
    this.changed();
  }
  /** To be called after `shown` has changed. */
  changed(): void {
    this.recolour();
    this.townDue = true;
    this.ask();
  }
  /** At once, for printing. */
  drawNow(): void {
    this.townDue = true;
    this.draw();
  }
  showAll(): void {
    this.fit();
    this.moved();
    this.view.touched = false;
  }
  zoomMiddle(factor: number): void {
    this.view.zoom(factor, this.view.width / 2, this.view.height / 2);
    this.moved();
  }

  private fit(): void {
    const box = this.group[0]!.extent();
    if (box) this.view.fit(box);
  }

  /** What there is to see. */
  extent(): Box | null {
    const { focus_m, town_m } = this.page.facts;
    const given = focus_m ?? town_m;
    if (!given) return null;
    let [x0, y0, x1, y1] = given;
    const room = 0.04 * Math.max(x1 - x0, y1 - y0, 20);
    return { x0: x0 - room, y0: y0 - room, x1: x1 + room, y1: y1 + room };
  }

  private recolour(): void {
    const { water, crowd } = this.page.facts;
    if (water) this.parts.water?.setColours(depths(this.shown.water), water.step_m, water.deepest_m);
    if (crowd) this.parts.crowd?.setColours(crowds, 1 / (crowd.block_m * crowd.block_m), crowd.most / (crowd.block_m * crowd.block_m));
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.pixels = Math.min(2, window.devicePixelRatio || 1);
    this.view.width = clientWidth;
    this.view.height = clientHeight;
    for (const canvas of [this.base, this.top]) {
      canvas.width = Math.round(clientWidth * this.pixels);
      canvas.height = Math.round(clientHeight * this.pixels);
    }
    if (!this.view.touched) this.fit();
    this.townDue = true;
    this.draw();
  }

  private moved(): void {
    this.view.touched = true;
    for (const map of this.group) map.follow();
  }
  private follow(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.townDue = true;
      this.ask();
    }, rest_ms);
    this.tip.hidden = true;
    this.ask();
  }
  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw();
    });
  }

  private draw(): void {
    const { view, pixels, time_s, shown, dark } = this;
    const { town, water, crowd, dots, shelters } = this.parts;
    const { alarm_s, curve } = this.page.facts;
    const evacuation_s = time_s - alarm_s;
    const evacuates = curve !== undefined && evacuation_s >= 0;
    const base = this.base.getContext("2d")!;
    if (this.townDue || !this.drawnView) {
      town.draw(base, view, pixels, shown.buildings, dark);
      this.base.style.transform = "";
      this.drawnView = view.copy();
      this.townDue = false;
    } else this.shiftBase();
    const top = this.top.getContext("2d")!;
    top.setTransform(1, 0, 0, 1, 0, 0);
    top.clearRect(0, 0, this.top.width, this.top.height);
    if (shown.layers.has("water")) water?.draw(top, view, pixels, evacuation_s);
    if (evacuates && shown.layers.has("crowd")) crowd?.draw(top, view, pixels, evacuation_s);
    if (evacuates && shown.layers.has("persons")) dots?.draw(top, view, pixels, evacuation_s, shown.hidden);
    top.setTransform(pixels, 0, 0, pixels, 0, 0);
    if (shown.layers.has("edits")) drawEdits(top, view, this.page.facts.edits ?? [], dark);
    if (!evacuates && shown.layers.has("traffic")) this.traffic?.draw(top, view, time_s, dark);
    if (shown.layers.has("shelters")) shelters.draw(top, view, evacuation_s, dark);
    this.scaleBar(top);
  }

  // Until the town is drawn anew, the picture of it is moved.
  private shiftBase(): void {
    const from = this.drawnView!;
    const k = this.view.scale / from.scale;
    const x = this.view.toX(from.fromX(0));
    const y = this.view.toY(from.fromY(0));
    this.base.style.transform = k === 1 && x === 0 && y === 0 ? "" : `translate(${x}px, ${y}px) scale(${k})`;
  }

  private scaleBar(context: CanvasRenderingContext2D): void {
    const most = 130 / this.view.scale;
    const power = Math.pow(10, Math.floor(Math.log10(most)));
    const length = [5, 2, 1].map((k) => k * power).find((m) => m <= most) ?? power;
    const width = length * this.view.scale;
    const x = this.view.width - width - 16;
    const y = this.view.height - 14;
    const ink = this.dark ? "#dfe4e8" : "#33383d";
    context.lineWidth = 5;
    context.strokeStyle = this.dark ? "#14171a" : "#ffffff";
    const line = (): void => {
      context.beginPath();
      context.moveTo(x, y - 5);
      context.lineTo(x, y);
      context.lineTo(x + width, y);
      context.lineTo(x + width, y - 5);
      context.stroke();
    };
    line();
    context.lineWidth = 2;
    context.strokeStyle = ink;
    line();
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "bottom";
    const words = length >= 1000 ? `${number(length / 1000, 1)} km` : `${number(length, 1)} m`;
    outlined(context, words, x + width / 2, y - 3, ink, this.dark ? "#14171a" : "#ffffff");
  }

  private listen(): void {
    const pointers = new Map<number, { x: number; y: number }>();
    const place = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
      const box = this.top.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    this.top.addEventListener("pointerdown", (event) => {
      this.top.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, place(event));
    });
    for (const name of ["pointerup", "pointercancel"] as const)
      this.top.addEventListener(name, (event) => pointers.delete(event.pointerId));
    this.top.addEventListener("pointermove", (event) => {
      const here = place(event);
      const before = pointers.get(event.pointerId);
      if (!before) return this.hover(here);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const was = Math.hypot(before.x - other.x, before.y - other.y);
        const now = Math.hypot(here.x - other.x, here.y - other.y);
        if (was > 0) this.view.zoom(now / was, (here.x + other.x) / 2, (here.y + other.y) / 2);
        this.view.pan((here.x - before.x) / 2, (here.y - before.y) / 2);
      } else this.view.pan(here.x - before.x, here.y - before.y);
      pointers.set(event.pointerId, here);
      this.moved();
    });
    this.top.addEventListener("pointerleave", () => (this.tip.hidden = true));
    this.top.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const at = place(event);
        this.view.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), at.x, at.y);
        this.moved();
      },
      { passive: false },
    );
    this.top.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    const step = 60;
    const acts: Record<string, () => void> = {
      ArrowLeft: () => this.view.pan(step, 0),
      ArrowRight: () => this.view.pan(-step, 0),
      ArrowUp: () => this.view.pan(0, step),
      ArrowDown: () => this.view.pan(0, -step),
      "+": () => this.zoomMiddle(1.4),
      "=": () => this.zoomMiddle(1.4),
      "-": () => this.zoomMiddle(1 / 1.4),
      "0": () => this.showAll(),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
    if (event.key !== "0") this.moved();
  }

  private hover(at: { x: number; y: number }): void {
    const d = this.shown.layers.has("shelters") ? this.parts.shelters.at(this.view, at.x, at.y) : -1;
    this.tip.hidden = d < 0;
    if (d < 0) return;
    const one = this.page.facts.destinations[d]!;
    const load = this.parts.shelters.load(d, this.time_s - this.page.facts.alarm_s);
    const capacity = one.capacity < 0 ? text("unlimited") : number(one.capacity);
    this.tip.replaceChildren(
      make("b", {}, one.name || one.id),
      make("span", {}, `${text(one.kind)} · ${number(load.admitted)} / ${capacity}${load.full ? " · " + text("shelterFull") : ""}`),
    );
    const left = Math.min(at.x + 14, this.view.width - this.tip.offsetWidth - 6);
    this.tip.style.left = `${Math.max(6, left)}px`;
    this.tip.style.top = `${Math.min(at.y + 14, this.view.height - this.tip.offsetHeight - 6)}px`;
  }
}
