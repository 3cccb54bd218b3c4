import { defineConfig } from "vite";

// The program of three dimensions, which the page holds as text until it is asked for.
export default defineConfig({
  build: {
    target: "es2022",
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: { entry: "src/scene.ts", formats: ["iife"], name: "machiScene", fileName: () => "scene.js" },
  },
});
