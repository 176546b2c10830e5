import { useQuery } from "@tanstack/react-query";
import { IconArchive, IconTicket, IconTrash, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { LedgerRow, MailDecision } from "../../../contract/mail.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Face } from "../../ui/face.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { useMe } from "../auth/api.ts";
import { inWords } from "../auth/sign-in-page.tsx";
import { useDecideAll, useWaiting, waitingCountQuery } from "./api.ts";
import styles from "./waiting.module.css";

/** At most so many at once. */
const mostAtOnce = 100;

/** C5: the mails that wait until somebody decides, the newest first. */
export function WaitingList({ open, onOpen, hrefOf }: { open: number | undefined; onOpen: (id: number | undefined) => void; hrefOf: (id: number) => string }) {
  const me = useMe();
  const [desk, setDesk] = useState<string>();
  const waiting = useWaiting(desk);
  const counts = useQuery(waitingCountQuery).data ?? [];
  const rows = waiting.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const picked = rows.filter((row) => chosen.has(row.id)).slice(0, mostAtOnce);
  const toggle = (id: number) => setChosen((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  const mayDecide = me.desks.some((one) => one.permissions.includes("mail.decide"));
  const step = (by: 1 | -1) => {
    const at = rows.findIndex((row) => row.id === open);
    const next = rows[at < 0 ? 0 : at + by];
    if (next) onOpen(next.id);
  };
  useHotkeys({ j: () => step(1), k: () => step(-1), x: () => open !== undefined && toggle(open), Escape: () => (chosen.size > 0 ? setChosen(new Set()) : onOpen(undefined)) });
  useEffect(() => {
    document.querySelector(`[data-mail="${open ?? 0}"]`)?.scrollIntoView({ block: "nearest" });
  }, [open]);
  const desks = me.desks.filter((one) => counts.some(({ desk: key }) => key === one.key));
  const tools = desks.length > 1 && (
    <Picker
      label={t("desk.new.desk")}
      unset={t("desk.waiting.all-desks")}
      value={desk ?? ""}
      onChange={(value) => setDesk(value === "" ? undefined : value)}
      options={[{ value: "", label: t("desk.waiting.all-desks") }, ...desks.map((one) => ({ value: one.key, label: one.name, hint: String(counts.find(({ desk: key }) => key === one.key)?.count ?? "") }))]}
    />
  );
  return (
    <Page title={t("desk.waiting.title")} tools={tools}>
      {waiting.isPending && <Skeletons />}
      {waiting.isError && (
        <NothingHere title={t("desk.list.unreadable")} about={inWords(waiting.error)}>
          <Button onClick={() => void waiting.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      )}
      {waiting.isSuccess && rows.length === 0 && <NothingHere title={t("desk.waiting.empty")} about={t("desk.waiting.empty.about")} />}
      <ul className={styles.rows} aria-label={t("desk.waiting.title")}>
        {rows.map((row) => (
          <Row key={row.id} row={row} desk={tools && desk === undefined ? me.desks.find(({ key }) => key === row.desk)?.name : undefined} current={row.id === open} chosen={mayDecide ? chosen.has(row.id) : undefined} anyChosen={chosen.size > 0} href={hrefOf(row.id)} onOpen={() => onOpen(row.id)} onToggle={() => toggle(row.id)} />
        ))}
      </ul>
      {waiting.hasNextPage && (
        <p className={styles.more}>
          <Button busy={waiting.isFetchingNextPage} onClick={() => void waiting.fetchNextPage()}>
            {t("desk.mail.older")}
          </Button>
        </p>
      )}
      {picked.length > 0 && <BulkBar ids={picked.map((row) => row.id)} onDone={() => (setChosen(new Set()), picked.some((row) => row.id === open) && onOpen(undefined))} onClear={() => setChosen(new Set())} />}
    </Page>
  );
}

function Row({ row, desk, current, chosen, anyChosen, href, onOpen, onToggle }: { row: LedgerRow; desk: string | undefined; current: boolean; chosen: boolean | undefined; anyChosen: boolean; href: string; onOpen: () => void; onToggle: () => void }) {
  const name = row.fromName ?? row.from;
  return (
    <li className={`${styles.item} ${anyChosen ? styles.choosing : ""}`} data-mail={row.id}>
      {chosen !== undefined && (
        <label className={styles.check}>
          <input type="checkbox" checked={chosen} aria-label={t("desk.waiting.choose", { subject: row.subject || t("desk.mail.no-subject") })} onChange={onToggle} />
        </label>
      )}
      <a
        className={styles.row}
        href={href}
        aria-current={current ? "page" : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onOpen();
        }}
      >
        <span className={styles.face}>
          <Face name={name} seed={row.from} size={28} />
        </span>
        <span className={styles.from} title={row.from}>
          <bdi>{name}</bdi>
          {desk !== undefined && <span className={styles.quiet}> · {desk}</span>}
        </span>
        <Timestamp at={row.receivedAt} as="age" className={styles.age} />
        <span className={`${styles.subject} ${row.subject ? "" : styles.quiet}`}>
          <bdi>{row.subject || t("desk.mail.no-subject")}</bdi>
        </span>
      </a>
    </li>
  );
}

function BulkBar({ ids, onDone, onClear }: { ids: number[]; onDone: () => void; onClear: () => void }) {
  const all = useDecideAll();
  const decide = (decision: MailDecision) => all.mutate({ ids, decision }, { onSuccess: onDone });
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t("desk.bulk")}>
      <IconButton label={t("desk.bulk.clear")} hotkey="Esc" side="top" onClick={onClear}>
        <IconX size={16} aria-hidden />
      </IconButton>
      <span className={styles.count}>{t("desk.waiting.chosen", { count: ids.length })}</span>
      <Button disabled={all.isPending} onClick={() => decide({ decision: "ticket" })}>
        <IconTicket size={16} aria-hidden /> {t("desk.waiting.tickets")}
      </Button>
      <Button disabled={all.isPending} onClick={() => decide({ decision: "keep" })}>
        <IconArchive size={16} aria-hidden /> {t("desk.waiting.keep.short")}
      </Button>
      <Button disabled={all.isPending} onClick={() => decide({ decision: "spam" })}>
        <IconTrash size={16} aria-hidden /> {t("desk.fate.spam")}
      </Button>
    </div>
  );
}

function Skeletons() {
  return (
    <div aria-hidden>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={styles.bones}>
          <Bone width={28} height={28} round />
          <div>
            <Bone width={`${28 + ((index * 13) % 30)}%`} height={9} />
            <Bone width={`${50 + ((index * 17) % 40)}%`} height={9} />
          </div>
        </div>
      ))}
    </div>
  );
}
