import { IconBell, IconBuilding, IconCalendarEvent, IconChartBar, IconChecklist, IconLayoutKanban, IconMailbox, IconMailQuestion, IconMailSearch, IconMessages, IconNotebook, IconSettings, IconShieldCheck } from "@tabler/icons-react";
import { useParams, useRouterState, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Me } from "../../contract/auth.ts";
import { ReportedCount } from "../features/community/reported-count.tsx";
import { WaitingCount } from "../features/mail-in/waiting-count.tsx";
import { BellCount } from "../features/notifications/bell-count.tsx";
import type { TextKey } from "../lib/i18n.ts";

type To = Pick<LinkProps, "to" | "params" | "search">;
/** A page of the desk that one can go to from everywhere: by rail, phone's bar, palette and key. */
export interface Place {
  key: string;
  link: To;
  label: TextKey;
  /** where there is room for one word */
  short?: TextKey;
  icon: ReactNode;
  /** pressed after `g` */
  hotkey?: string;
  /** what addresses below it begin with */
  path: string;
  /** where it stands in the rail: with the work, or at its foot with what runs the desk */
  foot: boolean;
}

const size = 20;
const BellIcon = () => (
  <>
    <IconBell size={size} aria-hidden />
    <BellCount />
  </>
);
const CommunityIcon = () => (
  <>
    <IconMessages size={size} aria-hidden />
    <ReportedCount />
  </>
);
const WaitingIcon = () => (
  <>
    <IconMailQuestion size={size} aria-hidden />
    <WaitingCount />
  </>
);

/** May they open tickets for others anywhere? */
export const mayOpen = (me: Me): boolean => me.desks.some((one) => one.permissions.includes("ticket.create"));

/** Those of `me`, at the desk looked at. */
export function placesOf(me: Me, desk: string | undefined): Place[] {
  const may = (...permissions: string[]) => me.desks.some((one) => permissions.every((permission) => one.permissions.includes(permission)));
  const configurable = me.desks.filter((one) => one.permissions.includes("desk.configure"));
  const configured = configurable.find((one) => one.key === desk) ?? configurable[0];
  const writable = me.desks.filter((one) => one.permissions.includes("article.edit"));
  const written = writable.find((one) => one.key === desk) ?? writable[0];
  const places: (Place | false | undefined)[] = [
    me.desks.length > 0 && { key: "notifications", link: { to: "/notifications" }, label: "desk.bell.title", short: "desk.bell.rail", icon: <BellIcon />, hotkey: "n", path: "/notifications", foot: false },
    may("follow-up.record") && { key: "agenda", link: { to: "/agenda" }, label: "desk.agenda", short: "desk.agenda.rail", icon: <IconCalendarEvent size={size} aria-hidden />, hotkey: "d", path: "/agenda", foot: false },
    may("ticket.assign", "follow-up.manage") && { key: "board", link: { to: "/board", search: desk ? { desk } : {} }, label: "desk.board", icon: <IconLayoutKanban size={size} aria-hidden />, hotkey: "b", path: "/board", foot: false },
    may("report.see", "ticket.see") && { key: "reports", link: { to: "/reports", search: desk ? { desk } : {} }, label: "desk.report.title", icon: <IconChartBar size={size} aria-hidden />, hotkey: "r", path: "/reports", foot: false },
    may("mail.decide") && { key: "waiting", link: { to: "/waiting" }, label: "desk.waiting.title", icon: <WaitingIcon />, hotkey: "i", path: "/waiting", foot: false },
    written && { key: "help", link: { to: "/help/$desk", params: { desk: written.key }, search: {} }, label: "desk.help.title", short: "desk.help.rail", icon: <IconNotebook size={size} aria-hidden />, hotkey: "h", path: "/help", foot: false },
    may("community.moderate") && { key: "community", link: { to: "/community", search: desk ? { desk } : {} }, label: "desk.community.title", icon: <CommunityIcon />, hotkey: "f", path: "/community", foot: false },
    { key: "approvals", link: { to: "/approvals" }, label: "desk.approval.mine", icon: <IconChecklist size={size} aria-hidden />, hotkey: "v", path: "/approvals", foot: false },
    may("people.see") && { key: "organizations", link: { to: "/organizations" }, label: "desk.organization.title", icon: <IconBuilding size={size} aria-hidden />, hotkey: "c", path: "/organizations", foot: false },
    me.administrator && { key: "mailbox", link: { to: "/mailbox" }, label: "mailbox.title", short: "desk.rail.mailbox", icon: <IconMailbox size={size} aria-hidden />, path: "/mailbox", foot: true },
    (me.administrator || may("mail.see")) && { key: "mail", link: { to: "/mail" }, label: "desk.mail.title", icon: <IconMailSearch size={size} aria-hidden />, hotkey: "l", path: "/mail", foot: true },
    me.administrator && { key: "audit", link: { to: "/audit" }, label: "desk.audit.title", icon: <IconShieldCheck size={size} aria-hidden />, path: "/audit", foot: true },
    configured && { key: "settings", link: { to: "/settings/$desk/$section", params: { desk: configured.key, section: "general" } }, label: "desk.settings", icon: <IconSettings size={size} aria-hidden />, hotkey: ",", path: "/settings", foot: true },
  ];
  return places.filter((one) => typeof one === "object");
}
/** Whether the page looked at is the place or below it: `/mail` is not above `/mailbox`. */
export const isAt = (path: string, place: Pick<Place, "path">): boolean => path === place.path || path.startsWith(`${place.path}/`);

/** The desk that the address names, else the first of one's own. */
export function useDeskHere(me: Me): string | undefined {
  return useRouterState({ select: (state) => (state.location.search as { desk?: string }).desk }) ?? me.desks[0]?.key;
}

/** The hue of the desk whose page this is: named by its address, or the only one. */
export function useHueHere(me: Me): number | undefined {
  const { desk: within } = useParams({ strict: false });
  const named = useRouterState({ select: (state) => (state.location.search as { desk?: string }).desk });
  const here = within ?? named;
  return (here === undefined && me.desks.length === 1 ? me.desks[0] : me.desks.find(({ key }) => key === here))?.hue;
}
