import { portalPath } from "./router.tsx";

/** What somebody wanted to see when they were asked to sign in: a mailed link, opened in the same browser, leads on to it. */
const name = (desk: string) => `ventanilla.portal.wanted.${desk}`;
/** Later they have forgotten themselves; in ms. */
const lasts = 24 * 3_600_000;

/** A page of the help centre, of this site and no other. */
export const isHelpPage = (to: string | null): to is string => to !== null && /^\/help\/[\w%/.-]*(\?[\w%=&.-]*)?(#[\w-]*)?$/.test(to);
/** A request, or the form for a new one with what was begun in it. */
const isRequest = (desk: string, to: string): boolean => to === `${portalPath(desk)}new` || (to.startsWith(`${portalPath(desk)}tickets/`) && /^[\w/-]+$/.test(to));

/** Keeps the page shown, where it is worth coming back to. */
export function rememberWanted(desk: string): void {
  const to = new URLSearchParams(location.search).get("to") ?? location.pathname;
  if (isHelpPage(to) || isRequest(desk, to)) localStorage.setItem(name(desk), JSON.stringify({ to, at: Date.now() }));
  else localStorage.removeItem(name(desk));
}

/** What was kept, once; null: nothing. */
export function takeWanted(desk: string): string | null {
  const kept = localStorage.getItem(name(desk));
  localStorage.removeItem(name(desk));
  try {
    const read: unknown = JSON.parse(kept ?? "null");
    if (typeof read !== "object" || read === null || !("to" in read) || !("at" in read)) return null;
    const { to, at } = read;
    if (typeof to !== "string" || typeof at !== "number" || Date.now() - at > lasts) return null;
    return isHelpPage(to) || isRequest(desk, to) ? to : null;
  } catch {
    return null; // what cannot be read was not kept
  }
}
