// Turns dist/index.html into viewer.html: the content security policy gets the hashes of the one script and the styles,
// so that the page runs nothing else and asks for nothing, and the licences of what is bundled stand in a comment.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

let html = readFileSync("dist/index.html", "utf8").replaceAll(" crossorigin", "");
const hashes = (tag) =>
  [...html.matchAll(new RegExp(`<${tag}(?: type="module")?[^>]*>([\\s\\S]*?)</${tag}>`, "g"))]
    .map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
    .join(" ");
const policy =
  `default-src 'none'; script-src ${hashes("script")}; style-src ${hashes("style")}; ` +
  `img-src data: blob:; base-uri 'none'; form-action 'none'`;
html = html.replace("@@POLICY@@", () => policy);
const licence = readFileSync("node_modules/uplot/LICENSE", "utf8").trim();
const version = JSON.parse(readFileSync("node_modules/uplot/package.json", "utf8")).version;
html = html.replace("<!--@@LICENCES@@-->", () => `<!--\nThis page contains uPlot ${version}:\n\n${licence}\n-->`);
if (html.split("<!--@@DATA@@-->").length !== 2) throw new Error("the page must have one place for data");
writeFileSync("viewer.html", html);
