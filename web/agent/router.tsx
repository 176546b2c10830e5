import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, useNavigate } from "@tanstack/react-router";
import { problemOf } from "../lib/api.ts";
import { languages, type Language } from "../../contract/common.ts";
import { articleFilters, type ArticleFilter } from "../../contract/help-centre.ts";
import { entryShelves, type EntryShelf } from "../../contract/community.ts";
import { sorts } from "../../contract/tickets.ts";
import { meQuery } from "../features/auth/api.ts";
import { LinkPage } from "../features/auth/link-page.tsx";
import { refusals, SignInPage, type Refusal } from "../features/auth/sign-in-page.tsx";
import { SetupPage } from "../features/setup/setup-page.tsx";
import { NotFoundPage, TroublePage } from "./error-pages.tsx";
import type { ListSearch } from "./list-search.ts";
import type { AuditSearch } from "../features/audit/audit-page.tsx";
import type { ReportSearch } from "../features/reports/reports-page.tsx";
import { Shell } from "./shell.tsx";
import { TicketPane, TicketsPage } from "./tickets-page.tsx";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: TroublePage });
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined);

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { to?: string; refused?: Refusal } => {
    const to = text(search["to"]);
    const refused = refusals.find((one) => one === search["refused"]);
    return { ...(to?.startsWith("/") && !to.startsWith("//") ? { to } : {}), ...(refused === undefined ? {} : { refused }) };
  },
  component: function SignIn() {
    const { to, refused } = signIn.useSearch();
    const navigate = useNavigate();
    return <SignInPage to={to} refused={refused} onSignedIn={() => void navigate({ href: `/desk${to ?? "/tickets"}`, replace: true })} />;
  },
});
const link = createRoute({
  getParentRoute: () => root,
  path: "/link/$token",
  component: function Link() {
    const { token } = link.useParams();
    const navigate = useNavigate();
    return <LinkPage token={token} onSignedIn={() => void navigate({ to: "/tickets", replace: true })} onAnother={() => void navigate({ to: "/sign-in" })} />;
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup/$token",
  component: function Setup() {
    const { token } = setup.useParams();
    const navigate = useNavigate();
    return <SetupPage token={token} onDone={(me) => void navigate(me.desks[0] === undefined ? { to: "/tickets", replace: true } : { to: "/begin/$desk", params: { desk: me.desks[0].key }, replace: true })} onSignIn={() => void navigate({ to: "/sign-in" })} />;
  },
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(meQuery);
    } catch (error) {
      if (problemOf(error)?.status !== 401) throw error;
      const to = location.pathname === "/" ? "" : location.pathname + location.searchStr;
      throw redirect({ to: "/sign-in", search: to ? { to } : {} });
    }
  },
  component: Shell,
});
const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/tickets" });
  },
});
const tickets = createRoute({
  getParentRoute: () => inside,
  path: "/tickets",
  validateSearch: (search: Record<string, unknown>): ListSearch => {
    const wanted: ListSearch = {};
    const [desk, view, q] = [text(search["desk"]), text(search["view"]), text(search["q"])];
    const sort = sorts.find((one) => one === search["sort"]);
    if (desk) wanted.desk = desk;
    if (view) wanted.view = view;
    if (q) wanted.q = q;
    if (sort) wanted.sort = sort;
    return wanted;
  },
  component: TicketsPage,
});
const ticket = createRoute({ getParentRoute: () => tickets, path: "$number", component: TicketPane });
/** The named search values that are there. */
const given = <K extends string>(search: Record<string, unknown>, keys: readonly K[]) => Object.fromEntries(keys.flatMap((key) => (text(search[key]) === undefined ? [] : [[key, text(search[key])]]))) as Partial<Record<K, string>>;
const newTicket = createRoute({
  getParentRoute: () => inside,
  path: "/new",
  validateSearch: (search: Record<string, unknown>): { phone?: string | undefined; email?: string | undefined; desk?: string | undefined; person?: string | undefined } => given(search, ["phone", "email", "desk", "person"]),
  component: lazyRouteComponent(() => import("./new-ticket.tsx"), "NewTicket"),
});
const write = createRoute({
  getParentRoute: () => inside,
  path: "/write",
  validateSearch: (search: Record<string, unknown>): { to?: string | undefined; desk?: string | undefined; sent?: string | undefined } => given(search, ["to", "desk", "sent"]),
  component: lazyRouteComponent(() => import("./new-ticket.tsx"), "WriteFirst"),
});
const mail = createRoute({ getParentRoute: () => inside, path: "/mail", component: lazyRouteComponent(() => import("./mail.tsx"), "LedgerList") });
const mailEntry = createRoute({ getParentRoute: () => mail, path: "$id", component: lazyRouteComponent(() => import("./mail.tsx"), "LedgerPane") });
const waiting = createRoute({ getParentRoute: () => inside, path: "/waiting", component: lazyRouteComponent(() => import("./mail.tsx"), "Waiting") });
const waitingMail = createRoute({ getParentRoute: () => waiting, path: "$id", component: lazyRouteComponent(() => import("./mail.tsx"), "WaitingPane") });
const begin = createRoute({ getParentRoute: () => inside, path: "/begin/$desk", component: lazyRouteComponent(() => import("./begin.tsx"), "Begin") });
const settings = createRoute({ getParentRoute: () => inside, path: "/settings/$desk/$section", component: lazyRouteComponent(() => import("./settings.tsx"), "Settings") });
const mailbox = createRoute({
  getParentRoute: () => inside,
  path: "/mailbox",
  validateSearch: (search: Record<string, unknown>): { write?: "guest" } => (search["write"] === "guest" ? { write: "guest" } : {}),
  component: lazyRouteComponent(() => import("./mail.tsx"), "MailboxList"),
});
const mailboxMail = createRoute({ getParentRoute: () => mailbox, path: "$id", component: lazyRouteComponent(() => import("./mail.tsx"), "MailboxPane") });

const agenda = createRoute({
  getParentRoute: () => inside,
  path: "/agenda",
  validateSearch: (search: Record<string, unknown>): { day?: string; agent?: string } => {
    const [day, agent] = [text(search["day"]), text(search["agent"])];
    return { ...(day && /^\d{4}-\d\d-\d\d$/.test(day) ? { day } : {}), ...(agent ? { agent } : {}) };
  },
  component: lazyRouteComponent(() => import("./agenda.tsx"), "Agenda"),
});
const board = createRoute({
  getParentRoute: () => inside,
  path: "/board",
  validateSearch: (search: Record<string, unknown>): { desk?: string } => {
    const desk = text(search["desk"]);
    return desk ? { desk } : {};
  },
  component: lazyRouteComponent(() => import("./board.tsx"), "Board"),
});
const reportSearch = ["desk", "period", "from", "to", "q", "by"] as const;
const reports = createRoute({
  getParentRoute: () => inside,
  path: "/reports",
  validateSearch: (search: Record<string, unknown>): ReportSearch => given(search, reportSearch),
  component: lazyRouteComponent(() => import("./reports.tsx"), "Reports"),
});
const community = createRoute({
  getParentRoute: () => inside,
  path: "/community",
  validateSearch: (search: Record<string, unknown>): { desk?: string; shelf?: EntryShelf } => {
    const [desk, shelf] = [text(search["desk"]), entryShelves.find((one) => one === search["shelf"])];
    return { ...(desk ? { desk } : {}), ...(shelf ? { shelf } : {}) };
  },
  component: lazyRouteComponent(() => import("./community.tsx"), "Community"),
});
const help = createRoute({
  getParentRoute: () => inside,
  path: "/help/$desk",
  validateSearch: (search: Record<string, unknown>): { show?: ArticleFilter | undefined; section?: string | undefined } => {
    const show = articleFilters.find((one) => one === search["show"]);
    return { ...(show ? { show } : {}), ...given(search, ["section"]) };
  },
  component: lazyRouteComponent(() => import("./help.tsx"), "Help"),
});
const helpArticle = createRoute({
  getParentRoute: () => inside,
  path: "/help/$desk/$article",
  validateSearch: (search: Record<string, unknown>): { language?: Language; ticket?: number } => {
    const language = languages.find((one) => one === search["language"]);
    const ticket = Number(search["ticket"]);
    return { ...(language ? { language } : {}), ...(Number.isSafeInteger(ticket) && ticket > 0 ? { ticket } : {}) };
  },
  component: lazyRouteComponent(() => import("./help.tsx"), "HelpArticle"),
});
const approvals = createRoute({ getParentRoute: () => inside, path: "/approvals", component: lazyRouteComponent(() => import("./agenda.tsx"), "ApprovalTasks") });
const notifications = createRoute({ getParentRoute: () => inside, path: "/notifications", component: lazyRouteComponent(() => import("./notifications.tsx"), "Notifications") });
const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>): AuditSearch => given(search, ["kind", "person", "from", "until"]),
  component: lazyRouteComponent(() => import("./audit.tsx"), "Audit"),
});
const profile = createRoute({ getParentRoute: () => inside, path: "/profile", component: lazyRouteComponent(() => import("./profile.tsx"), "Profile") });
// outside: the mail's link needs no sign-in
const approvalLink = createRoute({ getParentRoute: () => root, path: "/approval/$token", component: lazyRouteComponent(() => import("./agenda.tsx"), "ApprovalByLink") });
const organizations = createRoute({ getParentRoute: () => inside, path: "/organizations", component: lazyRouteComponent(() => import("./organizations.tsx"), "OrganizationList") });
const organization = createRoute({ getParentRoute: () => organizations, path: "$id", component: lazyRouteComponent(() => import("./organizations.tsx"), "OrganizationPane") });

const tree = root.addChildren([signIn, link, setup, approvalLink, inside.addChildren([home, tickets.addChildren([ticket]), newTicket, write, notifications, profile, audit, begin, settings, agenda, board, reports, community, help, helpArticle, approvals, organizations.addChildren([organization]), mail.addChildren([mailEntry]), waiting.addChildren([waitingMail]), mailbox.addChildren([mailboxMail])])]);

export const createAppRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    basepath: "/desk",
    context: { queries },
    defaultErrorComponent: TroublePage,
    defaultNotFoundComponent: NotFoundPage,
    // Search values are plain text in the address, so that a person can read and write them.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const params = new URLSearchParams(Object.entries(search).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
      const written = params.toString().replaceAll("%3A", ":");
      return written && `?${written}`;
    },
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
