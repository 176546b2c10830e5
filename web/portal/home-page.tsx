import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { TicketRow } from "../../contract/tickets.ts";
import { now } from "../lib/clock.ts";
import { dayAndTime } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Bone } from "../ui/skeleton.tsx";
import { StateIcon } from "../ui/state-icon.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { usePortalDesk } from "./desk.ts";
import { Frame, Notice } from "./frame.tsx";
import styles from "./home-page.module.css";
import { requestsQuery } from "./requests.ts";
import { Link, navigate } from "./router.tsx";
import { useSession } from "./session.ts";
import { inWords } from "./words.ts";

/** ms of rest after which what was typed is looked for */
const typingPause = 300;

/** "How can we help?": search, one button, and all requests whatever their status (H4, T9). */
export function HomePage({ words }: { words: string }) {
  const { key, at } = usePortalDesk();
  const requests = useInfiniteQuery({ ...requestsQuery(key, words), placeholderData: keepPreviousData });
  const rows = requests.data?.pages.flatMap((page) => page.items) ?? [];
  const search = (text: string) => navigate(at(text.trim() === "" ? "" : `?q=${encodeURIComponent(text.trim())}`), { replace: true });
  const nothingYet = requests.data !== undefined && words === "" && rows.length === 0;
  return (
    <Frame title={t("portal.home.requests")}>
      <h1 tabIndex={-1} className={styles["title"]}>
        {t("portal.home.title")}
      </h1>
      <div className={styles["top"]}>
        {!nothingYet && <Search words={words} onSearch={search} />}
        <Link to={at("new")} className={buttonClass("primary", true)}>
          {t("portal.home.new")}
        </Link>
      </div>
      <h2 className={styles["heading"]}>{t("portal.home.requests")}</h2>
      <p className="visually-hidden" role="status">
        {words !== "" && requests.isSuccess && !requests.isPlaceholderData ? t("portal.home.found", { count: rows.length, words }) : ""}
      </p>
      {requests.isPending && <Loading />}
      {requests.isError && rows.length === 0 && (
        <Notice title={t("portal.problem.title")} lead={inWords(requests.error)}>
          <Button large onClick={() => void requests.refetch()}>
            {t("ui.try-again")}
          </Button>
        </Notice>
      )}
      {nothingYet && (
        <div className={styles["empty"]}>
          <h3>{t("portal.home.empty.title")}</h3>
          <p>{t("portal.home.empty.lead")}</p>
        </div>
      )}
      {words !== "" && requests.isSuccess && rows.length === 0 && (
        <div className={styles["empty"]}>
          <h3>{t("portal.home.found", { count: 0, words })}</h3>
          <p>
            <Button large onClick={() => search("")}>
              {t("portal.home.clear")}
            </Button>
          </p>
        </div>
      )}
      {rows.length > 0 && (
        <ul className={styles["list"]} aria-busy={requests.isPlaceholderData}>
          {rows.map((row) => (
            <li key={row.number}>
              <Card row={row} />
            </li>
          ))}
        </ul>
      )}
      {requests.hasNextPage && (
        <p className={styles["more"]}>
          <Button large busy={requests.isFetchingNextPage} onClick={() => void requests.fetchNextPage()}>
            {t("portal.home.more")}
          </Button>
        </p>
      )}
    </Frame>
  );
}

function Search({ words, onSearch }: { words: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(words);
  useEffect(() => {
    if (text.trim() === words) return undefined;
    const timer = setTimeout(() => onSearch(text), typingPause);
    return () => clearTimeout(timer);
    // only what is typed starts a search, not a going back
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return (
    <form
      role="search"
      className={styles["search"]}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text);
      }}
    >
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden>
        <path d="M8.75 14.5a5.75 5.75 0 1 0 0-11.5 5.75 5.75 0 0 0 0 11.5Zm4.1-1.65L17 17" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </svg>
      <input type="search" enterKeyHint="search" aria-label={t("portal.home.search")} placeholder={t("portal.home.search")} value={text} onChange={(event) => setText(event.target.value)} />
    </form>
  );
}

/** One request: what it is about, its state in words, who handles it, and whose turn it is. */
function Card({ row }: { row: TicketRow }) {
  const { words, at } = usePortalDesk();
  const me = useSession();
  const copied = me?.email !== row.requester.email;
  const yourTurn = row.state === "pending";
  return (
    <Link to={at(`tickets/${row.number}`)} className={styles["card"]}>
      <span className={styles["state"]}>
        <StateIcon state={row.state} color={words.colorOf(row.status)} />
        <span className={yourTurn ? styles["turn"] : undefined}>{words.status(row.status)}</span>
        <Timestamp at={row.updatedAt} className={styles["when"]} />
      </span>
      <span className={styles["subject"]} dir="auto">
        {row.subject}
      </span>
      {row.excerpt && (
        <span className={styles["excerpt"]} dir="auto">
          {row.excerpt}
        </span>
      )}
      <span className={styles["meta"]}>
        #{row.number} · {row.assignedTo ? t("portal.row.handled", { name: row.assignedTo.name }) : t("portal.row.unassigned")}
        {yourTurn && <> · {t("portal.row.your-turn")}</>}
        {row.clock?.dueAt && Date.parse(row.clock.dueAt) > now() && <> · {t(`portal.row.due.${row.clock.kind}`, { at: dayAndTime(row.clock.dueAt) })}</>}
        {copied && <> · {t("portal.row.copied", { name: row.requester.name || row.requester.email })}</>}
      </span>
    </Link>
  );
}

function Loading() {
  return (
    <ul className={styles["list"]} aria-hidden>
      {[72, 54, 63].map((width) => (
        <li key={width} className={styles["card"]}>
          <Bone width={120} height={14} />
          <Bone width={`${width}%`} height={18} />
          <Bone width="90%" height={14} />
        </li>
      ))}
    </ul>
  );
}
