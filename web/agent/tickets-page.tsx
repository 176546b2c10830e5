import { useQuery } from "@tanstack/react-query";
import { Outlet, useMatch, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ComponentProps } from "react";
import type { Sort } from "../../contract/tickets.ts";
import { shelvedViews } from "../../contract/views.ts";
import { densityOf, useMe } from "../features/auth/api.ts";
import { columnsOf } from "../features/inbox/columns.ts";
import { approvalsQuery } from "../features/approvals/api.ts";
import { approvalOffers, ApprovalPanel } from "../features/approvals/panel.tsx";
import { Stays } from "../features/acts/stays.tsx";
import { followUpsQuery } from "../features/follow-ups/api.ts";
import { FollowUpPanel, followUpOffers } from "../features/follow-ups/panel.tsx";
import { useArticleOffer } from "../features/help-centre/from-ticket.ts";
import { useMarkRead, useMarkUnread } from "../features/inbox/reads.ts";
import { TicketList } from "../features/inbox/ticket-list.tsx";
import { ChangeRequester } from "../features/people/change-requester.tsx";
import { PersonPanel } from "../features/people/person-panel.tsx";
import { SaveView } from "../features/inbox/save-view.tsx";
import { defaultView, listQuery, useViews, type ListView } from "../features/inbox/views.ts";
import { FirstSteps } from "../features/setup/first-steps.tsx";
import { TicketChip, TicketClocks } from "../features/sla/ticket-clocks.tsx";
import { ticketQuery } from "../features/tickets/api.ts";
import { showFacts } from "../features/tickets/missing.ts";
import { TicketView, type TicketAside } from "../features/tickets/ticket-page.tsx";
import { WaitingLine } from "../features/waiting/waiting-line.tsx";
import { useHotkeys } from "../lib/hotkeys.ts";
import { t } from "../lib/i18n.ts";
import { standInFor, useOffers } from "../lib/offers.ts";
import { setHue } from "../ui/theme.ts";
import { IconButton } from "../ui/controls/icon-button.tsx";
import { listHref, type ListSearch } from "./list-search.ts";
import { ListMenu } from "./list-menu.tsx";
import { ViewMenu, Views } from "./views.tsx";
import styles from "./tickets-page.module.css";


interface Neighbours {
  previous: number | undefined;
  next: number | undefined;
}
const NeighboursContext = createContext<Neighbours>({ previous: undefined, next: undefined });
/** Saved views are named so in the address; one that is gone shows all. */
const isSaved = (key: string): boolean => /^v\d+$/.test(key);
const collapsedKey = "ventanilla.views-collapsed";

const ticketAside: TicketAside = (ticket, desk, write) => ({
  head: <TicketChip number={ticket.number} />,
  notices: (
    <>
      <WaitingLine ticket={ticket} desk={desk} />
      <ArticleOffer number={ticket.number} deskKey={ticket.desk} />
      <PanelOffers number={ticket.number} />
    </>
  ),
  first: <TicketClocks ticket={ticket} desk={desk} />,
  requester: (
    <>
      <PersonPanel person={ticket.person} desk={ticket.desk} hrefOfOrganization={(id) => `/desk/organizations/${id}`} />
      <ChangeRequester ticket={ticket} />
    </>
  ),
  more: (
    <>
      <Stays ticket={ticket} />
      <TicketMore number={ticket.number} agents={desk?.configuration.agents ?? []} onMail={() => write("reply")} />
    </>
  ),
});
/** An act of every ticket, whether the panel is open or not. */
function ArticleOffer({ number, deskKey }: { number: number; deskKey: string }) {
  const me = useMe();
  const navigate = useNavigate();
  const writes = me.desks.some((one) => one.key === deskKey && one.permissions.includes("article.edit"));
  useArticleOffer(writes, () => void navigate({ to: "/help/$desk/$article", params: { desk: deskKey, article: "new" }, search: { ticket: number } }));
  return null;
}
/** So are those of the panel's parts: while it is closed, their keys open it. */
function PanelOffers({ number }: { number: number }) {
  const followUps = useQuery(followUpsQuery(number)).data;
  const approvals = useQuery(approvalsQuery(number)).data;
  const nothing = () => {};
  useOffers(standInFor([...followUpOffers(followUps, nothing), ...approvalOffers(approvals, nothing)], () => showFacts(number)));
  return null;
}
function TicketMore({ number, agents, onMail }: { number: number; agents: { email: string; name: string }[]; onMail: () => void }) {
  const me = useMe();
  return (
    <>
      <FollowUpPanel number={number} agents={agents} me={me.email} onMail={onMail} />
      <ApprovalPanel number={number} agents={agents} />
    </>
  );
}

const hrefOfStep: ComponentProps<typeof FirstSteps>["hrefOf"] = (step, { ticket, held, desk }) =>
  ({
    mailbox: desk === null ? null : `/desk/settings/${desk}/mailboxes`,
    colleague: desk === null ? null : `/desk/settings/${desk}/people`,
    write: "/desk/mailbox?write=guest",
    answer: ticket === null ? (held ? "/desk/waiting" : null) : `/desk/tickets/${ticket}`,
    close: ticket === null ? null : `/desk/tickets/${ticket}`,
  })[step];

/** Views, list, and the ticket beside or over it. */
export function TicketsPage() {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ from: "/inside/tickets" });
  const child = useMatch({ from: "/inside/tickets/$number", shouldThrow: false });
  const open = child ? Number(child.params.number) : undefined;
  const desk = search.desk ?? me.desks[0]?.key ?? "";
  const { views } = useViews(desk);
  const wantedView = search.view ?? defaultView;
  const view = views.find((one) => one.key === wantedView) ?? views.find((one) => one.key === (isSaved(wantedView) ? "all" : defaultView)) ?? views[0];
  const [saving, setSaving] = useState<ListView | "new">();
  const [neighbours, setNeighbours] = useState<Neighbours>({ previous: undefined, next: undefined });
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(collapsedKey) === "1");
  // a link to a ticket names no desk: the list beside it is that of the ticket's own
  const { data: opened } = useQuery({ ...ticketQuery(open ?? 0), enabled: false });
  const own = opened?.ticket.desk;
  const leads = search.desk === undefined && own !== undefined && own !== desk && me.desks.some((one) => one.key === own);
  useEffect(() => {
    if (leads) void navigate({ to: ".", search: (before) => ({ ...before, desk: own }), replace: true });
  }, [leads, own, navigate]);
  const hue = me.desks.find((one) => one.key === desk)?.hue;
  useEffect(() => {
    if (hue !== undefined) setHue(hue);
  }, [hue]);
  useEffect(() => {
    if (open === undefined) document.title = `${view?.name ?? ""} · Ventanilla`;
  }, [open, view?.name]);

  const toggleViews = () => {
    localStorage.setItem(collapsedKey, collapsed ? "0" : "1");
    setCollapsed(!collapsed);
  };
  useHotkeys({ "[": toggleViews });
  const hrefOf = useCallback((number: number) => listHref(search, number), [search]);
  const onOpen = useCallback((number: number) => void navigate({ to: "/tickets/$number", params: { number: String(number) }, search, replace: open !== undefined }), [navigate, search, open]);
  const onSearch = useCallback((q: string) => void navigate({ to: open === undefined ? "/tickets" : "/tickets/$number", params: { number: String(open) }, search: { ...search, q: q || undefined } as ListSearch, replace: true }), [navigate, search, open]);
  const onSort = useCallback((sort: Sort) => void navigate({ to: ".", search: { ...search, sort } }), [navigate, search]);
  const onNeighbours = useCallback((found: Neighbours) => setNeighbours(found), []);

  if (view === undefined) return null;
  const asked = listQuery({ desk: "", view: view.q, q: search.q ?? "" });
  const sort = search.sort ?? view.sort;
  const mayShare = me.desks.some((one) => one.key === desk && one.permissions.includes("desk.configure"));
  return (
    <div className={`${styles.page} ${open === undefined ? "" : styles.withTicket} ${collapsed ? styles.collapsed : ""}`}>
      {!collapsed && (
        <div className={styles.views}>
          <Views desk={desk} view={view.key} onEdit={setSaving} onCollapse={toggleViews} />
        </div>
      )}
      <div className={styles.list}>
        <FirstSteps hrefOf={hrefOfStep} />
        <TicketList
          desk={desk}
          view={view}
          q={search.q ?? ""}
          sort={search.sort}
          open={open}
          hrefOf={hrefOf}
          onOpen={onOpen}
          onSearch={onSearch}
          onSort={onSort}
          onEverywhere={view.key === "all" || shelvedViews.includes(view.key) ? undefined : () => void navigate({ to: "/tickets", search: { ...search, view: "all" } })}
          onNeighbours={onNeighbours}
          before={
            <>
              {collapsed && (
                <span className={styles.expand}>
                  <IconButton label={t("desk.views.show")} hotkey="[" onClick={toggleViews}>
                    <IconLayoutSidebarLeftExpand size={16} aria-hidden />
                  </IconButton>
                </span>
              )}
              <span className={styles.viewMenu}>
                <ViewMenu desk={desk} view={view} />
              </span>
            </>
          }
          after={<ListMenu search={search} sort={sort ?? "-updated"} asked={listQuery({ desk, view: view.q, q: search.q ?? "" })} onSave={() => setSaving("new")} />}
        />
      </div>
      {saving && (
        <SaveView
          desk={desk}
          q={saving === "new" || saving.key === view.key ? asked : saving.q}
          sort={saving === "new" || saving.key === view.key ? sort : saving.sort}
          columns={saving === "new" && densityOf(me) === "table" ? columnsOf(me).order : saving === "new" ? null : saving.columns}
          mayShare={mayShare}
          existing={saving === "new" ? null : saving}
          onSaved={(key) => void navigate({ to: "/tickets", search: { ...(search.desk ? { desk: search.desk } : {}), view: key } })}
          onClose={() => setSaving(undefined)}
        />
      )}
      {open !== undefined && (
        <div className={styles.ticket}>
          <NeighboursContext value={neighbours}>
            <Outlet />
          </NeighboursContext>
        </div>
      )}
    </div>
  );
}

export function TicketPane() {
  const { number } = useParams({ from: "/inside/tickets/$number" });
  const search = useSearch({ from: "/inside/tickets" });
  const navigate = useNavigate();
  const { previous, next } = useContext(NeighboursContext);
  useMarkRead(Number(number));
  const markUnread = useMarkUnread();
  const back = () => void navigate({ to: "/tickets", search });
  // who stays would read it at once
  const leaveUnread = () => (back(), markUnread(Number(number)));
  useHotkeys({ u: leaveUnread });
  useOffers([{ key: "unread", label: t("desk.unread.mark"), hotkey: "U", run: leaveUnread }]);
  const go = useMemo(() => (to: number | undefined) => (to === undefined ? undefined : () => void navigate({ to: "/tickets/$number", params: { number: String(to) }, search, replace: true })), [navigate, search]);
  return (
    <TicketView
      aside={ticketAside}
      key={number}
      number={Number(number)}
      onBack={back}
      onPrevious={go(previous)}
      onNext={go(next)}
      hrefOf={(one) => listHref({}, one)}
      hrefOfQuery={(q) => listHref({ ...(search.desk ? { desk: search.desk } : {}), view: "all", q })}
    />
  );
}
