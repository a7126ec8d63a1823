/** Puts the app together: who signs in, where things are kept, what is delivered, and the first screen. */
import "@quangngai/common/ui/styles.css";
import { render } from "preact";
import { ask, setGateway } from "@quangngai/common/api/client.ts";
import { keepDelivering } from "@quangngai/common/api/outbox.ts";
import { accessToken, whoSignsIn } from "@quangngai/common/api/session.ts";
import { setKeep } from "@quangngai/common/device/keep.ts";
import { App } from "./app.tsx";
import { province } from "./province.ts";
import { inZalo, zaloKeep, zaloToken } from "./zalo/adapter.ts";
import { chosen } from "./zalo/simulator.ts";

document.documentElement.lang = "vi";
setGateway(province.gateway);
setKeep(zaloKeep());
whoSignsIn(
  async () => ask("POST /v1/auth/zalo", { body: { access_token: await zaloToken() } }),
  (refresh_token) => ask("POST /v1/auth/refresh", { body: { refresh_token } }),
);
// Signs in while the first screen is drawn: it is there when somebody needs it.
if (inZalo || chosen()) void accessToken().catch(() => undefined).then(keepDelivering);
const root = document.getElementById("app");
if (root) render(<App />, root);
