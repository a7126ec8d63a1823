/** Puts the app together: who signs in, where things are kept, what is delivered, and the first screen. */
import "@quangngai/common/ui/styles.css";
import { render } from "preact";
import { ask, setGateway } from "@quangngai/common/api/client.ts";
import { keepDelivering } from "@quangngai/common/api/outbox.ts";
import { accessToken, whoSignsIn } from "@quangngai/common/api/session.ts";
import type { HomeView } from "@quangngai/common/api/schema.ts";
import { setKeep, watchForgotten, watchOwner } from "@quangngai/common/device/keep.ts";
import { setAppName } from "@quangngai/common/ui/parts.tsx";
import { askAhead, give } from "@quangngai/common/ui/use_answer.ts";
import { App } from "./app.tsx";
import { province } from "./province.ts";
import { readAgain } from "./unread.ts";
import { isKnown, whoOpened, zaloKeep, zaloToken } from "./zalo/adapter.ts";

document.documentElement.lang = "vi";
document.documentElement.className = ""; // the page's own may hide what it came with
setGateway(province.gateway);
setAppName(province.name);
setKeep(zaloKeep(), whoOpened);
whoSignsIn(
  async () => ask("POST /v1/auth/zalo", { body: { access_token: await zaloToken() } }),
  (refresh_token) => ask("POST /v1/auth/refresh", { body: { refresh_token } }),
);
// Signs in while the first screen is drawn: it is there when somebody needs it.
if (isKnown()) void accessToken().catch(() => undefined).then(keepDelivering);
const home = document.getElementById("home")?.textContent;
if (home) give("GET /v1/home", JSON.parse(home) as HomeView);
const root = document.getElementById("app");
const draw = (): void => void (root && render(<App />, root));
draw();
// Whoever loses the network later still finds the numbers to call.
setTimeout(() => void askAhead("GET /v1/hotlines").then(() => import("./screens/reading.tsx")).catch(() => undefined), 3_000);
// What this window still holds would be kept again, and shown to who signs in next.
watchForgotten(() => location.reload());
// What the screens hold is the other person's: all are drawn anew.
watchOwner(() => {
  if (root) render(null, root);
  draw();
  readAgain();
});
