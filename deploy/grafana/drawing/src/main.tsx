// Draws the board that the page was given, with the published parts of Grafana: not Grafana, which is not there.
import { createTheme } from "@grafana/data";
import { GlobalStyles, PortalContainer, ThemeContext } from "@grafana/ui";
import { useEffect, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import type { Answers, Board } from "./board.ts";
import { DrawnPanel, placeOf } from "./drawn_panel.tsx";
import { shownFaults } from "./shown_faults.ts";
import { unknownWords } from "./unknown_words.ts";
import "./page.css";

declare global {
  interface Window {
    given: { board: Board; answers: Answers };
    /** What is wrong, once all is drawn; empty if nothing is. */
    faults?: string[];
  }
}

const MARGIN = 16;
const { board, answers } = window.given;

/** Legends are measured before lines are drawn beside them: over once nothing has changed for a while. */
async function settled(): Promise<void> {
  for (let still = 0, seen = ""; still < 30; ) {
    await new Promise(requestAnimationFrame);
    const now = [...document.querySelectorAll("canvas")].map(({ width, height }) => `${width}x${height}`).join();
    still = now === seen ? still + 1 : 0;
    seen = now;
  }
}

function Themed({ children }: { children?: ReactNode }) {
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      {children}
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

function DrawnBoard() {
  const whole = window.innerWidth - 2 * MARGIN;
  useEffect(() => {
    void settled().then(() => (window.faults = [...board.panels.flatMap(unknownWords), ...shownFaults(board, answers.panels)]));
  }, []);
  const bottom = Math.max(...board.panels.map(({ gridPos }) => placeOf(gridPos, whole)).map(({ top, height }) => top + height));
  return (
    <>
      <h1 className="board-title">{board.title}</h1>
      <main style={{ width: whole, height: bottom + MARGIN }}>
        {board.panels.map((panel, at) => (
          <DrawnPanel key={at} panel={panel} answers={answers.panels[at]!} span={answers} timeZone={board.timezone} whole={whole} />
        ))}
      </main>
    </>
  );
}

const page = createRoot(document.getElementById("board")!);
const theme = createTheme({ colors: { mode: "dark" } });
// The global styles name the font. What is drawn on a canvas, and every width that is measured, waits for none.
flushSync(() => page.render(<Themed />));
for (const font of ["400 12px Inter", "500 12px Inter"]) if (!(await document.fonts.load(font)).length) throw new Error(`there is no ${font}`);
page.render(
  <Themed>
    <DrawnBoard />
  </Themed>,
);
