// The clock of the page: time, play, speed.

export class Clock {
  time_s = 0;
  playing = false;
  speed = 60;
  private last_ms = 0;
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly start_s: number,
    readonly end_s: number,
    private readonly calendar = false,
  ) {}

  /** Calls `listener` now and whenever time, speed or playing change. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
    listener();
  }
  seek(time_s: number): void {
    this.time_s = Math.min(this.end_s, Math.max(0, time_s));
    this.tell();
  }
  setSpeed(speed: number): void {
    this.speed = speed;
    this.tell();
  }
  toggle(): void {
    this.playing = !this.playing;
    if (this.playing && this.time_s >= this.end_s) this.time_s = 0;
    if (this.playing) {
      this.last_ms = performance.now();
      requestAnimationFrame((now) => this.tick(now));
    }
    this.tell();
  }
  /** Time of day. */
  face(time_s = this.time_s, seconds = true): string {
    const t = Math.round(this.start_s + time_s);
    const two = (n: number): string => String(n).padStart(2, "0");
    const day = Math.floor(t / 86400);
    if (this.calendar) {
      const date = new Date(Date.UTC(2001, 0, 1 + day));
      return `${date.getUTCMonth() + 1}/${date.getUTCDate()} ${two(Math.floor(t / 3600) % 24)}:00`;
    }
    const words = `${two(Math.floor(t / 3600) % 24)}:${two(Math.floor(t / 60) % 60)}` + (seconds ? `:${two(t % 60)}` : "");
    return day > 0 ? `+${day} ${words}` : words;
  }

  private tick(now_ms: number): void {
    if (!this.playing) return;
    const passed_s = Math.min(0.25, Math.max(0, (now_ms - this.last_ms) / 1000)); // the first may lie before `last_ms`
    this.last_ms = now_ms;
    this.time_s = Math.min(this.end_s, this.time_s + passed_s * this.speed);
    if (this.time_s >= this.end_s) this.playing = false;
    this.tell();
    if (this.playing) requestAnimationFrame((now) => this.tick(now));
  }
  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
