// Writes www/ as Zalo's tools deploy it: the home screen of home.jsx in one script and one style sheet.
import { rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

rmSync("www", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { app: "home.jsx" },
  outdir: "www",
  entryNames: "[name]-[hash].module",
  bundle: true,
  format: "esm",
  target: "es2017",
  jsx: "automatic",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "error",
  loader: { ".woff": "empty", ".woff2": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "empty", ".png": "empty" },
  define: { HOME: process.env.HOME_SHOWN, "process.env.NODE_ENV": '"production"' },
});
const names = Object.keys(metafile.outputs).map((path) => basename(path));
const configuration = {
  app: { title: "zaui", headerColor: "#0068ff" },
  listCSS: names.filter((name) => name.endsWith(".css")),
  listSyncJS: names.filter((name) => name.endsWith(".js")),
  listAsyncJS: [],
};
writeFileSync("www/app-config.json", JSON.stringify(configuration));
