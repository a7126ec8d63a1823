/** Every screen and its deep link. Screens of one utility are one module, fetched when the first of them is opened. */
import type { FunctionComponent } from "preact";
import { Home } from "./screens/home.tsx";

export interface Screen {
  /** The members of the path. */
  ids: Record<string, string>;
  query: URLSearchParams;
}

type Load = () => FunctionComponent<Screen> | Promise<FunctionComponent<Screen>>;

const procedures = () => import("./screens/procedures.tsx");
const reading = () => import("./screens/reading.tsx");
const filing = () => import("./filing/filing.tsx");
const account = () => import("./screens/account.tsx");

export const SCREENS: Array<[pattern: string, load: Load]> = [
  ["/", () => Home],
  ["/search", async () => (await procedures()).Search],
  ["/procedures", async () => (await procedures()).Search],
  ["/procedures/:code", async () => (await procedures()).Procedure],
  ["/procedures/:code/submit", async () => (await filing()).Submit],
  ["/hotlines", async () => (await reading()).Hotlines],
  ["/sign-in", async () => (await account()).SignIn],
  [".*", async () => (await reading()).NothingHere],
];
