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
const dossiers = () => import("./screens/dossiers.tsx");
const figures = () => import("./screens/figures.tsx");
const feedback = () => import("./screens/feedback.tsx");
const questions = () => import("./screens/questions.tsx");
const appointments = () => import("./screens/appointments.tsx");
const bills = () => import("./screens/bills.tsx");
const stores = () => import("./screens/stores.tsx");
const tv = () => import("./screens/tv.tsx");
const reading = () => import("./screens/reading.tsx");
const filing = () => import("./filing/filing.tsx");
const account = () => import("./screens/account.tsx");

export const SCREENS: Array<[pattern: string, load: Load]> = [
  ["/", () => Home],
  ["/search", async () => (await procedures()).Search],
  ["/procedures", async () => (await procedures()).Search],
  ["/procedures/:code", async () => (await procedures()).Procedure],
  ["/procedures/:code/submit", async () => (await filing()).Submit],
  ["/dossiers", async () => (await dossiers()).Dossiers],
  ["/dossiers/:id", async () => (await dossiers()).Dossier],
  ["/progress", async () => (await dossiers()).Progress],
  ["/feedback", async () => (await feedback()).Feedback],
  ["/feedback/new", async () => (await feedback()).NewReport],
  ["/feedback/map", async () => (await feedback()).ReportMap],
  ["/feedback/figures", async () => (await figures()).ReportFigures],
  ["/feedback/mine", async () => (await feedback()).MyReports],
  ["/feedback/joined", async () => (await feedback()).JoinedReports],
  ["/feedback/mine/:id", async () => (await feedback()).MyReport],
  ["/feedback/public/:id", async () => (await feedback()).PublicReport],
  ["/questions", async () => (await questions()).Questions],
  ["/questions/ask", async () => (await questions()).AskQuestion],
  ["/questions/mine", async () => (await questions()).MyQuestions],
  ["/questions/mine/:id", async () => (await questions()).MyQuestion],
  ["/questions/:id", async () => (await questions()).Question],
  ["/appointments", async () => (await appointments()).Appointments],
  ["/appointments/book", async () => (await appointments()).Book],
  ["/appointments/queue", async () => (await appointments()).QueueNow],
  ["/appointments/:id", async () => (await appointments()).Appointment],
  ["/dues", async () => (await bills()).Dues],
  ["/dues/link", async () => (await bills()).LinkStudent],
  ["/bills", async () => (await bills()).Bills],
  ["/bills/:id", async () => (await bills()).Bill],
  ["/payments/:id", async () => (await bills()).Payment],
  ["/stores", async () => (await stores()).Stores],
  ["/stores/map", async () => (await stores()).StoreMap],
  ["/stores/mine", async () => (await stores()).MyStores],
  ["/stores/mine/:id", async () => (await stores()).MendStore],
  ["/stores/register", async () => (await stores()).RegisterStore],
  ["/stores/:id", async () => (await stores()).Store],
  ["/tv", async () => (await tv()).Channels],
  ["/tv/:code", async () => (await tv()).Channel],
  ["/news", async () => (await reading()).News],
  ["/news/:id", async () => (await reading()).Article],
  ["/guides", async () => (await reading()).Guides],
  ["/guides/:id", async () => (await reading()).Guide],
  ["/agencies", async () => (await reading()).Agencies],
  ["/agencies/:id", async () => (await reading()).Agency],
  ["/inbox", async () => (await account()).Inbox],
  ["/messages/:id", async () => (await account()).OneMessage],
  ["/me", async () => (await account()).Me],
  ["/me/notifications", async () => (await account()).Notifications],
  ["/me/consents", async () => (await account()).Consents],
  ["/hotlines", async () => (await reading()).Hotlines],
  ["/sign-in", async () => (await account()).SignIn],
  [".*", async () => (await reading()).NothingHere],
];
