// Turns dist/index.html and dist/scene.js into viewer.html: the program of three dimensions stands in it as text, the
// content security policy gets the hashes of both programs and of the styles, so that the page runs nothing else and asks
// for nothing, and the licences of what is bundled stand in a comment.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

let html = readFileSync("dist/index.html", "utf8").replaceAll(" crossorigin", "");
const scene = readFileSync("dist/scene.js", "utf8");
if (/<!--|<\/?script/i.test(scene)) throw new Error("dist/scene.js would end the element that it stands in");
html = html.replace("<!--@@SCENE@@-->", () => `<script type="text/plain" id="scene">${scene}</script>`);
const hashes = (tag) =>
  [...html.matchAll(new RegExp(`<${tag}(?: type="[a-z/]+")?[^>]*>([\\s\\S]*?)</${tag}>`, "g"))]
    .map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
    .join(" ");
const policy =
  `default-src 'none'; script-src ${hashes("script")}; style-src ${hashes("style")}; ` +
  `img-src data: blob:; base-uri 'none'; form-action 'none'`;
html = html.replace("@@POLICY@@", () => policy);
const licence = (name, file) => {
  const version = JSON.parse(readFileSync(`node_modules/${file}/package.json`, "utf8")).version;
  return `${name} ${version}:\n\n${readFileSync(`node_modules/${file}/LICENSE`, "utf8").trim()}\n`;
};
const licences = `This page contains ${licence("uPlot", "uplot")}\nand ${licence("three.js", "three")}`;
html = html.replace("<!--@@LICENCES@@-->", () => `<!--\n${licences}-->`);
if (html.split("<!--@@DATA@@-->").length !== 2) throw new Error("the page must have one place for data");
writeFileSync("viewer.html", html);
