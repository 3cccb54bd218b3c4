// Which part of the town the map shows, and how places become pixels.

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

const least_scale = 0.002; // pixels per metre
const largest_scale = 20;

export class View {
  x = 0; // centre, metres
  y = 0;
  scale = 1; // pixels per metre
  width = 1; // pixels
  height = 1;
  touched = false; // by the user: then it stays when the window changes

  toX(x_m: number): number {
    return (x_m - this.x) * this.scale + this.width / 2;
  }
  toY(y_m: number): number {
    return (this.y - y_m) * this.scale + this.height / 2;
  }
  fromX(px: number): number {
    return (px - this.width / 2) / this.scale + this.x;
  }
  fromY(py: number): number {
    return this.y - (py - this.height / 2) / this.scale;
  }
  box(): Box {
    return { x0: this.fromX(0), y0: this.fromY(this.height), x1: this.fromX(this.width), y1: this.fromY(0) };
  }
  fit(box: Box): void {
    this.x = (box.x0 + box.x1) / 2;
    this.y = (box.y0 + box.y1) / 2;
    this.setScale(0.94 * Math.min(this.width / (box.x1 - box.x0), this.height / (box.y1 - box.y0)));
  }
  pan(dx: number, dy: number): void {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
  }
  /** Zooms by a factor; what lies under the pixel stays there. */
  zoom(factor: number, px: number, py: number): void {
    const x = this.fromX(px);
    const y = this.fromY(py);
    this.setScale(this.scale * factor);
    this.x += x - this.fromX(px);
    this.y += y - this.fromY(py);
  }
  copy(): View {
    return Object.assign(new View(), this);
  }
  private setScale(scale: number): void {
    this.scale = Math.min(largest_scale, Math.max(least_scale, scale));
  }
}
