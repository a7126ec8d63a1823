/** A text in the voice of the phone. Not among the parts: the first screen does without it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./parts.tsx";

/** Reads aloud, where the phone has a voice for it: a foreign one would read Vietnamese as nonsense. */
export function ReadAloud({ text }: { text: string }): JSX.Element | null {
  const [speaking, setSpeaking] = useState(false);
  const [silent, setSilent] = useState(false);
  const [can, setCan] = useState(speaksVietnamese);
  const begins = useRef(0);
  useEffect(() => {
    const look = (): void => setCan(speaksVietnamese());
    window.speechSynthesis?.addEventListener?.("voiceschanged", look);
    return () => {
      window.speechSynthesis?.removeEventListener?.("voiceschanged", look);
      window.speechSynthesis?.cancel();
      clearTimeout(begins.current);
    };
  }, []);
  if (!can) return null;
  const end = (): void => {
    clearTimeout(begins.current);
    setSpeaking(false);
  };
  const fail = (): void => {
    end();
    setSilent(true);
  };
  const toggle = (): void => {
    speechSynthesis.cancel();
    end();
    setSilent(false);
    if (speaking) return;
    setSpeaking(true);
    begins.current = window.setTimeout(() => {
      speechSynthesis.cancel();
      fail();
    }, LATEST_BEGIN_MS);
    const pieces = piecesOf(text);
    pieces.forEach((piece, index) => {
      const words = new SpeechSynthesisUtterance(piece);
      words.lang = "vi-VN";
      words.rate = 0.9;
      words.onstart = () => clearTimeout(begins.current);
      words.onerror = ({ error }) => (STOPPED.has(error) ? end() : fail());
      if (index === pieces.length - 1) words.onend = end;
      speechSynthesis.speak(words);
    });
  };
  return (
    <>
      <Button kind="quiet" icon="sound" onClick={toggle}>{speaking ? "Dừng đọc" : "Nghe đọc"}</Button>
      {silent ? <p class="soft" role="status">Máy này chưa có giọng đọc tiếng Việt.</p> : null}
    </>
  );
}

/** A phone without a voice may neither begin nor say that it cannot. */
const LATEST_BEGIN_MS = 4000;
/** By somebody's own finger. */
const STOPPED = new Set(["canceled", "interrupted"]);

/** Some phones tell their voices only once one has spoken; they are believed until one is silent. */
function speaksVietnamese(): boolean {
  if (!("speechSynthesis" in window)) return false;
  const voices = speechSynthesis.getVoices();
  return !voices.length || voices.some(({ lang }) => lang.toLowerCase().startsWith("vi"));
}

const LONGEST_PIECE = 180;

/** Sentence by sentence: Android falls silent in the middle of a long text. */
export function piecesOf(text: string): string[] {
  const sentences = text.match(/[^.!?;\n]+[.!?;\n]*/g) ?? [];
  return sentences.reduce<string[]>((pieces, sentence) => {
    const last = pieces[pieces.length - 1];
    if (last !== undefined && last.length + sentence.length < LONGEST_PIECE) return [...pieces.slice(0, -1), last + sentence];
    return sentence.trim() ? [...pieces, sentence] : pieces;
  }, []);
}
