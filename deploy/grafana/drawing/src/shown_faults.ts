// What is wrong with the panels as the browser has drawn them.
import { selectors } from "@grafana/e2e-selectors";
import type { Answer, Board, Panel } from "./board.ts";

type Check = (place: HTMLElement, panel: Panel, series: number) => string[];

const CHECKS: Check[] = [raised, cutText, outside, emptyThoughAnswered, emptyWithoutWords, unreadable, legendNames];
const LEGEND = `[data-testid="${selectors.components.VizLayout.legend}"]`;
const CONTENT = `[data-testid="${selectors.components.Panels.Panel.content}"]`;
const ROUNDING = 1;

/** `answers` as those of the panels of `board` in turn; each fault begins with the title of its panel. */
export function shownFaults(board: Board, answers: Record<string, Answer>[]): string[] {
  const places = [...document.querySelectorAll<HTMLElement>(".place")];
  return board.panels.flatMap((panel, at) => {
    const series = Object.values(answers[at]!).reduce((sum, { result }) => sum + result.length, 0);
    return panel.type === "row" ? [] : CHECKS.flatMap((check) => check(places[at]!, panel, series)).map((fault) => `${panel.title}: ${fault}`);
  });
}

function raised(place: HTMLElement): string[] {
  return [...place.querySelectorAll("[data-wrong]")].map((wrong) => wrong.textContent);
}

/** Text, the title first of all, that ends in dots or behind an edge. */
function cutText(place: HTMLElement): string[] {
  return within(place)
    .filter((part) => getComputedStyle(part).overflowX !== "visible" && part.scrollWidth > part.clientWidth + ROUNDING)
    .filter((part) => !part.closest(LEGEND))
    .map((part) => `is cut: “${part.textContent}”`);
}

/** Parts beyond their panel. Grafana scrolls a legend that needs more than a third of it: nobody does on a wall. */
function outside(place: HTMLElement): string[] {
  const frame = place.getBoundingClientRect();
  const legend = place.querySelector(LEGEND);
  const beyond = within(place).find((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return !legend?.contains(part) && (left < frame.left - ROUNDING || top < frame.top - ROUNDING || right > frame.right + ROUNDING || bottom > frame.bottom + ROUNDING);
  });
  const scrolled = legend && [...legend.querySelectorAll("*")].some((part) => part.scrollHeight > part.clientHeight + ROUNDING && getComputedStyle(part).overflowY !== "visible");
  return [...(beyond ? [`does not fit: “${beyond.textContent}”`] : []), ...(scrolled ? [`its legend of ${legendOf(place).length} does not fit`] : [])];
}

function emptyThoughAnswered(place: HTMLElement, panel: Panel, series: number): string[] {
  const drawn = panel.type === "timeseries" ? hasColour(place.querySelector("canvas")) : !["", panel.fieldConfig?.defaults.noValue].includes(words(place));
  return series && !drawn ? ["is empty, though its query answered"] : [];
}

function emptyWithoutWords(place: HTMLElement, { fieldConfig }: Panel, series: number): string[] {
  return series || words(place) === fieldConfig?.defaults.noValue ? [] : ["is empty, and does not say so in words of ours"];
}

function unreadable(place: HTMLElement): string[] {
  const found = /NaN|∞|undefined|No data/.exec(words(place));
  return found ? [`shows “${found[0]}”`] : [];
}

function legendNames(place: HTMLElement, { targets = [] }: Panel): string[] {
  const names = legendOf(place);
  return [
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `two lines have the name “${name}”`),
    // Grafana's own name of a series whose labels are all missing is that of its field.
    ...names.filter((name) => name === "Value" || name.startsWith("{") || targets.some(({ expr }) => expr === name)).map((name) => `“${name}” is no name of a line`),
  ];
}

function legendOf(place: HTMLElement): string[] {
  return [...place.querySelectorAll<HTMLElement>(`${LEGEND} button`)].map((name) => name.innerText.trim());
}

/** Axes and their words are grey, lines are not. */
function hasColour(canvas: HTMLCanvasElement | null): boolean {
  if (!canvas) return false;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, alpha] = data.subarray(at, at + 4) as unknown as [number, number, number, number];
    if (alpha > 128 && Math.max(red, green, blue) - Math.min(red, green, blue) > 48) return true;
  }
  return false;
}

function words(place: HTMLElement): string {
  return place.querySelector<HTMLElement>(CONTENT)?.innerText.trim() ?? "";
}

function within(place: HTMLElement): HTMLElement[] {
  return [...place.querySelectorAll<HTMLElement>("*")].filter((part) => part.getClientRects().length > 0);
}
