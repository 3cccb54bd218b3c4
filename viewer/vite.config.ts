import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

// One file, scripts and styles inside; finish.mjs then adds the content security policy.
export default defineConfig({
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  build: { target: "es2022", cssCodeSplit: false, assetsInlineLimit: 1e8, reportCompressedSize: false, modulePreload: false },
});
