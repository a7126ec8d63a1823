/**
 * The page for browsers, which comes with its first screen drawn: on a slow network that can be read before any script
 * is there. A template of Jinja for the gateway, which knows the utilities. Zalo has a page of its own and does without.
 */
import { renderToStaticMarkup } from "preact-render-to-string";
import { DRAWINGS } from "@quangngai/common/ui/icons.tsx";
import { Loading } from "@quangngai/common/ui/parts.tsx";
import { Frame } from "./app.tsx";
import { province } from "./province.ts";
import { Utilities, Utility, Welcome } from "./screens/home.tsx";

const DRAWING = "{{ drawings[utility.icon] or drawings.file }}";
/** Before anything is drawn: a link to another screen must not show the first one for a moment. */
const ELSEWHERE = 'location.hash.length>2&&(document.documentElement.className="elsewhere")';

/** ``scripts``: the first is the app, the others are what it imports. */
export function page(style: string, [script, ...imports]: string[]): string {
  const drawings = { ...DRAWINGS };
  DRAWINGS[DRAWING] = DRAWING; // the drawing of a tile is known to the gateway only
  return `{% set drawings = ${JSON.stringify(drawings)} -%}
<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${province.name}</title>
${imports.map((name) => `<link rel="modulepreload" href="/app/${name}">\n`).join("")}<script type="module" src="/app/${script}"></script>
<script>${ELSEWHERE}</script>
<style>{% raw %}${style.trim()}{% endraw %}</style>
<meta name="description" content="Ứng dụng của tỉnh trên Zalo: nộp hồ sơ, phản ánh, hỏi đáp, học phí, tin tức.">
<meta name="theme-color" content="${province.header_colour}">
<meta name="zalo-simulator" content="{{ simulator }}">
<link rel="icon" href="${province.logo || "data:,"}">
</head>
<body>
<div id="app">${renderToStaticMarkup(<First />)}</div>
{% if home %}<script type="application/json" id="home">{{ home | safe }}</script>{% endif %}
<noscript>Ứng dụng này cần JavaScript. Ông/Bà có thể gọi ${province.hotline} để được giúp đỡ.</noscript>
</body>
</html>
`;
}

const First = () => (
  <Frame path="/">
    <Welcome />
    {"{% if utilities %}"}
    <Utilities>
      {"{% for utility in utilities %}"}
      <Utility label="{{ utility.label }}" icon={DRAWING} address="{{ utility.address }}" />
      {"{% endfor %}"}
    </Utilities>
    {"{% else %}"}
    <Loading />
    {"{% endif %}"}
  </Frame>
);
