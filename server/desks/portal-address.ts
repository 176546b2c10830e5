import type { Site } from "../platform/site.ts";
import type { DeskConfig } from "./store.ts";

type Placed = Pick<DeskConfig, "key" | "settings">;

/** Where the desk's portal and help centre are found: at an address of its own, where it has one. Without trailing slash. */
export const portalOrigin = ({ publicUrl }: Pick<Site, "publicUrl">, { settings }: Pick<Placed, "settings">): string => settings.portalAddress ?? publicUrl;

/** What somebody typed, as an origin; null: it is none, or goes on behind the host name. */
export function originOf(typed: string): string | null {
  const url = URL.parse(typed);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : null;
}

/** Where the portal's pages begin below that: at the root of an address of its own. Without trailing slash. */
export const portalPath = ({ key, settings }: Placed): string => (settings.portalAddress === undefined ? `/portal/${key}` : "");

/** The address of a page of the desk's portal. */
export const portalUrl = (site: Pick<Site, "publicUrl">, desk: Placed, page: string): string => `${portalOrigin(site, desk)}${portalPath(desk)}/${page}`;

/** Whose portal stands at a host name (with its port, where it is not the usual one). */
export const deskAtHost = <D extends Placed>(desks: readonly D[], host: string): D | undefined =>
  desks.find(({ settings: { portalAddress } }) => portalAddress !== undefined && new URL(portalAddress).host === host.toLowerCase());
