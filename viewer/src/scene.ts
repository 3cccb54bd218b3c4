// Runs in three dimensions, drawn by three.js only when something has changed. A program of its own: see solid.ts.
import * as three from "three";
import { MapControls } from "three/examples/jsm/controls/MapControls.js";
import { solidBuildings, type Walls } from "./building_solids";
import { ground as groundColours, rgb, speeds, states } from "./colours";
import { order } from "./crowd";
import { ringsOf } from "./data";
import { edit_colour } from "./edits";
import { firstOf } from "./links";
import type { Parts, Shown } from "./map";
import type { Raster } from "./raster";
import type { Solid } from "./solid";
import { buildingColour } from "./town";
import { View, type Box } from "./view";

const most_ground_pixels = 4096; // along a side
const most_ground_pixels_slow = 2048; // where the processor draws
const water_m = 0.4; // above the ground, which is flat here
const crowd_m = 0.6;
const person_m = 1;
const full_colour = "#b35900";

// Colours are those of the flat map, so nothing is converted.
three.ColorManagement.enabled = false;

/** Places of three.js: x east, y up, z south, from the middle of the town. */
interface Frame {
  x: number;
  y: number;
}

/** Whether the processor draws instead of a graphics card. Then smooth edges and a sharp ground cost more than they show. */
function drawnByProcessor(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  const about = context?.getExtension("WEBGL_debug_renderer_info");
  const name = about ? String(context!.getParameter(about.UNMASKED_RENDERER_WEBGL)) : "";
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

function bytesOf(hex: string): [number, number, number] {
  return rgb(hex);
}

function union(a: Box, b: Box): Box {
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}

/** One run as a scene. */
class RunScene {
  readonly scene = new three.Scene();
  private readonly sun = new three.DirectionalLight(0xffffff, 1.7);
  private readonly sky = new three.HemisphereLight(0xffffff, 0x8a8175, 1.9);
  private readonly ground: three.Mesh<three.PlaneGeometry, three.MeshBasicMaterial> | null;
  private readonly walls: Walls | null;
  private readonly rasters: { name: "water" | "crowd"; raster: Raster; mesh: three.Mesh; texture: three.CanvasTexture; sent: number }[] = [];
  private readonly dots: three.Points<three.BufferGeometry, three.PointsMaterial> | null;
  private readonly lines: three.LineSegments<three.BufferGeometry, three.LineBasicMaterial> | null;
  private readonly columns: three.Mesh<three.CylinderGeometry, three.MeshLambertMaterial>[] = [];
  private readonly edits = new three.Group();
  private colours = "";
  private interval = -1;
  private groundDark: boolean | null = null; // as it was painted last

  constructor(
    private readonly parts: Parts,
    private readonly box: Box,
    private readonly frame: Frame,
    private readonly slow: boolean,
  ) {
    const { page } = parts;
    this.sun.position.set(-0.5, 1, 0.65);
    this.scene.add(this.sun, this.sky);
    this.ground = this.addGround();
    this.walls = page.buildings ? solidBuildings(page.buildings, page.buildingHeight_m, frame) : null;
    if (this.walls) this.scene.add(this.walls.mesh);
    if (parts.water) this.addRaster("water", parts.water, water_m);
    if (parts.crowd) this.addRaster("crowd", parts.crowd, crowd_m);
    this.dots = parts.dots ? this.addDots(parts.dots.x.length) : null;
    this.lines = page.links ? this.addLines() : null;
    this.addColumns();
    this.addEdits();
  }

  restyle(shown: Shown, dark: boolean): void {
    const palette = groundColours(dark);
    this.scene.background = new three.Color(dark ? "#22303a" : "#dfe9ee");
    if (this.ground && this.groundDark !== dark) this.paintGround(this.ground, dark);
    this.groundDark = dark;
    const colours = `${shown.buildings} ${dark}`;
    if (this.walls && colours !== this.colours) {
      const of = buildingColour(this.parts.page, shown.buildings);
      this.walls.colour((f) => {
        const colour = of(f);
        return bytesOf(colour === "plain" ? (dark ? palette.plain : "#e6ddd0") : colour);
      });
    }
    this.colours = colours;
    this.interval = -1;
  }

  place(shown: Shown, time_s: number): void {
    const { facts } = this.parts.page;
    const evacuation_s = time_s - facts.alarm_s;
    const evacuates = facts.curve !== undefined && evacuation_s >= 0;
    for (const one of this.rasters) {
      one.mesh.visible = shown.layers.has(one.name) && (one.name === "water" || evacuates);
      if (!one.mesh.visible) continue;
      one.raster.paint(evacuation_s);
      // The flat map paints the same canvas.
      if (one.sent !== one.raster.paintings) one.texture.needsUpdate = true;
      one.sent = one.raster.paintings;
    }
    if (this.dots) {
      this.dots.visible = evacuates && shown.layers.has("persons");
      if (this.dots.visible) this.placeDots(this.dots, shown, evacuation_s);
    }
    if (this.lines) {
      this.lines.visible = !evacuates && shown.layers.has("traffic");
      if (this.lines.visible) this.colourLines(this.lines, time_s);
    }
    this.placeColumns(shown.layers.has("shelters"), evacuation_s);
    this.edits.visible = shown.layers.has("edits");
  }

  private addGround(): three.Mesh<three.PlaneGeometry, three.MeshBasicMaterial> | null {
    const { x0, y0, x1, y1 } = this.box;
    const mesh = new three.Mesh(new three.PlaneGeometry(x1 - x0, y1 - y0), new three.MeshBasicMaterial());
    mesh.rotation.x = -Math.PI / 2;
    mesh.position.set((x0 + x1) / 2 - this.frame.x, 0, this.frame.y - (y0 + y1) / 2);
    this.scene.add(mesh);
    return mesh;
  }
  private paintGround(mesh: three.Mesh<three.PlaneGeometry, three.MeshBasicMaterial>, dark: boolean): void {
    const { x0, y0, x1, y1 } = this.box;
    const view = new View();
    view.scale = Math.min(2, (this.slow ? most_ground_pixels_slow : most_ground_pixels) / Math.max(x1 - x0, y1 - y0));
    view.x = (x0 + x1) / 2;
    view.y = (y0 + y1) / 2;
    const canvas = document.createElement("canvas");
    canvas.width = view.width = Math.max(1, Math.round((x1 - x0) * view.scale));
    canvas.height = view.height = Math.max(1, Math.round((y1 - y0) * view.scale));
    this.parts.town.draw(canvas.getContext("2d")!, view, 1, null, dark);
    mesh.material.map?.dispose();
    mesh.material.map = new three.CanvasTexture(canvas);
    mesh.material.map.anisotropy = this.slow ? 1 : 8;
    mesh.material.needsUpdate = true;
  }

  private addRaster(name: "water" | "crowd", raster: Raster, height_m: number): void {
    const texture = new three.CanvasTexture(raster.canvas);
    texture.generateMipmaps = false;
    texture.minFilter = three.LinearFilter;
    texture.magFilter = name === "water" ? three.LinearFilter : three.NearestFilter;
    const width = raster.canvas.width * raster.pixel_m;
    const height = raster.canvas.height * raster.pixel_m;
    const material = new three.MeshBasicMaterial({ map: texture, transparent: true, depthWrite: false });
    const mesh = new three.Mesh(new three.PlaneGeometry(width, height), material);
    mesh.rotation.x = -Math.PI / 2;
    mesh.position.set(raster.x0 + width / 2 - this.frame.x, height_m, this.frame.y - (raster.y1 - height / 2));
    this.scene.add(mesh);
    this.rasters.push({ name, raster, mesh, texture, sent: -1 });
  }

  private addDots(count: number): three.Points<three.BufferGeometry, three.PointsMaterial> {
    const geometry = new three.BufferGeometry();
    geometry.setAttribute("position", new three.BufferAttribute(new Float32Array(3 * count), 3));
    geometry.setAttribute("color", new three.BufferAttribute(new Uint8Array(3 * count), 3, true));
    const size = count < 5000 ? 5 : count < 30000 ? 4 : 3;
    const material = new three.PointsMaterial({ size, sizeAttenuation: false, vertexColors: true });
    const dots = new three.Points(geometry, material);
    dots.frustumCulled = false;
    this.scene.add(dots);
    return dots;
  }
  private placeDots(dots: three.Points, shown: Shown, time_s: number): void {
    const crowd = this.parts.dots!;
    crowd.place(time_s);
    const place = dots.geometry.getAttribute("position");
    const colour = dots.geometry.getAttribute("color");
    const colours = order.map((state) => bytesOf(states[state]));
    let n = 0;
    for (let i = 0; i < crowd.state.length; ++i) {
      const state = crowd.state[i]!;
      if (shown.hidden.has(order[state]!)) continue;
      place.array[3 * n] = crowd.x[i]! - this.frame.x;
      place.array[3 * n + 1] = person_m;
      place.array[3 * n + 2] = this.frame.y - crowd.y[i]!;
      colour.array.set(colours[state]!, 3 * n);
      ++n;
    }
    dots.geometry.setDrawRange(0, n);
    place.needsUpdate = true;
    colour.needsUpdate = true;
  }

  private addLines(): three.LineSegments<three.BufferGeometry, three.LineBasicMaterial> {
    const links = this.parts.page.links!;
    const geometry = new three.BufferGeometry();
    const place = new Float32Array(6 * links.count);
    for (let end = 0; end < 2 * links.count; ++end) {
      place[3 * end] = links.xy[2 * end]! - this.frame.x;
      place[3 * end + 1] = person_m;
      place[3 * end + 2] = this.frame.y - links.xy[2 * end + 1]!;
    }
    geometry.setAttribute("position", new three.BufferAttribute(place, 3));
    geometry.setAttribute("color", new three.BufferAttribute(new Uint8Array(6 * links.count), 3, true));
    const lines = new three.LineSegments(geometry, new three.LineBasicMaterial({ vertexColors: true }));
    this.scene.add(lines);
    return lines;
  }
  private colourLines(lines: three.LineSegments, time_s: number): void {
    const links = this.parts.page.links!;
    const first = firstOf(links, time_s);
    if (first === this.interval) return;
    this.interval = first;
    const colour = lines.geometry.getAttribute("color");
    for (let link = 0; link < links.count; ++link) {
      const speed = links.volume[first + link]! > 0 ? links.speed_km_h[first + link]! : 0;
      let hex = "#b9b4a9";
      for (const step of speeds) if (speed > 0 && speed > step.from) hex = step.colour;
      colour.array.set(bytesOf(hex), 6 * link);
      colour.array.set(bytesOf(hex), 6 * link + 3);
    }
    colour.needsUpdate = true;
  }

  // A column at each destination, as high as its load.
  private addColumns(): void {
    const shape = new three.CylinderGeometry(1, 1, 1, 20);
    shape.translate(0, 0.5, 0);
    for (const one of this.parts.page.facts.destinations) {
      const mesh = new three.Mesh(shape, new three.MeshLambertMaterial({ transparent: true, opacity: 0.85 }));
      mesh.visible = false;
      mesh.position.set((one.x_m ?? 0) - this.frame.x, 0, this.frame.y - (one.y_m ?? 0));
      this.columns.push(mesh);
      this.scene.add(mesh);
    }
  }
  private placeColumns(on: boolean, time_s: number): void {
    const { facts } = this.parts.page;
    const most = Math.max(1, ...facts.destinations.map((one) => one.admitted));
    const size = Math.max(this.box.x1 - this.box.x0, this.box.y1 - this.box.y0);
    this.columns.forEach((mesh, d) => {
      const one = facts.destinations[d]!;
      const load = this.parts.shelters.load(d, time_s);
      mesh.visible = on && one.x_m !== undefined && load.admitted > 0;
      mesh.scale.set(0.004 * size, 0.005 * size + 0.09 * size * Math.sqrt(load.admitted / most), 0.004 * size);
      mesh.material.color.set(load.full ? full_colour : states.safe);
    });
  }

  private addEdits(): void {
    const material = new three.LineBasicMaterial({ color: edit_colour, depthTest: false });
    for (const edit of this.parts.page.facts.edits ?? [])
      for (const ring of ringsOf(edit)) {
        const points: three.Vector3[] = [];
        for (let p = 0; p + 1 < ring.length; p += 2)
          points.push(new three.Vector3(ring[p]! - this.frame.x, 2, this.frame.y - ring[p + 1]!));
        this.edits.add(new three.Line(new three.BufferGeometry().setFromPoints(points), material));
      }
    this.edits.renderOrder = 1;
    this.scene.add(this.edits);
  }
}

class Scenes implements Solid {
  private readonly slow = drawnByProcessor();
  private readonly renderer = new three.WebGLRenderer({ antialias: !this.slow, preserveDrawingBuffer: true });
  private readonly camera = new three.PerspectiveCamera(40, 1, 5, 60000);
  private readonly controls: MapControls;
  private readonly runs: RunScene[];
  private time_s = 0;
  private dark = false;
  private share = 1;
  private on = true;
  private asked = false;
  private stale = true; // colours of the runs
  private size = "";
  private opened = false; // whether it may be drawn: time and theme are told after the making

  constructor(
    private readonly place: HTMLElement,
    runs: Parts[],
    private readonly box: Box,
    private readonly shown: Shown,
  ) {
    this.renderer.outputColorSpace = three.LinearSRGBColorSpace;
    const frame = { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 };
    const town = runs[0]!.page.facts.town_m;
    const ground = town ? union(box, { x0: town[0], y0: town[1], x1: town[2], y1: town[3] }) : box;
    this.runs = runs.map((parts) => new RunScene(parts, ground, frame, this.slow));
    place.replaceChildren(this.renderer.domElement);
    this.renderer.domElement.tabIndex = 0;
    this.controls = new MapControls(this.camera, this.renderer.domElement);
    this.controls.enableDamping = false;
    this.controls.maxPolarAngle = 0.49 * Math.PI;
    this.controls.listenToKeyEvents(this.renderer.domElement);
    this.controls.addEventListener("change", () => this.ask());
    this.lookAtAll();
    new ResizeObserver(() => this.resize()).observe(place);
    this.resize();
    this.opened = true;
    this.ask();
  }

  setOn(on: boolean): void {
    this.on = on;
    this.ask();
  }
  setTime(time_s: number): void {
    this.time_s = time_s;
    this.ask();
  }
  setDark(dark: boolean): void {
    this.dark = dark;
    this.changed();
  }
  changed(): void {
    this.stale = true;
    this.ask();
  }
  divide(share: number): void {
    this.share = share;
    this.ask();
  }
  zoom(factor: number): void {
    this.camera.position.sub(this.controls.target).divideScalar(factor).add(this.controls.target);
    this.controls.update();
    this.ask();
  }
  showAll(): void {
    this.lookAtAll();
    this.ask();
  }

  private lookAtAll(): void {
    const size = Math.max(this.box.x1 - this.box.x0, this.box.y1 - this.box.y0);
    this.controls.target.set(0, 0, 0);
    this.camera.position.set(0, 0.5 * size, 0.62 * size);
    this.camera.near = Math.max(1, size / 2000);
    this.camera.far = 12 * size;
    this.camera.updateProjectionMatrix();
    this.controls.update();
  }
  private resize(): void {
    const { clientWidth, clientHeight } = this.place;
    const size = `${clientWidth} ${clientHeight}`;
    if (clientWidth === 0 || clientHeight === 0 || size === this.size) return;
    this.size = size;
    this.renderer.setPixelRatio(Math.min(2, window.devicePixelRatio || 1));
    this.renderer.setSize(clientWidth, clientHeight);
    this.camera.aspect = clientWidth / clientHeight;
    this.camera.updateProjectionMatrix();
    if (this.opened) this.drawNow();
  }
  private ask(): void {
    if (this.asked || !this.on) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.drawNow();
    });
  }
  drawNow(): void {
    if (!this.on) return;
    const { clientWidth, clientHeight } = this.place;
    if (this.stale) for (const run of this.runs) run.restyle(this.shown, this.dark);
    this.stale = false;
    const middle = Math.round(clientWidth * (this.runs.length > 1 ? this.share : 1));
    this.renderer.setScissorTest(true);
    this.runs.forEach((run, k) => {
      const [left, width] = k === 0 ? [0, middle] : [middle, clientWidth - middle];
      if (width <= 0) return;
      run.place(this.shown, this.time_s);
      this.renderer.setScissor(left, 0, width, clientHeight);
      this.renderer.render(run.scene, this.camera);
    });
  }
}

export function openScene(place: HTMLElement, runs: Parts[], extent: Box | null, shown: Shown): Solid {
  return new Scenes(place, runs, extent ?? { x0: -500, y0: -500, x1: 500, y1: 500 }, shown);
}
