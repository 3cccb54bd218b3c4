// The part of the map that stands still: ground, streets, buildings.
import { ground as groundColours, heights, needs, stepOf, uses, word } from "./colours";
import type { Page, Shapes } from "./data";
import type { Box, View } from "./view";

export type BuildingColours = "use" | "height" | "need" | "plain";

const tile_m = 400;
const edges_from = 0.9; // pixels per metre from which outlines of buildings are drawn

interface Tile {
  box: Box;
  paths: Map<string, Path2D>;
}

/** The colour of each building, or "plain". */
export function buildingColour(page: Page, colours: BuildingColours): (feature: number) => string {
  const { buildingUse, buildingHeight_m, buildingNeed_kWh_m2, facts } = page;
  const ofNeed = needs(facts.needs?.high_kWh_m2 ?? 1);
  return (f) => {
    if (colours === "use") return uses[buildingUse?.[f] ?? 6]!;
    if (colours === "need") return stepOf(ofNeed, buildingNeed_kWh_m2?.[f] ?? -1) || "plain";
    return colours === "height" ? stepOf(heights, buildingHeight_m?.[f] ?? 0) : "plain";
  };
}

/** Features in square tiles, one path for each colour, so that only what is in view is drawn. */
function tilesOf(shapes: Shapes, colourOf: (feature: number) => string): Tile[] {
  const tiles = new Map<string, Tile>();
  const { ringBegin, pointBegin, xy } = shapes;
  for (let f = 0; f < shapes.features; ++f) {
    const first = pointBegin[ringBegin[f]!]!;
    if (ringBegin[f] === ringBegin[f + 1] || first * 2 >= xy.length) continue;
    const name = `${Math.floor(xy[2 * first]! / tile_m)},${Math.floor(xy[2 * first + 1]! / tile_m)}`;
    let tile = tiles.get(name);
    if (!tile) {
      tile = { box: { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity }, paths: new Map() };
      tiles.set(name, tile);
    }
    const colour = colourOf(f);
    let path = tile.paths.get(colour);
    if (!path) tile.paths.set(colour, (path = new Path2D()));
    for (let r = ringBegin[f]!; r < ringBegin[f + 1]!; ++r) addRing(path, tile.box, xy, pointBegin[r]!, pointBegin[r + 1]!);
  }
  return [...tiles.values()];
}

function addRing(path: Path2D, box: Box, xy: Float32Array, begin: number, end: number): void {
  for (let p = begin; p < end; ++p) {
    const x = xy[2 * p]!;
    const y = xy[2 * p + 1]!;
    if (p === begin) path.moveTo(x, y);
    else path.lineTo(x, y);
    box.x0 = Math.min(box.x0, x);
    box.x1 = Math.max(box.x1, x);
    box.y0 = Math.min(box.y0, y);
    box.y1 = Math.max(box.y1, y);
  }
  path.closePath();
}

export class Town {
  private groundImage: HTMLCanvasElement | null = null;
  private groundDark = false;
  private roads: Tile[];
  private buildings: Tile[] = [];
  private buildingColours: BuildingColours | "" = "";

  constructor(private readonly page: Page) {
    this.roads = page.roads ? tilesOf(page.roads, () => "road") : [];
  }

  /** `colours` null: the ground without buildings. */
  draw(context: CanvasRenderingContext2D, view: View, pixels: number, colours: BuildingColours | null, dark: boolean): void {
    const palette = groundColours(dark);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    this.drawGround(context, view, pixels, dark);
    const s = view.scale * pixels;
    context.setTransform(s, 0, 0, -s, pixels * (view.width / 2) - view.x * s, pixels * (view.height / 2) + view.y * s);
    const seen = view.box();
    context.lineJoin = "round";
    if (view.scale > 0.25) {
      context.lineWidth = 1.6 / view.scale;
      context.strokeStyle = palette.roadEdge;
      this.each(this.roads, seen, (path) => context.stroke(path));
    }
    context.fillStyle = palette.road;
    this.each(this.roads, seen, (path) => context.fill(path));
    if (colours === null) return;
    this.colour(colours);
    context.lineWidth = 0.7 / view.scale;
    context.strokeStyle = palette.edge;
    context.globalAlpha = dark ? 0.72 : 1;
    this.each(this.buildings, seen, (path, colour) => {
      context.fillStyle = colour === "plain" ? palette.plain : colour;
      context.fill(path);
      if (view.scale > edges_from) context.stroke(path);
    });
    context.globalAlpha = 1;
  }

  private each(tiles: Tile[], seen: Box, visit: (path: Path2D, colour: string) => void): void {
    for (const { box, paths } of tiles) {
      if (box.x1 < seen.x0 || box.x0 > seen.x1 || box.y1 < seen.y0 || box.y0 > seen.y1) continue;
      for (const [colour, path] of paths) visit(path, colour);
    }
  }

  private colour(colours: BuildingColours): void {
    if (colours === this.buildingColours || !this.page.buildings) return;
    this.buildingColours = colours;
    this.buildings = tilesOf(this.page.buildings, buildingColour(this.page, colours));
  }

  private drawGround(context: CanvasRenderingContext2D, view: View, pixels: number, dark: boolean): void {
    const about = this.page.facts.ground;
    if (!about || !this.page.ground) return;
    if (!this.groundImage || this.groundDark !== dark) this.groundImage = this.paintGround(about.columns, about.rows, dark);
    this.groundDark = dark;
    const top = about.y_m + about.rows * about.cell_m;
    context.imageSmoothingEnabled = true;
    context.drawImage(
      this.groundImage,
      view.toX(about.x_m) * pixels,
      view.toY(top) * pixels,
      about.columns * about.cell_m * view.scale * pixels,
      about.rows * about.cell_m * view.scale * pixels,
    );
  }

  private paintGround(columns: number, rows: number, dark: boolean): HTMLCanvasElement {
    const palette = groundColours(dark);
    const words = [palette.land, palette.green, palette.water].map(word);
    const canvas = document.createElement("canvas");
    canvas.width = columns;
    canvas.height = rows;
    const context = canvas.getContext("2d")!;
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const ground = this.page.ground!;
    for (let row = 0; row < rows; ++row)
      for (let column = 0; column < columns; ++column) {
        const kind = ground[row * columns + column]!;
        if (kind > 0) pixels[(rows - 1 - row) * columns + column] = words[kind - 1]!;
      }
    context.putImageData(image, 0, 0);
    return canvas;
  }
}
