// Buildings as solids: their outlines, drawn up to their heights, in one mesh.
import * as three from "three";
import type { Shapes } from "./data";

const least_height_m = 3; // also where none is known

export interface Walls {
  mesh: three.Mesh;
  /** Colours every building; red, green and blue from 0 to 255. */
  colour(of: (feature: number) => [number, number, number]): void;
}

type Ring = three.Vector2[];

function ringOf(shapes: Shapes, r: number): Ring {
  const { pointBegin, xy } = shapes;
  const ring: Ring = [];
  for (let p = pointBegin[r]!; p < pointBegin[r + 1]!; ++p) ring.push(new three.Vector2(xy[2 * p]!, xy[2 * p + 1]!));
  if (ring.length > 1 && ring[0]!.equals(ring[ring.length - 1]!)) ring.pop();
  return ring;
}

/** A building's rings by outline: one that turns as the first does is another outline, others are holes in the last. */
function outlinesOf(shapes: Shapes, f: number): Ring[][] {
  const outlines: Ring[][] = [];
  let turns = 0;
  for (let r = shapes.ringBegin[f]!; r < shapes.ringBegin[f + 1]!; ++r) {
    const ring = ringOf(shapes, r);
    const area = three.ShapeUtils.area(ring);
    if (ring.length < 3 || area === 0) continue;
    if (turns === 0) turns = Math.sign(area);
    if (Math.sign(area) === turns) outlines.push([ring]);
    else outlines[outlines.length - 1]!.push(ring);
  }
  return outlines;
}

class Solids {
  private readonly place: number[] = [];
  private readonly corner: number[] = [];
  readonly firstVertex: number[] = [];

  constructor(private readonly middle: { x: number; y: number }) {}

  add(outlines: Ring[][], height_m: number): void {
    this.firstVertex.push(this.place.length / 3);
    for (const rings of outlines) {
      const first = this.place.length / 3;
      for (const ring of rings) this.walls(ring, height_m, three.ShapeUtils.area(rings[0]!) < 0);
      const up = three.ShapeUtils.area(rings[0]!) > 0;
      for (const [a, b, c] of three.ShapeUtils.triangulateShape(rings[0]!, rings.slice(1)) as [number, number, number][])
        this.corner.push(...[a, up ? b : c, up ? c : b].map((point) => first + 2 * point + 1));
    }
  }
  private walls(ring: Ring, height_m: number, flip: boolean): void {
    const first = this.place.length / 3;
    const n = ring.length;
    for (const { x, y } of ring)
      this.place.push(x - this.middle.x, 0, this.middle.y - y, x - this.middle.x, height_m, this.middle.y - y);
    for (let i = 0; i < n; ++i) {
      const a = first + 2 * i;
      const b = first + 2 * ((i + 1) % n);
      if (flip) this.corner.push(a, a + 1, b, b, a + 1, b + 1);
      else this.corner.push(a, b, a + 1, b, b + 1, a + 1);
    }
  }
  geometry(): three.BufferGeometry {
    this.firstVertex.push(this.place.length / 3);
    const geometry = new three.BufferGeometry();
    geometry.setAttribute("position", new three.BufferAttribute(Float32Array.from(this.place), 3));
    geometry.setAttribute("color", new three.BufferAttribute(new Uint8Array(this.place.length), 3, true));
    geometry.setIndex(new three.BufferAttribute(Uint32Array.from(this.corner), 1));
    return geometry;
  }
}

export function solidBuildings(shapes: Shapes, heights_m: Float32Array | null, middle: { x: number; y: number }): Walls {
  const solids = new Solids(middle);
  for (let f = 0; f < shapes.features; ++f) solids.add(outlinesOf(shapes, f), Math.max(least_height_m, heights_m?.[f] ?? 0));
  const geometry = solids.geometry();
  // Faces are shaded by their own slope; outlines of unknown turn need both sides.
  const mesh = new three.Mesh(geometry, new three.MeshLambertMaterial({ vertexColors: true, flatShading: true, side: three.DoubleSide }));
  mesh.frustumCulled = false;
  return {
    mesh,
    colour: (of) => {
      const colour = geometry.getAttribute("color");
      for (let f = 0; f + 1 < solids.firstVertex.length; ++f) {
        const rgb = of(f);
        for (let v = solids.firstVertex[f]!; v < solids.firstVertex[f + 1]!; ++v) colour.array.set(rgb, 3 * v);
      }
      colour.needsUpdate = true;
    },
  };
}
