import { useEffect, useState } from "react";
import { fates, type Fate } from "../../../contract/mail.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { inputClass } from "../../ui/field.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { useLedger } from "./api.ts";
import { FateBadge } from "./fate.tsx";
import styles from "./ledger.module.css";

/** Every mail that came, and what became of it. */
export function LedgerList({ open, hrefOf, onOpen }: { open: number | undefined; hrefOf: (id: number) => string; onOpen: (id: number) => void }) {
  const [fate, setFate] = useState<Fate>();
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const pause = setTimeout(() => setQ(typed.trim()), 300);
    return () => clearTimeout(pause);
  }, [typed]);
  const ledger = useLedger(fate, q);
  const rows = ledger.data?.pages.flatMap((page) => page.items) ?? [];
  const filters = (
    <div className={styles.filters}>
      <input className={inputClass} type="search" aria-label={t("desk.mail.search")} placeholder={t("desk.mail.search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <Picker label={t("desk.mail.fate")} value={fate ?? ""} onChange={(value) => setFate(fates.find((one) => one === value))} unset={t("desk.mail.any-fate")} options={[{ value: "", label: t("desk.mail.any-fate") }, ...fates.map((one) => ({ value: one, label: t(`desk.fate.${one}`) }))]} />
    </div>
  );
  return (
    <Page title={t("desk.mail.title")} tools={filters}>
      {ledger.isPending && <Skeletons />}
      {ledger.isError && (
        <NothingHere title={t("desk.list.unreadable")} about={inWords(ledger.error)}>
          <Button onClick={() => void ledger.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      )}
      {ledger.isSuccess && rows.length === 0 && <NothingHere title={t("desk.mail.empty")} about={t("desk.mail.empty.about")} />}
      <div className={styles.list}>
        <ul className={styles.rows}>
          {rows.map((row) => (
            <li key={row.id}>
              <a
                className={styles.row}
                href={hrefOf(row.id)}
                aria-current={row.id === open ? "page" : undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  onOpen(row.id);
                }}
              >
                <FateBadge fate={row.fate} />
                <span className={`${styles.subject} ${row.subject ? "" : styles.unset}`}>
                  <bdi>{row.subject || t("desk.mail.no-subject")}</bdi>
                </span>
                <span className={styles.from} title={row.from}>
                  <bdi>{row.fromName ?? row.from}</bdi>
                </span>
                <span className={styles.ticket}>{row.ticket ? `#${row.ticket}` : ""}</span>
                <Timestamp at={row.receivedAt} as="age" className={styles.age} />
              </a>
            </li>
          ))}
        </ul>
      </div>
      {ledger.hasNextPage && (
        <p className={styles.more}>
          <Button busy={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
            {t("desk.mail.older")}
          </Button>
        </p>
      )}
    </Page>
  );
}

function Skeletons() {
  return (
    <div className={styles.list} aria-hidden>
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className={styles.row}>
          <Bone width="70%" height={9} />
          <Bone width={`${40 + ((index * 17) % 45)}%`} height={9} />
          <Bone width="60%" height={9} />
        </div>
      ))}
    </div>
  );
}
