/** Lighthouse over one screen, as somebody of the Zalo simulator: told on the standard input, answered as JSON. */
import { text } from "node:stream/consumers";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const { address, person, program, environment } = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({ executablePath: program, headless: "shell", args: ["--no-sandbox", "--disable-gpu"], env: { ...process.env, ...environment } });
try {
  const page = await browser.newPage();
  // Each document anew: Lighthouse empties what an origin keeps.
  await page.evaluateOnNewDocument((id) => location.protocol.startsWith("http") && sessionStorage.setItem("simulated-person", id), person);
  const { lhr } = await lighthouse(address, { onlyCategories: ["performance", "accessibility"], logLevel: "error" }, undefined, page);
  if (lhr.runtimeError) throw new Error(`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`);
  const heading = await page.evaluate(() => document.querySelector("h1")?.textContent.trim() ?? "");
  const score = (category) => Math.round(lhr.categories[category].score * 100);
  console.log(JSON.stringify({ heading, performance: score("performance"), accessibility: score("accessibility") }));
} finally {
  await browser.close();
}
