// Writes mini-app/www: the package that Zalo's tools deploy (a folder with app-config.json at its top), and that the
// gateway shows to browsers. Entry and chunks end in .module.js, as Zalo's page expects.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const OUT = "mini-app/www";
const province = JSON.parse(readFileSync("mini-app/province.json", "utf8"));
if (process.env.MINI_APP_GATEWAY) province.gateway = process.env.MINI_APP_GATEWAY;

rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { app: "mini-app/src/main.tsx" },
  outdir: OUT,
  entryNames: "[name]-[hash].module",
  chunkNames: "[name]-[hash].module",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2017", // esbuild cannot lower destructuring, which safari13 would need
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  alias: { "hls.js": "hls.js/dist/hls.light.mjs" },
  define: { PROVINCE: JSON.stringify(province), "process.env.NODE_ENV": '"production"' },
});

const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({ name: basename(path), entry: Boolean(output.entryPoint?.endsWith("main.tsx")) }));
const scripts = outputs.filter(({ name }) => name.endsWith(".js"));
const first = scripts.filter(({ entry }) => entry).map(({ name }) => name);
const configuration = {
  app: {
    title: province.name,
    headerTitle: province.name,
    headerColor: province.header_colour,
    textColor: "white",
    leftButton: "back",
    statusBar: "normal",
    actionBarHidden: false,
    hideIOSSafeAreaBottom: false,
  },
  debug: false,
  listCSS: outputs.filter(({ name }) => name.endsWith(".css")).map(({ name }) => name),
  listSyncJS: first,
  listAsyncJS: scripts.map(({ name }) => name).filter((name) => !first.includes(name)),
};
// Last: whoever finds it finds all the rest.
writeFileSync(`${OUT}/app-config.part`, JSON.stringify(configuration, null, 2));
renameSync(`${OUT}/app-config.part`, `${OUT}/app-config.json`);
writeFileSync("node_modules/.mini-app-parts.json", JSON.stringify(metafile));
