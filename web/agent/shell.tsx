import { Tooltip } from "@mantine/core";
import { IconBuilding, IconCalendarEvent, IconChecklist, IconInbox, IconKeyboard, IconLayoutKanban, IconMailbox, IconMailSearch, IconPlus, IconSearch, IconSettings, IconUserCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useMatch, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, type CSSProperties, type ReactNode } from "react";
import { useMe } from "../features/auth/api.ts";
import { undoLast } from "../features/tickets/api.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { hasChosenLanguage, setLanguage, t } from "../lib/i18n.ts";
import { Hint } from "../ui/controls/icon-button.tsx";
import { Face, initials } from "../ui/face.tsx";
import { useLive } from "./live.ts";
import { ProfileMenu } from "./profile-menu.tsx";
import styles from "./shell.module.css";

const loadPalette = () => import("./palette.tsx");
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const KeyboardSheet = lazy(async () => ({ default: (await import("./keyboard-sheet.tsx")).KeyboardSheet }));

/** The frame of every page inside: rail, content, what is open over them. */
export function Shell() {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const live = useLive();
  const [palette, setPalette] = useState(0);
  const [keys, setKeys] = useState(false);
  const ticketOpen = useMatch({ from: "/inside/tickets/$number", shouldThrow: false }) !== undefined;
  useEffect(() => {
    if (!hasChosenLanguage()) void setLanguage(me.locale);
  }, [me.locale]);

  const openPalette = () => setPalette((n) => n + 1);
  const goTo = (view: string) => () => void navigate({ to: "/tickets", search: { view } });
  useHotkeys({
    "mod+k": openPalette,
    "mod+z": () => void undoLast(client),
    z: () => void undoLast(client),
    "?": () => setKeys(true),
    c: () => void navigate({ to: "/new" }),
    "g m": goTo("mine"),
    "g u": goTo("unassigned"),
    "g o": goTo("open"),
    "g w": goTo("pending"),
    "g s": goTo("solved"),
    "g a": goTo("all"),
  });
  return (
    <div className={`${styles.shell} ${ticketOpen ? styles.ticketOpen : ""}`}>
      <Rail onSearch={openPalette} onKeys={() => setKeys(true)} />
      <main className={styles.content}>
        <Outlet />
        {live === "lost" && (
          <p className={styles.lost} role="status">
            {t("desk.live.lost")}
          </p>
        )}
      </main>
      <Suspense>
        {palette > 0 && <Palette opened={palette} />}
        {keys && <KeyboardSheet onClose={() => setKeys(false)} />}
      </Suspense>
    </div>
  );
}

function Rail({ onSearch, onKeys }: { onSearch: () => void; onKeys: () => void }) {
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const desk = useRouterState({ select: (state) => (state.location.search as { desk?: string }).desk }) ?? me.desks[0]?.key;
  const inTickets = path.startsWith("/tickets");
  const may = (permission: string) => me.desks.some((one) => one.permissions.includes(permission));
  const configurable = me.desks.filter((one) => one.permissions.includes("desk.configure"));
  const configured = configurable.find((one) => one.key === desk) ?? configurable[0];
  const seesMail = me.administrator || me.desks.some((one) => one.permissions.includes("mail.see"));
  return (
    <nav className={styles.rail} aria-label={t("desk.rail")}>
      <Tip label={t("desk.list")} className={styles.onlyPhone}>
        <Link to="/tickets" className={`${styles.item} ${styles.onlyPhone}`} aria-current={inTickets ? "page" : undefined}>
          <IconInbox size={20} aria-hidden />
          <span className={styles.label}>{t("desk.list")}</span>
        </Link>
      </Tip>
      {me.desks.map((one) => (
        <Tip key={one.key} label={one.name}>
          <Link to="/tickets" search={me.desks.length > 1 ? { desk: one.key } : {}} className={`${styles.item} ${styles.onlyWide}`} aria-label={one.name} aria-current={inTickets && one.key === desk ? "page" : undefined} style={{ "--of": one.hue } as CSSProperties}>
            <span className={styles.desk} aria-hidden>
              {initials(one.name)}
            </span>
          </Link>
        </Tip>
      ))}
      <span className={styles.rule} />
      <Tip label={t("desk.palette")} hotkey="⌘K">
        <button type="button" className={styles.item} aria-label={t("desk.palette")} onClick={onSearch} onPointerEnter={() => void loadPalette()}>
          <IconSearch size={20} aria-hidden />
          <span className={styles.label}>{t("desk.rail.search")}</span>
        </button>
      </Tip>
      <Tip label={t("desk.new")} hotkey="c">
        <Link to="/new" className={styles.item} aria-label={t("desk.new")} aria-current={path === "/new" ? "page" : undefined}>
          <IconPlus size={20} aria-hidden />
          <span className={styles.label}>{t("desk.rail.new")}</span>
        </Link>
      </Tip>
      {may("follow-up.record") && (
        <Tip label={t("desk.agenda")}>
          <Link to="/agenda" className={styles.item} aria-label={t("desk.agenda")} aria-current={path === "/agenda" ? "page" : undefined}>
            <IconCalendarEvent size={20} aria-hidden />
            <span className={styles.label}>{t("desk.agenda.rail")}</span>
          </Link>
        </Tip>
      )}
      {me.desks.some((one) => one.permissions.includes("ticket.assign") && one.permissions.includes("follow-up.manage")) && (
        <Tip label={t("desk.board")}>
          <Link to="/board" search={desk ? { desk } : {}} className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.board")} aria-current={path === "/board" ? "page" : undefined}>
            <IconLayoutKanban size={20} aria-hidden />
          </Link>
        </Tip>
      )}
      <Tip label={t("desk.approval.mine")}>
        <Link to="/approvals" className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.approval.mine")} aria-current={path === "/approvals" ? "page" : undefined}>
          <IconChecklist size={20} aria-hidden />
        </Link>
      </Tip>
      {may("people.see") && (
        <Tip label={t("desk.organization.title")}>
          <Link to="/organizations" className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.organization.title")} aria-current={path.startsWith("/organizations") ? "page" : undefined}>
            <IconBuilding size={20} aria-hidden />
          </Link>
        </Tip>
      )}
      <span className={styles.spring} />
      {me.administrator && (
        <Tip label={t("mailbox.title")}>
          <Link to="/mailbox" className={styles.item} aria-label={t("mailbox.title")} aria-current={path.startsWith("/mailbox") ? "page" : undefined}>
            <IconMailbox size={20} aria-hidden />
            <span className={styles.label}>{t("desk.rail.mailbox")}</span>
          </Link>
        </Tip>
      )}
      {seesMail && (
        <Tip label={t("desk.mail.title")}>
          <Link to="/mail" className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.mail.title")} aria-current={path.startsWith("/mail") && !path.startsWith("/mailbox") ? "page" : undefined}>
            <IconMailSearch size={20} aria-hidden />
          </Link>
        </Tip>
      )}
      {configured && (
        <Tip label={t("desk.settings")}>
          <Link to="/settings/$desk/$section" params={{ desk: configured.key, section: "general" }} className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.settings")} aria-current={path.startsWith("/settings") ? "page" : undefined}>
            <IconSettings size={20} aria-hidden />
          </Link>
        </Tip>
      )}
      <Tip label={t("desk.keys")} hotkey="?">
        <button type="button" className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.keys")} onClick={onKeys}>
          <IconKeyboard size={20} aria-hidden />
        </button>
      </Tip>
      <ProfileMenu>
        <button type="button" className={styles.item} aria-label={t("desk.profile", { name: me.name })}>
          <span className={styles.onlyWide}>
            <Face name={me.name} seed={me.email ?? me.name} size={28} />
          </span>
          <IconUserCircle className={styles.onlyPhone} size={20} aria-hidden />
          <span className={styles.label}>{t("desk.rail.me")}</span>
        </button>
      </ProfileMenu>
    </nav>
  );
}

function Tip({ label, hotkey, children }: { label: string; hotkey?: string; className?: string | undefined; children: ReactNode }) {
  return (
    <Tooltip label={<Hint label={label} hotkey={hotkey} />} position="right">
      {children}
    </Tooltip>
  );
}
