/** Who is signed in. Tokens live in memory only; whoever opens the app again signs in silently. */
import { belongTo } from "../device/keep.ts";
import { signedOut } from "./problem.ts";
import type { CitizenView, CitizenSessionView, TokensView } from "./schema.ts";

type SignIn = () => Promise<CitizenSessionView>;
type Refresh = (refreshToken: string) => Promise<TokensView>;

let tokens: TokensView | null = null;
let renewing: Promise<string> | null = null;
let signIn: SignIn | null = null;
let refresh: Refresh | null = null;
let citizen: CitizenView | null = null;
const watchers = new Set<() => void>();

export function whoSignsIn(how: SignIn, again: Refresh): void {
  signIn = how;
  refresh = again;
}

export const currentCitizen = (): CitizenView | null => citizen;
/** What the profile of who is signed in says now; of somebody else it is an answer that came too late. */
export function learnProfile(profile: CitizenView): void {
  if (!citizen || profile.id !== citizen.id) return;
  citizen = profile;
  watchers.forEach((watcher) => watcher());
}

/** ``watcher`` is called when somebody has signed in, and when their profile says something else. */
export function watchProfile(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

export const currentTokens = (): TokensView | null => tokens;

/** The access token; signs in first if need be. Several who ask at once share one sign-in. */
export function accessToken(): Promise<string> {
  return tokens ? Promise.resolve(tokens.access_token) : renew();
}

/** After a 401: by the refresh token, which works once, else by signing in anew. */
export function renew(): Promise<string> {
  renewing ??= renewed().finally(() => (renewing = null));
  return renewing;
}

async function renewed(): Promise<string> {
  const before = tokens;
  tokens = null;
  if (before && refresh) tokens = await refresh(before.refresh_token).catch(() => null);
  if (!tokens) {
    if (!signIn) throw signedOut();
    const session = await signIn();
    await belongTo(session.citizen.id); // first: nothing of somebody else is sent with these tokens
    citizen = session.citizen;
    tokens = session;
    watchers.forEach((watcher) => watcher());
  }
  return tokens.access_token;
}

export function forgetSession(): void {
  tokens = null;
  citizen = null;
}
