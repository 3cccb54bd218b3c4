// The page of a run. Everything it shows stands in the file itself.
import "uplot/dist/uPlot.min.css";
import "./style.css";
import { charts } from "./charts";
import { Clock } from "./clock";
import { controls, fittingSpeed } from "./controls";
import { forgetBlocks } from "./blocks";
import { readFacts, readPage, type Facts, type Page } from "./data";
import { label, make, worded } from "./dom";
import { currentLanguage, onLanguage, setLanguage, text } from "./i18n";
import { counters, layerPanel } from "./panel";
import { Stage } from "./stage";
import { destinations, edits, figures, kpiSheet, provenance, validation } from "./tables";

declare global {
  interface Window {
    __ready?: boolean;
  }
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** What stands behind # in the address: t (seconds), lang, theme, view (3d). */
function asked(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

function isDark(): boolean {
  const theme = document.documentElement.dataset["theme"];
  return theme ? theme === "dark" : prefersDark.matches;
}

function head(facts: Facts, clock: Clock, restyle: () => void): HTMLElement {
  const language = make("button", { type: "button" });
  onLanguage(() => (language.textContent = text("language")));
  language.addEventListener("click", () => setLanguage(currentLanguage() === "ja" ? "en" : "ja"));
  const theme = make("button", { type: "button" }, "◐");
  label(theme, "theme");
  label(theme, "theme", "title");
  theme.addEventListener("click", () => {
    document.documentElement.dataset["theme"] = isDark() ? "light" : "dark";
    restyle();
  });
  const print = worded("button", "print", { type: "button" });
  print.addEventListener("click", () => window.print());
  const own = facts.title || facts.name;
  const other = facts.proposal ? facts.proposal.title || facts.proposal.name : "";
  const title = make("h1");
  onLanguage(() => {
    title.textContent = other && other !== own ? text("against", { base: own, proposal: other }) : own;
    document.title = title.textContent;
  });
  return make(
    "header",
    {},
    make(
      "div",
      {},
      title,
      make("p", { class: "faint" }, `${facts.name} · ${clock.face(0, false)} – ${clock.face(facts.end_s, false)}`),
    ),
    make("nav", {}, language, theme, print),
  );
}

async function readPages(facts: Facts): Promise<Page[]> {
  const pages = [await readPage(facts)];
  if (facts.proposal) pages.push(await readPage(facts.proposal, "proposal-"));
  forgetBlocks();
  return pages;
}

async function show(app: HTMLElement, facts: Facts): Promise<void> {
  const pages = await readPages(facts);
  const end_s = Math.max(1, facts.end_s, facts.proposal?.end_s ?? 0);
  const clock = new Clock(facts.start_s, end_s, facts.calendar);
  clock.setSpeed(fittingSpeed(end_s));
  const map = new Stage(pages);
  const curves = charts(facts, clock);
  const restyle = (): void => {
    map.setDark(isDark());
    curves.restyle();
  };
  const credit = make("p", { class: "credit" }, facts.attribution);
  const parts: (Node | null)[] = [
    head(facts, clock, restyle),
    counters(facts, clock),
    make("main", {}, make("div", { class: "stage" }, map.element, controls(clock), credit), layerPanel(pages, map)),
    make("section", { id: "curves" }, curves.element, worded("p", "curvesHelp", { class: "faint screen" })),
    edits(facts),
    figures(facts),
    kpiSheet(facts),
    destinations(facts, clock),
    validation(facts),
    provenance(facts),
    make("footer", {}, make("p", {}, facts.attribution), worded("p", "licence", { class: "faint" })),
  ];
  app.replaceChildren(...parts.filter((part): part is Node => part !== null));
  clock.onChange(() => map.setTime(clock.time_s));
  onLanguage(() => map.changed());
  restyle();
  prefersDark.addEventListener("change", restyle);
  forPrint(map, restyle);
  const from = (): void => {
    const t = asked().get("t");
    if (t !== null && Number.isFinite(Number(t))) clock.seek(Number(t));
  };
  addEventListener("hashchange", from);
  from();
  if (asked().get("view") === "3d") map.show(true);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  window.__ready = true;
}

// Paper is white whatever the screen.
function forPrint(map: Stage, restyle: () => void): void {
  let before: string | undefined;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset["theme"];
    document.documentElement.dataset["theme"] = "light";
    restyle();
    map.drawNow();
  });
  addEventListener("afterprint", () => {
    if (before === undefined) delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = before;
    restyle();
  });
}

async function begin(): Promise<void> {
  const lang = asked().get("lang");
  setLanguage(lang === "ja" || lang === "en" ? lang : currentLanguage());
  const theme = asked().get("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset["theme"] = theme;
  const app = document.getElementById("app")!;
  app.replaceChildren(worded("p", "loading", { class: "message" }));
  try {
    if (typeof DecompressionStream === "undefined") throw new Error(text("old"));
    const facts = readFacts();
    if (!facts) throw new Error(text("noData"));
    await show(app, facts);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    app.replaceChildren(make("p", { class: "message", role: "alert" }, text("broken") + words));
    throw error;
  }
}

void begin();
