import { IconBell, IconChecks, IconMail, IconMailOpened } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, useState, type MouseEvent, type ReactNode } from "react";
import { problemOf } from "../../lib/api.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Face } from "../../ui/face.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { grouped, lineOf, notificationsQuery, useMark, type Group } from "./api.ts";
import styles from "./notifications.module.css";

/** So many lines of a ticket are shown; the ticket has them all. */
const mostLines = 3;

interface NotificationsPageProps {
  hrefOf: (number: number) => string;
  onOpen: (number: number) => void;
  /** the way to what one is told of */
  settings: ReactNode;
}

/** What one was told, by ticket, newest first. Opening a ticket reads what was told of it. */
export function NotificationsPage({ hrefOf, onOpen, settings }: NotificationsPageProps) {
  const [unread, setUnread] = useState(false);
  const query = useInfiniteQuery(notificationsQuery(unread));
  const mark = useMark();
  const list = useRef<HTMLUListElement>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const [newest] = items;
  const step = (by: 1 | -1) => () => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>("a[data-notified]") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
  };
  useHotkeys({ j: step(1), k: step(-1), ArrowDown: step(1), ArrowUp: step(-1) });
  return (
    <Page
      title={t("desk.bell.title")}
      tools={
        <>
          <IconButton label={t("desk.bell.read-all")} disabled={!items.some((one) => !one.read)} onClick={() => newest && mark.mutate({ until: newest.id })}>
            <IconChecks size={20} aria-hidden />
          </IconButton>
          {settings}
        </>
      }
    >
      <div className={styles.filter}>
        <Segments
          legend={t("desk.bell.show")}
          quiet
          options={[
            { value: "all", label: t("desk.bell.show.all") },
            { value: "unread", label: t("desk.bell.show.unread") },
          ]}
          value={unread ? "unread" : "all"}
          onChange={(value) => setUnread(value === "unread")}
        />
      </div>
      {query.isError && query.data === undefined ? (
        <NothingHere title={problemOf(query.error)?.detail ?? problemOf(query.error)?.title ?? t("ui.unknown-problem")}>
          <Button onClick={() => void query.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      ) : query.data === undefined ? (
        <div className={styles.list} aria-busy>
          {[1, 2, 3, 4].map((n) => (
            <div key={n} className={styles.group}>
              <span />
              <div className={styles.lines}>
                <Bone width="55%" />
                <Bone width="80%" />
              </div>
            </div>
          ))}
        </div>
      ) : items.length === 0 ? (
        <NothingHere title={t("desk.bell.none")} about={t("desk.bell.none.about")} />
      ) : (
        <ul className={styles.list} ref={list}>
          {grouped(items).map((group) => (
            <Entry key={group.ticket.number} group={group} href={hrefOf(group.ticket.number)} onOpen={() => onOpen(group.ticket.number)} onMark={() => mark.mutate({ ids: group.items.map((one) => one.id).slice(0, 200), read: group.unread })} />
          ))}
          {query.hasNextPage && (
            <li className={styles.older}>
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t("desk.bell.older")}
              </Button>
            </li>
          )}
        </ul>
      )}
    </Page>
  );
}

function Entry({ group: { ticket, items, unread }, href, onOpen, onMark }: { group: Group; href: string; onOpen: () => void; onMark: () => void }) {
  const open = (event: MouseEvent) => {
    // in a tab of its own, where that is asked for
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  };
  const [newest] = items;
  // each thing once, as in the mail: two clocks that run out make one line of a rule
  const told = items.filter((one, n) => items.findIndex((other) => lineOf(other) === lineOf(one) && other.excerpt === one.excerpt) === n);
  return (
    <li className={`${styles.group} ${unread ? styles.unread : ""}`}>
      <span className={styles.dot} role={unread ? "img" : undefined} aria-label={unread ? t("desk.bell.unread") : undefined} />
      <div className={styles.lines}>
        <a className={styles.subject} href={href} data-notified={ticket.number} onClick={open}>
          <bdi>{ticket.subject}</bdi> <span>#{ticket.number}</span>
        </a>
        {told.slice(0, mostLines).map((one) => (
          <p key={one.id} className={styles.line}>
            {one.by === null ? <IconBell size={16} aria-hidden /> : <Face name={one.by.name} seed={one.by.email ?? one.by.name} size={16} />}
            <span>
              {lineOf(one)}
              {one.excerpt !== null && one.excerpt !== "" && <q dir="auto">{one.excerpt}</q>}
            </span>
          </p>
        ))}
        {told.length > mostLines && <p className={styles.more}>{t("desk.bell.more", { count: told.length - mostLines })}</p>}
      </div>
      <span className={styles.end}>
        {newest && <Timestamp at={newest.at} as="age" className={styles.age} />}
        <IconButton className={styles.mark} label={unread ? t("desk.bell.mark-read") : t("desk.bell.mark-unread")} onClick={onMark}>
          {unread ? <IconMailOpened size={16} aria-hidden /> : <IconMail size={16} aria-hidden />}
        </IconButton>
      </span>
    </li>
  );
}
