import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { IconArrowRight, IconBolt, IconHash, IconInbox, IconKeyboard, IconMailForward, IconMoon, IconPlus, IconSearch, IconUserCircle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";
import { useMe } from "../features/auth/api.ts";
import { views } from "../features/inbox/views.ts";
import { listTickets } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { currentOffers } from "../lib/offers.ts";
import { Key } from "../ui/button.tsx";
import { StateIcon } from "../ui/state-icon.tsx";
import { setTheme, useColourScheme } from "../ui/theme.ts";
import { mayOpen, placesOf, useDeskHere } from "./places.tsx";
import styles from "./palette.module.css";

const [store, spotlight] = createSpotlight();
interface Act {
  key: string;
  label: string;
  hint?: string;
  hotkey?: string;
  icon: ReactNode;
  run: () => void;
}
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function selectFirst(): void {
  const list = document.getElementById(store.getState().listId);
  for (const one of list?.querySelectorAll("[data-selected]") ?? []) one.removeAttribute("data-selected");
  list?.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  store.updateState((state) => ({ ...state, selected: 0 }));
}

/** Anything from anywhere: a ticket by number or words, a view, an act. `opened` grows with each request. */
export function Palette({ opened, onKeys }: { opened: number; onKeys: () => void }) {
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const me = useMe();
  const navigate = useNavigate();
  const desk = useDeskHere(me);
  const scheme = useColourScheme();
  useEffect(() => spotlight.open(), [opened]);
  useEffect(() => {
    const pause = setTimeout(() => setAsked(typed.trim()), 160);
    return () => clearTimeout(pause);
  }, [typed]);
  const found = useQuery({ queryKey: ["palette", asked], queryFn: ({ signal }) => listTickets({ q: asked, limit: 6 }, { signal }), enabled: asked.length > 1, staleTime: 10_000 });

  const number = /^#?(\d{1,8})$/.exec(typed.trim())?.[1];
  const acts: Act[] = [
    ...currentOffers().map((one): Act => ({ key: one.key, label: one.label, ...(one.hotkey ? { hotkey: one.hotkey } : {}), icon: <IconBolt size={16} aria-hidden />, run: one.run })),
    ...(mayOpen(me)
      ? [
          { key: "new", label: t("desk.new"), hotkey: "C", icon: <IconPlus size={16} aria-hidden />, run: () => void navigate({ to: "/new" }) },
          { key: "write", label: t("desk.write.title"), icon: <IconMailForward size={16} aria-hidden />, run: () => void navigate({ to: "/write" }) },
        ]
      : []),
    ...views.map((one): Act => ({ key: one.key, label: t(`desk.view.${one.key}`), hint: t("desk.views"), icon: <IconInbox size={16} aria-hidden />, run: () => void navigate({ to: "/tickets", search: { view: one.key } }) })),
    ...me.desks.map((one): Act => ({ key: `desk-${one.key}`, label: one.name, hint: t("desk.desks"), icon: <IconArrowRight size={16} aria-hidden />, run: () => void navigate({ to: "/tickets", search: { desk: one.key } }) })),
    ...placesOf(me, desk).map((one): Act => ({ key: one.key, label: t(one.label), ...(one.hotkey ? { hotkey: `G ${one.hotkey.toUpperCase()}` } : {}), icon: one.icon, run: () => void navigate(one.link) })),
    { key: "profile", label: t("desk.profile.title"), icon: <IconUserCircle size={16} aria-hidden />, run: () => void navigate({ to: "/profile" }) },
    { key: "keys", label: t("desk.keys"), hotkey: "?", icon: <IconKeyboard size={16} aria-hidden />, run: onKeys },
    { key: "theme", label: t(scheme === "dark" ? "desk.theme.to-light" : "desk.theme.to-dark"), icon: <IconMoon size={16} aria-hidden />, run: () => setTheme(scheme === "dark" ? "light" : "dark") },
  ];
  const matching = acts.filter((one) => folded(`${one.label} ${one.hint ?? ""}`).includes(folded(typed.trim()))).slice(0, typed ? 8 : 30);
  const tickets = (asked.length > 1 ? (found.data?.items ?? []) : []).filter((one) => String(one.number) !== number);
  // Enter takes what stands first.
  const first = `${typed} ${tickets.length} ${matching.length}`;
  useEffect(() => {
    const drawn = requestAnimationFrame(selectFirst);
    return () => cancelAnimationFrame(drawn);
  }, [first, opened]);
  const open = (one: number) => () => void navigate({ to: "/tickets/$number", params: { number: String(one) }, search: {} });
  return (
    <Spotlight.Root store={store} title={t("desk.palette")} query={typed} onQueryChange={setTyped} shortcut={null} radius={10} overlayProps={{ blur: 0 }} classNames={{ header: "visually-hidden", content: styles.content ?? "", action: styles.action ?? "", search: styles.search ?? "" }} transitionProps={{ duration: 80 }}>
      <Spotlight.Search placeholder={t("desk.palette.placeholder")} aria-label={t("desk.palette")} leftSection={<IconSearch size={20} aria-hidden />} />
      <Spotlight.ActionsList className={styles.list ?? ""}>
        {number && (
          <Spotlight.Action onClick={open(Number(number))}>
            <IconHash size={16} aria-hidden />
            <span>{t("desk.palette.go-to", { number })}</span>
          </Spotlight.Action>
        )}
        {tickets.map((one) => (
          <Spotlight.Action key={one.number} onClick={open(one.number)}>
            <StateIcon state={one.state} />
            <span className={styles.label}>
              <bdi>{one.subject}</bdi>
            </span>
            <span className={styles.hint}>#{one.number}</span>
          </Spotlight.Action>
        ))}
        {matching.map((one) => (
          <Spotlight.Action key={one.key} onClick={one.run}>
            {one.icon}
            <span className={styles.label}>{one.label}</span>
            {one.hint && <span className={styles.hint}>{one.hint}</span>}
            {one.hotkey?.split(" ").map((key) => <Key key={key}>{key}</Key>)}
          </Spotlight.Action>
        ))}
        {asked.length > 1 && (
          <Spotlight.Action onClick={() => void navigate({ to: "/tickets", search: { view: "all", q: asked } })}>
            <IconSearch size={16} aria-hidden />
            <span className={styles.label}>
              <bdi>{t("desk.palette.everywhere", { words: asked })}</bdi>
            </span>
          </Spotlight.Action>
        )}
        {!number && asked.length < 2 && matching.length === 0 && <Spotlight.Empty>{t("ui.nothing-found")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
