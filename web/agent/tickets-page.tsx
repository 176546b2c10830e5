import { Outlet, useMatch, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useMe } from "../features/auth/api.ts";
import { ApprovalPanel } from "../features/approvals/panel.tsx";
import { FollowUpPanel } from "../features/follow-ups/panel.tsx";
import { TicketList } from "../features/inbox/ticket-list.tsx";
import { PersonPanel } from "../features/organizations/person-panel.tsx";
import { viewOf, defaultView } from "../features/inbox/views.ts";
import { TicketView, type TicketAside } from "../features/tickets/ticket-page.tsx";
import { useHotkeys } from "../lib/hotkeys.ts";
import { t } from "../lib/i18n.ts";
import { setHue } from "../ui/theme.ts";
import { IconButton } from "../ui/controls/icon-button.tsx";
import { listHref, type ListSearch } from "./list-search.ts";
import { ListMenu, ViewMenu, Views } from "./views.tsx";
import styles from "./tickets-page.module.css";

interface Neighbours {
  previous: number | undefined;
  next: number | undefined;
}
const NeighboursContext = createContext<Neighbours>({ previous: undefined, next: undefined });
const collapsedKey = "ventanilla.views-collapsed";

const ticketAside: TicketAside = (ticket, desk, write) => ({
  requester: <PersonPanel email={ticket.requester.email} hrefOfOrganization={(id) => `/desk/organizations/${id}`} />,
  more: <TicketMore number={ticket.number} agents={desk?.configuration.agents ?? []} onMail={() => write("reply")} />,
});
function TicketMore({ number, agents, onMail }: { number: number; agents: { email: string; name: string }[]; onMail: () => void }) {
  const me = useMe();
  return (
    <>
      <FollowUpPanel number={number} agents={agents} me={me.email} onMail={onMail} />
      <ApprovalPanel number={number} agents={agents} />
    </>
  );
}

/** Views, list, and the ticket beside or over it. */
export function TicketsPage() {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ from: "/inside/tickets" });
  const child = useMatch({ from: "/inside/tickets/$number", shouldThrow: false });
  const open = child ? Number(child.params.number) : undefined;
  const desk = search.desk ?? me.desks[0]?.key ?? "";
  const view = viewOf(search.view ?? defaultView).key;
  const [neighbours, setNeighbours] = useState<Neighbours>({ previous: undefined, next: undefined });
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(collapsedKey) === "1");
  const hue = me.desks.find((one) => one.key === desk)?.hue;
  useEffect(() => {
    if (hue !== undefined) setHue(hue);
  }, [hue]);
  useEffect(() => {
    if (open === undefined) document.title = `${t(`desk.view.${view}`)} · Ventanilla`;
  }, [open, view]);

  const toggleViews = () => {
    localStorage.setItem(collapsedKey, collapsed ? "0" : "1");
    setCollapsed(!collapsed);
  };
  useHotkeys({ "[": toggleViews });
  const hrefOf = useCallback((number: number) => listHref(search, number), [search]);
  const onOpen = useCallback((number: number) => void navigate({ to: "/tickets/$number", params: { number: String(number) }, search, replace: open !== undefined }), [navigate, search, open]);
  const onSearch = useCallback((q: string) => void navigate({ to: open === undefined ? "/tickets" : "/tickets/$number", params: { number: String(open) }, search: { ...search, q: q || undefined } as ListSearch, replace: true }), [navigate, search, open]);
  const onNeighbours = useCallback((found: Neighbours) => setNeighbours(found), []);

  return (
    <div className={`${styles.page} ${open === undefined ? "" : styles.withTicket} ${collapsed ? styles.collapsed : ""}`}>
      {!collapsed && (
        <div className={styles.views}>
          <Views desk={desk} view={view} onCollapse={toggleViews} />
        </div>
      )}
      <div className={styles.list}>
        <TicketList
          desk={desk}
          view={view}
          q={search.q ?? ""}
          sort={search.sort}
          open={open}
          hrefOf={hrefOf}
          onOpen={onOpen}
          onSearch={onSearch}
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
          after={<ListMenu search={search} />}
        />
      </div>
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
  const go = useMemo(() => (to: number | undefined) => (to === undefined ? undefined : () => void navigate({ to: "/tickets/$number", params: { number: String(to) }, search, replace: true })), [navigate, search]);
  return (
    <TicketView
      aside={ticketAside}
      key={number}
      number={Number(number)}
      onBack={() => void navigate({ to: "/tickets", search })}
      onPrevious={go(previous)}
      onNext={go(next)}
      hrefOf={(one) => listHref({}, one)}
      hrefOfQuery={(q) => listHref({ ...(search.desk ? { desk: search.desk } : {}), view: "all", q })}
    />
  );
}
