/** Small drawings in one line weight; each stands beside its words and never alone. */
import type { JSX } from "preact";

export const DRAWINGS: Record<string, string> = {
  home: "M3 11l9-8 9 8M5 9v12h5v-6h4v6h5V9",
  file: "M6 2h8l4 4v16H6zM14 2v5h4M9 12h6M9 16h6",
  "file-plus": "M6 2h8l4 4v16H6zM14 2v5h4M12 11v6M9 14h6",
  bell: "M6 16V11a6 6 0 0112 0v5l2 3H4zM10 22h4",
  user: "M12 12a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM3.5 21c.8-4 4.3-6 8.500-6s7.700 2 8.500 6",
  search: "M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l5 5",
  calendar: "M4 5h16v16H4zM4 10h16M8 2v5M16 2v5M8 14h3M8 17h6",
  megaphone: "M3 10v5h4l9 5V5L7 10zM19 9.500c1.500 1.500 1.500 4.500 0 6M8 15l1.500 6",
  question: "M12 22a10 10 0 100-20 10 10 0 000 20zM9 9.500a3 3 0 115 2.200c-1.200 1-2 1.500-2 2.800M12 17.500v.5",
  tv: "M3 7h18v13H3zM8 2l4 5 4-5",
  newspaper: "M4 4h13v16H6a2 2 0 01-2-2zM17 9h3v9a2 2 0 01-2 2h-3M7 8h7M7 12h7M7 16h4",
  book: "M12 6c-2-2-5-2-9-2v15c4 0 7 0 9 2 2-2 5-2 9-2V4c-4 0-7 0-9 2zM12 6v15",
  building: "M3 21h18M5 21V9l7-5 7 5v12M9 21v-6h6v6M9 11h1M14 11h1",
  phone: "M5 3h4l2 5-2.500 2a12 12 0 005.500 5.500l2-2.500 5 2v4c0 1-1 2-2 2C10 21 3 14 3 5c0-1 1-2 2-2z",
  camera: "M3 7h4l2-3h6l2 3h4v13H3zM12 17a4 4 0 100-8 4 4 0 000 8z",
  back: "M15 4l-8 8 8 8",
  next: "M9 4l8 8-8 8",
  up: "M4 15l8-8 8 8",
  down: "M4 9l8 8 8-8",
  check: "M4 13l5 5L20 6",
  warning: "M12 3l10 18H2zM12 10v5M12 18v.5",
  clock: "M12 22a10 10 0 100-20 10 10 0 000 20zM12 6v6l4 3",
  pin: "M12 22c5-6 7-9 7-12a7 7 0 00-14 0c0 3 2 6 7 12zM12 12.500a2.500 2.500 0 100-5 2.500 2.500 0 000 5z",
  sound: "M4 9v6h4l5 5V4L8 9zM16.500 8.500c2 2 2 5 0 7M19 6c3.500 3.500 3.500 8.500 0 12",
  school: "M2 9l10-5 10 5-10 5zM6 11.500V17c3 3 9 3 12 0v-5.500M22 9v6",
  store: "M4 10v11h16V10M3 9l2-6h14l2 6c0 1.500-1.500 3-3 3s-3-1.500-3-3c0 1.500-1.500 3-3 3s-3-1.500-3-3c0 1.500-1.500 3-3 3s-3-1.500-3-3zM10 21v-5h4v5",
  star: "M12 3l2.800 6 6.700.7-5 4.500 1.400 6.600L12 17.500 6.100 20.800l1.400-6.600-5-4.500 6.700-.7z",
  wallet: "M3 6h15v4M3 6v14h18V10H3M17 15h1",
  wait: "M6 2h12M6 22h12M7 2c0 6 5 7 5 10s-5 4-5 10M17 2c0 6-5 7-5 10s5 4 5 10",
  pen: "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
  close: "M5 5l14 14M19 5L5 19",
  play: "M7 4l13 8-13 8z",
  list: "M9 6h12M9 12h12M9 18h12M4 6h.5M4 12h.5M4 18h.5",
};

export const Icon = ({ name }: { name: string }): JSX.Element => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={DRAWINGS[name] ?? DRAWINGS.file} />
  </svg>
);
