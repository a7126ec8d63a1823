// What the package weighs, part by part, and whether it keeps within the limits. Ends with status 1 when it does not.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const FOLDER = "mini-app/www";
const WHOLE_LIMIT = 600_000; // ours: smaller than the app of Tây Ninh
const FIRST_LIMIT = 40_000; // ours, compressed: what is fetched before the first screen
const FILE_LIMIT = 3_000_000; // Zalo's, for one file (contract 9.1)

const configuration = JSON.parse(readFileSync(`${FOLDER}/app-config.json`, "utf8"));
const PAGE = "index.html"; // the gateway's: Zalo's tools leave it out
const sizes = new Map(readdirSync(FOLDER).filter((name) => name !== PAGE).map((name) => {
  const content = readFileSync(`${FOLDER}/${name}`);
  return [name, { raw: content.length, packed: gzipSync(content, { level: 9 }).length, content: content.toString() }];
}));
const first = firstLoad(configuration.listSyncJS).concat(configuration.listCSS);

for (const [name, { raw, packed }] of [...sizes].sort(([, a], [, b]) => b.raw - a.raw)) row(name, raw, packed, first.includes(name) ? "first load" : "");
const whole = [...sizes.values()].reduce((sum, { raw }) => sum + raw, 0);
const early = first.reduce((sum, name) => sum + sizes.get(name).packed, 0);
row("whole package", whole, null, `limit ${WHOLE_LIMIT}`);
row("first load", first.reduce((sum, name) => sum + sizes.get(name).raw, 0), early, `limit ${FIRST_LIMIT} compressed`);

const faults = [
  whole > WHOLE_LIMIT && `the package has ${whole} bytes, more than ${WHOLE_LIMIT}`,
  early > FIRST_LIMIT && `the first load has ${early} bytes compressed, more than ${FIRST_LIMIT}`,
  ...[...sizes].map(([name, { raw }]) => raw > FILE_LIMIT && `${name} has ${raw} bytes, more than Zalo takes`),
  ...[...configuration.listSyncJS, ...configuration.listAsyncJS].map((name) => !name.endsWith(".module.js") && `${name} does not end in .module.js`),
].filter(Boolean);
faults.forEach((fault) => console.error(fault));
process.exitCode = faults.length ? 1 : 0;

/** The entries and what they import before they run; what is imported later is left out. */
function firstLoad(names, found = []) {
  for (const name of names) {
    if (found.includes(name)) continue;
    found.push(name);
    const imports = [...sizes.get(name).content.matchAll(/(?:from|import)\s?"\.\/([^"]+)"/g)].map(([, file]) => file);
    firstLoad(imports, found);
  }
  return found;
}

function row(name, raw, packed, note) {
  console.log(`${name.padEnd(36)} ${String(raw).padStart(8)} ${String(packed ?? "").padStart(8)}  ${note}`);
}
