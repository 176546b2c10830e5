import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { auditKinds, type AuditEntry, type AuditPage as Answer } from "../../../contract/access.ts";
import { call, query } from "../../lib/api.ts";
import { dayAndTime, exactTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { inputClass } from "../../ui/field.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import styles from "./audit.module.css";
import { auditChanges, auditFacts, auditWords } from "./words.ts";

export interface AuditSearch {
  kind?: string | undefined;
  person?: string | undefined;
  /** days, `2026-11-22`; `until` is the last of them */
  from?: string | undefined;
  until?: string | undefined;
}

const day = /^\d{4}-\d\d-\d\d$/;
/** The beginning of a day where the reader is, or of the one after it. */
const startOf = (date: string | undefined, after = 0): string | undefined => {
  if (date === undefined || !day.test(date)) return undefined;
  const at = new Date(`${date}T00:00:00`);
  at.setDate(at.getDate() + after);
  return at.toISOString();
};
const auditQuery = ({ kind, person, from, until }: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ["audit", kind, person, from, until],
    queryFn: ({ signal, pageParam }) => call<Answer>(`/audit${query({ kind, person, from: startOf(from), until: startOf(until, 1), after: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    retry: false,
  });

/** Who came in, who was refused, and who changed what: for administrators. */
export function AuditPage({ search, onSearch }: { search: AuditSearch; onSearch: (search: AuditSearch) => void }) {
  const audit = useInfiniteQuery(auditQuery(search));
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  const kind = auditKinds.find((one) => one === search.kind);
  const narrow = (some: AuditSearch) => onSearch({ ...search, ...some });
  const tools = (
    <div className={styles.filters}>
      <Picker label={t("desk.audit.kind")} value={kind ?? ""} unset={t("desk.audit.any-kind")} onChange={(value) => narrow({ kind: value || undefined })} options={[{ value: "", label: t("desk.audit.any-kind") }, ...auditKinds.map((one) => ({ value: one, label: t(`desk.audit.kind.${one}`) }))]} />
      <PersonField person={search.person ?? ""} onChange={(person) => narrow({ person: person || undefined })} />
      <label className={styles.day}>
        <span>{t("desk.audit.from")}</span>
        <input className={inputClass} type="date" value={search.from ?? ""} max={search.until} onChange={(event) => narrow({ from: event.target.value || undefined })} />
      </label>
      <label className={styles.day}>
        <span>{t("desk.audit.until")}</span>
        <input className={inputClass} type="date" value={search.until ?? ""} min={search.from} onChange={(event) => narrow({ until: event.target.value || undefined })} />
      </label>
    </div>
  );
  return (
    <Page title={t("desk.audit.title")}>
      {tools}
      {audit.isPending && (
        <ul className={styles.rows} aria-hidden>
          {Array.from({ length: 12 }, (_, index) => (
            <li key={index} className={styles.row}>
              <Bone width={`${30 + ((index * 17) % 45)}%`} height={9} />
            </li>
          ))}
        </ul>
      )}
      {audit.isError && (
        <NothingHere title={t("desk.list.unreadable")} about={inWords(audit.error)}>
          <Button onClick={() => void audit.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      )}
      {audit.isSuccess && entries.length === 0 && <NothingHere title={t("desk.audit.empty")} about={t("desk.audit.empty.about")} />}
      {entries.length > 0 && (
        <ul className={styles.rows}>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {audit.hasNextPage && (
        <p className={styles.more}>
          <Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {t("desk.audit.older")}
          </Button>
        </p>
      )}
    </Page>
  );
}

/** Asked once a whole address stands there, or nothing. */
function PersonField({ person, onChange }: { person: string; onChange: (person: string) => void }) {
  const [typed, setTyped] = useState(person);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === person || (wanted !== "" && !/^[^@\s]+@[^@\s.]+\.[^@\s]+$/.test(wanted))) return undefined;
    const pause = setTimeout(() => onChange(wanted), 400);
    return () => clearTimeout(pause);
  }, [typed, person, onChange]);
  return <input className={inputClass} type="search" inputMode="email" autoCapitalize="none" aria-label={t("desk.audit.person")} placeholder={t("desk.audit.person")} value={typed} onChange={(event) => setTyped(event.target.value)} />;
}

function Row({ entry }: { entry: AuditEntry }) {
  return (
    <li className={`${styles.row} ${entry.type === "session.refused" ? styles.refused : ""}`}>
      <time className={styles.at} dateTime={entry.at} title={exactTime(entry.at)}>
        {dayAndTime(entry.at)}
      </time>
      <span className={styles.who}>
        <bdi title={entry.actor?.email ?? undefined}>{entry.actor?.name ?? t(entry.type === "session.refused" ? "desk.audit.somebody" : "desk.audit.system")}</bdi>
      </span>
      <span className={styles.what}>
        <b>{auditWords(entry.type)}</b>
        {auditFacts(entry).map((fact) => (
          <span key={fact} className={styles.fact}>
            <bdi>{fact}</bdi>
          </span>
        ))}
        {auditChanges(entry).map(({ path, from, to }) => (
          <span key={path} className={styles.change}>
            {path && `${path}: `}
            <code>{from}</code> → <code>{to}</code>
          </span>
        ))}
      </span>
    </li>
  );
}
