// Writes common/src/api/schema.ts: what a citizen's app may ask, and the form of each question and answer, from the
// gateway's OpenAPI document.
//
//     node api.mjs ../docs/openapi.json
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const FOREIGN = /^\/v1\/(staff|webhooks|upstream|payment-callbacks)|^\/(open311|docs|openapi|\.well-known)|_api$/;
const JSON_TYPE = /json/;

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const wanted = new Map();
const operations = Object.entries(document.paths)
  .filter(([path]) => !FOREIGN.test(path))
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => line(method, path, operation)))
  .sort();
const types = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => `export type ${name} = ${text};\n`);

const form = createHash("sha256").update([...types, ...operations].join()).digest("hex").slice(0, 8);

writeFileSync(
  new URL("common/src/api/schema.ts", import.meta.url),
  `// Written by api.mjs from docs/openapi.json. The document itself explains each member.

/** Changes with the form of any answer: what was kept in another form is not shown. */
export const FORM = "${form}";

${types.join("\n")}
/** By method and path: what may be sent, and what comes back; \`Blob\` is a file. Where there is a \`key\`, none is sent without. */
export interface Operations {
${operations.join("\n")}
}
`,
);

function line(method, path, { parameters = [], requestBody, responses }) {
  const query = parameters.filter((each) => each.in === "query");
  const parts = [];
  if (query.length)
    parts.push(`query: { ${query.map((each) => `${key(each.name)}${each.required ? "" : "?"}: ${type(each.schema)}`).join("; ")} }`);
  const body = json(requestBody?.content);
  if (body) parts.push(`body: ${type(body)}`);
  if (parameters.some(({ name, required }) => required && name.toLowerCase() === "idempotency-key")) parts.push("key: string");
  const answer = Object.entries(responses).find(([status]) => status.startsWith("2"));
  const content = json(answer?.[1].content);
  parts.push(`answer: ${content ? type(content) : answer?.[0] === "204" ? "void" : "Blob"}`);
  return `  "${method.toUpperCase()} ${path}": { ${parts.join("; ")} };`;
}

function json(content) {
  return Object.entries(content ?? {}).find(([media]) => JSON_TYPE.test(media))?.[1].schema;
}

function type(schema) {
  if (schema.$ref) return named(schema.$ref.split("/").pop());
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map(type).join(" | ");
  if (schema.allOf) return schema.allOf.map(type).join(" & ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `Array<${type(schema.items ?? {})}>`;
  if (schema.properties) return members(schema);
  if (schema.type === "object")
    return `Record<string, ${typeof schema.additionalProperties === "object" ? type(schema.additionalProperties) : "unknown"}>`;
  return { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" }[schema.type] ?? "unknown";
}

function members({ properties, required = [] }) {
  const each = Object.entries(properties).map(([name, schema]) => `${key(name)}${required.includes(name) ? "" : "?"}: ${type(schema)}`);
  return `{ ${each.join("; ")} }`;
}

function named(name) {
  const plain = name.replace(/\W/g, "_");
  if (!wanted.has(plain)) {
    wanted.set(plain, ""); // first, so that a schema may name itself
    wanted.set(plain, type(document.components.schemas[name]));
  }
  return plain;
}

function key(name) {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}
