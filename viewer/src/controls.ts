// Play, slider, time of day, speed.
import type { Clock } from "./clock";
import { label, make } from "./dom";
import { onLanguage, text } from "./i18n";

const speeds = [10, 30, 60, 120, 300, 600, 1800, 3600, 86400, 604800];

export function controls(clock: Clock): HTMLElement {
  const play = make("button", { type: "button", class: "play" });
  const slider = make("input", { type: "range", min: "0", max: String(clock.end_s), step: "1", id: "time" });
  const face = make("output", { for: "time", class: "face" });
  const speed = make("select", {}, ...speeds.map((s) => make("option", { value: String(s) }, `× ${s}`)));
  label(slider, "time");
  label(speed, "speed");
  label(speed, "speed", "title");
  play.addEventListener("click", () => clock.toggle());
  slider.addEventListener("input", () => clock.seek(Number(slider.value)));
  speed.addEventListener("change", () => clock.setSpeed(Number(speed.value)));
  const show = (): void => {
    play.textContent = clock.playing ? "❚❚" : "▶";
    play.setAttribute("aria-label", text(clock.playing ? "pause" : "play"));
    slider.value = String(clock.time_s);
    slider.style.setProperty("--part", `${(100 * clock.time_s) / clock.end_s}%`);
    slider.setAttribute("aria-valuetext", clock.face());
    const minutes = Math.floor(clock.time_s / 60);
    face.replaceChildren(make("b", {}, clock.face()), make("small", {}, text("elapsed", { n: minutes })));
    speed.value = String(clock.speed);
  };
  clock.onChange(show);
  onLanguage(show);
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.key !== " " || ["BUTTON", "INPUT", "SELECT", "SUMMARY"].includes(target.tagName)) return;
    event.preventDefault();
    clock.toggle();
  });
  return make("div", { class: "controls" }, play, slider, face, speed);
}

/** A speed at which the run takes about a minute. */
export function fittingSpeed(end_s: number): number {
  return speeds.find((s) => end_s / s <= 75) ?? speeds[speeds.length - 1]!;
}
