// Writes www: one script and one style sheet that draw a board, with the icons and the font where Grafana's parts look
// for them.
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

rmSync("www", { recursive: true, force: true });
await build({
  entryPoints: { page: "src/main.tsx" },
  outdir: "www",
  bundle: true,
  format: "esm",
  jsx: "automatic",
  target: "es2022",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  loader: { ".ttf": "empty" },
  define: { "process.env.NODE_ENV": '"production"' },
});
cpSync("node_modules/@grafana/ui/dist/public/img", "www/public/build/img", { recursive: true });
for (const weight of ["Regular", "Medium"]) cpSync(`node_modules/inter-ui/web/Inter-${weight}.woff2`, `www/public/fonts/inter/Inter-${weight}.woff2`);
writeFileSync(
  "www/index.html",
  '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><div id="board"></div><script type="module" src="page.js"></script>',
);
