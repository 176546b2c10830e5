import { Tooltip } from "@mantine/core";
import { IconInbox, IconKeyboard, IconMenu2, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useMatch, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, type CSSProperties, type ReactNode } from "react";
import { useMe } from "../features/auth/api.ts";
import { keepPush, onPushOpened } from "../features/notifications/push.ts";
import { DemoLoading } from "../features/setup/demo-loading.tsx";
import { undoLast } from "../features/tickets/api.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { hasChosenLanguage, setLanguage, t } from "../lib/i18n.ts";
import { tellTabs } from "../lib/tabs.ts";
import { Hint } from "../ui/controls/icon-button.tsx";
import { Face, initials } from "../ui/face.tsx";
import { setHue } from "../ui/theme.ts";
import { useLive } from "./live.ts";
import { isAt, mayOpen, placesOf, useDeskHere, useHueHere, type Place } from "./places.tsx";
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
  const desk = useDeskHere(me);
  const [palette, setPalette] = useState(0);
  const [keys, setKeys] = useState(false);
  const ticketOpen = useMatch({ from: "/inside/tickets/$number", shouldThrow: false }) !== undefined;
  useEffect(() => {
    if (!hasChosenLanguage()) void setLanguage(me.locale);
  }, [me.locale]);

  // each page in the colour of its desk, however one came to it
  const hue = useHueHere(me);
  useEffect(() => {
    if (hue !== undefined) setHue(hue);
  }, [hue]);

  // tabs that showed somebody else's pages begin anew
  useEffect(() => tellTabs(me.email), [me.email]);

  // a browser that is told by push stays told, for who is signed in now; else at the next start
  useEffect(() => void keepPush().catch(() => {}), []);
  useEffect(() => onPushOpened((path) => void navigate({ href: path })), [navigate]);

  const openPalette = () => setPalette((n) => n + 1);
  const goTo = (view: string) => () => void navigate({ to: "/tickets", search: { view } });
  useHotkeys({
    "mod+k": openPalette,
    "mod+z": () => void undoLast(client),
    z: () => void undoLast(client),
    "?": () => setKeys(true),
    ...(mayOpen(me) ? { c: () => void navigate({ to: "/new" }) } : {}),
    "g m": goTo("mine"),
    "g u": goTo("unassigned"),
    "g o": goTo("open"),
    "g w": goTo("pending"),
    "g s": goTo("solved"),
    "g a": goTo("all"),
    ...Object.fromEntries(placesOf(me, desk).flatMap(({ hotkey, link }) => (hotkey === undefined ? [] : [[`g ${hotkey}`, () => void navigate(link)]]))),
  });
  return (
    <div className={`${styles.shell} ${ticketOpen ? styles.ticketOpen : ""}`}>
      <Rail onSearch={openPalette} onKeys={() => setKeys(true)} />
      <main className={styles.content}>
        <Outlet />
        <DemoLoading />
        {live === "lost" && (
          <p className={styles.lost} role="status">
            {t("desk.live.lost")}
          </p>
        )}
      </main>
      <Suspense>
        {/* while it loads, what is typed is meant for it: no letter is a command */}
        {palette > 0 && (
          <Suspense fallback={<div role="dialog" aria-modal aria-busy aria-label={t("desk.palette")} />}>
            <Palette opened={palette} onKeys={() => setKeys(true)} />
          </Suspense>
        )}
        {keys && <KeyboardSheet onClose={() => setKeys(false)} />}
      </Suspense>
    </div>
  );
}

function Rail({ onSearch, onKeys }: { onSearch: () => void; onKeys: () => void }) {
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const desk = useDeskHere(me);
  const inTickets = path.startsWith("/tickets");
  const places = placesOf(me, desk);
  const inBar = places.filter((place) => place.key === "agenda" || place.key === "notifications");
  const inMore = places.filter((place) => !inBar.includes(place));
  const place = (one: Place) => (
    <Tip key={one.key} label={t(one.label)} hotkey={one.hotkey && `g ${one.hotkey}`}>
      <Link {...one.link} className={`${styles.item} ${inBar.includes(one) ? "" : styles.onlyWide}`} aria-label={t(one.label)} aria-current={isAt(path, one) ? "page" : undefined}>
        {one.icon}
        {one.short && <span className={styles.label}>{t(one.short)}</span>}
      </Link>
    </Tip>
  );
  return (
    <nav className={styles.rail} aria-label={t("desk.rail")}>
      <Link to="/tickets" className={`${styles.item} ${styles.onlyPhone}`} aria-current={inTickets ? "page" : undefined}>
        <IconInbox size={20} aria-hidden />
        <span className={styles.label}>{t("desk.list")}</span>
      </Link>
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
      {mayOpen(me) && (
        <Tip label={t("desk.new")} hotkey="c">
          <Link to="/new" className={styles.item} aria-label={t("desk.new")} aria-current={path === "/new" ? "page" : undefined}>
            <IconPlus size={20} aria-hidden />
            <span className={styles.label}>{t("desk.rail.new")}</span>
          </Link>
        </Tip>
      )}
      {places.filter((one) => !one.foot).map(place)}
      <span className={styles.spring} />
      {places.filter((one) => one.foot).map(place)}
      <Tip label={t("desk.keys")} hotkey="?">
        <button type="button" className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.keys")} onClick={onKeys}>
          <IconKeyboard size={20} aria-hidden />
        </button>
      </Tip>
      <ProfileMenu>
        <button type="button" className={`${styles.item} ${styles.onlyWide}`} aria-label={t("desk.profile", { name: me.name })} aria-current={path === "/profile" ? "page" : undefined}>
          <Face name={me.name} seed={me.email ?? me.name} size={28} />
        </button>
      </ProfileMenu>
      <ProfileMenu places={inMore}>
        <button type="button" className={`${styles.item} ${styles.onlyPhone}`} aria-current={path === "/profile" || inMore.some((one) => isAt(path, one)) ? "page" : undefined}>
          <IconMenu2 size={20} aria-hidden />
          <span className={styles.label}>{t("desk.rail.more")}</span>
        </button>
      </ProfileMenu>
    </nav>
  );
}

function Tip({ label, hotkey, children }: { label: string; hotkey?: string | undefined; children: ReactNode }) {
  return (
    <Tooltip label={<Hint label={label} hotkey={hotkey} />} position="right">
      {children}
    </Tooltip>
  );
}
