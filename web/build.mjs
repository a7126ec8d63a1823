// Writes mini-app/www: the package that Zalo's tools deploy (a folder with app-config.json at its top), and that the
// gateway shows to browsers. Entry and chunks end in .module.js, as Zalo's page expects. index.html is the gateway's page;
// Zalo's tools leave it out, because Zalo has its own.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const OUT = process.argv[2] ?? "mini-app/www";
const province = JSON.parse(readFileSync("mini-app/province.json", "utf8"));
if (process.env.MINI_APP_GATEWAY) province.gateway = process.env.MINI_APP_GATEWAY;
if (process.env.MAP_TILES) province.map_tiles = process.env.MAP_TILES;
// With the first load, so that it is there with the name: an SVG of a few hundred bytes.
province.logo &&= `data:image/svg+xml,${encodeURIComponent(readFileSync(`mini-app/src/${province.logo}`, "utf8").trim())}`;

const common = {
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  logLevel: "warning",
  define: { PROVINCE: JSON.stringify(province), "process.env.NODE_ENV": '"production"' },
};

rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  ...common,
  entryPoints: { app: "mini-app/src/main.tsx" },
  // Each module that is fetched later then holds all that the first screen is made of, so that this is one file: in a
  // dozen small ones some would wait for a free connection, a round trip longer.
  inject: ["mini-app/src/app.tsx"],
  outdir: OUT,
  entryNames: "[name]-[hash].module",
  chunkNames: "[name]-[hash].module",
  assetNames: "[name]-[hash]",
  splitting: true,
  target: "es2017", // esbuild cannot lower destructuring, which safari13 would need
  minify: true,
  legalComments: "none",
  metafile: true,
});
await writePage();

const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({ name: basename(path), entry: Boolean(output.entryPoint?.endsWith("main.tsx")) }));
const scripts = outputs.filter(({ name }) => name.endsWith(".js"));
const first = scripts.filter(({ entry }) => entry).map(({ name }) => name);
const configuration = {
  app: {
    title: province.name,
    headerTitle: province.name,
    headerColor: province.header_colour,
    textColor: "white",
    leftButton: "none", // the app's own leads back at every step, also where a message has opened it
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

async function writePage() {
  const [entry] = Object.keys(metafile.outputs).filter((path) => metafile.outputs[path].entryPoint?.endsWith("main.tsx"));
  const { imports, cssBundle } = metafile.outputs[entry];
  const needed = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
  const { outputFiles } = await build({ ...common, entryPoints: ["mini-app/src/page.tsx"], platform: "node", write: false });
  // What the app looks at as soon as it is there, which a page that is being written does not have.
  Object.assign(globalThis, { location: new URL("https://page.invalid/app/"), document: { querySelector: () => null } });
  const { page } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  writeFileSync(`${OUT}/index.html`, page(readFileSync(cssBundle, "utf8"), [entry, ...needed].map((path) => basename(path))));
}
