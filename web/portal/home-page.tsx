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
import { useNewStatuses, usePortalDesk } from "./desk.ts";
import { Filters } from "./filters.tsx";
import { Frame, Notice } from "./frame.tsx";
import styles from "./home-page.module.css";
import { addressOf, requestsQuery, wantedIn, wantsAll, type Wanted } from "./requests.ts";
import { Link, navigate } from "./router.tsx";
import { useSession } from "./session.ts";
import { inWords } from "./words.ts";

/** ms of rest after which what was typed is looked for */
const typingPause = 300;

/** "How can we help?": search, one button, and all requests whatever their status (H4, T9), or those of one's choice. */
export function HomePage({ wanted }: { wanted: Wanted }) {
  const { key, at, words: desk } = usePortalDesk();
  const me = useSession();
  const { words } = wanted;
  const requests = useInfiniteQuery({ ...requestsQuery(key, wanted), placeholderData: keepPreviousData });
  const rows = requests.data?.pages.flatMap((page) => page.items) ?? [];
  const show = (next: Wanted) => navigate(at(addressOf(next)), { replace: true });
  // the rest as it stands when the typing rests
  const search = (text: string) => show({ ...wantedIn(new URLSearchParams(location.search)), words: text });
  const [cleared, setCleared] = useState(0);
  const showAll = () => {
    show({ words: "", circle: null, status: null });
    setCleared((times) => times + 1);
  };
  const isEmpty = requests.isSuccess && !requests.isPlaceholderData && rows.length === 0;
  const nothingYet = isEmpty && wantsAll(wanted);
  useNewStatuses(rows.map(({ status }) => status));
  const found = words === "" ? t("portal.home.shown", { count: rows.length }) : t("portal.home.found", { count: rows.length, words });
  return (
    <Frame title={t("portal.home.requests")}>
      <h1 tabIndex={-1} className={styles["title"]}>
        {t("portal.home.title")}
      </h1>
      <div className={styles["top"]}>
        {!nothingYet && <Search key={cleared} words={words} onSearch={search} />}
        <Link to={at("new")} className={buttonClass("primary", true)}>
          {t("portal.home.new")}
        </Link>
      </div>
      <div className={styles["head"]}>
        <h2 className={styles["heading"]}>{t("portal.home.requests")}</h2>
        {(!nothingYet || me?.colleagues === true) && <Filters wanted={wanted} onChange={show} />}
      </div>
      <p className="visually-hidden" role="status">
        {!wantsAll(wanted) && requests.isSuccess && !requests.isPlaceholderData ? found : ""}
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
      {isEmpty && !nothingYet && (
        <div className={styles["empty"]}>
          <h3>{found}</h3>
          {words === "" && wanted.status !== null && <p>{t("portal.home.none-in", { status: desk.status(wanted.status) })}</p>}
          <p>
            <Button large onClick={showAll}>
              {t("portal.home.clear")}
            </Button>
          </p>
        </div>
      )}
      {rows.length > 0 && (
        <ul className={styles["list"]} aria-busy={requests.isPlaceholderData}>
          {rows.map((row) => (
            <li key={row.number}>
              <Card row={row} inCopy={wanted.circle !== "colleagues"} />
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

/** One request: what it is about, its state in words, who handles it, and whose turn it is. @param inCopy another's stands here because one is in copy */
function Card({ row, inCopy }: { row: TicketRow; inCopy: boolean }) {
  const { words, at } = usePortalDesk();
  const me = useSession();
  const others = me?.email !== row.requester.email;
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
        {others && <> · {t(inCopy ? "portal.row.copied" : "portal.row.colleague", { name: row.requester.name || (row.requester.email ?? "") })}</>}
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
