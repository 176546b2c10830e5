import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
addEventListener("popstate", tell);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
/** Path and query of the page shown: what a person would share. */
export const useAddress = (): string => useSyncExternalStore(subscribe, () => location.pathname + location.search);

/** Shows another page of the app. `replace` leaves no step to go back to. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  tell();
  if (!replace) scrollTo(0, 0);
}

/** A link inside the app; with a key held down it opens as any link does. */
export function Link({ to, children, ...rest }: { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const { onClick } = rest;
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} {...rest} onClick={follow}>
      {children}
    </a>
  );
}

/** Whose portal stands at this host name, its pages beginning at the root; null: they are below `/portal/<desk>/`. */
const ownDesk = (): string | null => document.querySelector<HTMLMetaElement>('meta[name="portal-desk"]')?.content ?? null;
/** Where a desk's portal begins, with trailing slash. */
export const portalPath = (desk: string): string => (desk === ownDesk() ? "/" : `/portal/${desk}/`);

/** The desk's key and what follows it in `/portal/<desk>/…`, or at a host name of its own; an empty desk is the page that lists desks. */
export function readAddress(address: string): { desk: string; parts: string[]; search: URLSearchParams } {
  const [path = "", search] = address.split("?");
  const [, ...all] = path.split("/").map(decode);
  const own = ownDesk();
  const [desk = "", ...parts] = own === null ? all.slice(1) : [own, ...all];
  return { desk, parts: parts.filter(Boolean), search: new URLSearchParams(search) };
}
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a broken escape leads to a page that does not exist
  }
}
