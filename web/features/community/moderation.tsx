import { useInfiniteQuery } from "@tanstack/react-query";
import { IconCheck, IconExternalLink, IconEye, IconEyeOff, IconFlag, IconLock, IconLockOpen, IconRosetteDiscountCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { entryShelves, type Entry, type EntryShelf } from "../../../contract/community.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Face } from "../../ui/face.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { inWords } from "../auth/words.ts";
import { entriesQuery, useModerate } from "./api.ts";
import styles from "./community.module.css";

interface ModerationProps {
  desks: readonly { key: string; name: string }[];
  desk: string;
  shelf: EntryShelf;
  onDesk: (desk: string) => void;
  onShelf: (shelf: EntryShelf) => void;
}

/** What people wrote in the community and below articles, for who keeps order: what was reported first. */
export function ModerationPage({ desks, desk, shelf, onDesk, onShelf }: ModerationProps) {
  const entries = useInfiniteQuery(entriesQuery(desk, shelf));
  const rows = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const tools = desks.length > 1 && <Picker label={t("desk.new.desk")} value={desk} onChange={onDesk} options={desks.map((one) => ({ value: one.key, label: one.name }))} />;
  return (
    <Page title={t("desk.community.title")} tools={tools}>
      <div className={styles.column}>
        <Segments quiet legend={t("desk.community.shelf")} value={shelf} onChange={onShelf} options={entryShelves.map((one) => ({ value: one, label: t(`desk.community.shelf.${one}`) }))} />
        {entries.isPending && [64, 48, 72].map((width) => <div key={width} className={styles.entry} aria-hidden><Bone width="30%" height={10} /><Bone width={`${width}%`} height={10} /></div>)}
        {entries.isError && (
          <NothingHere title={t("desk.list.unreadable")} about={inWords(entries.error)}>
            <Button onClick={() => void entries.refetch()}>{t("ui.try-again")}</Button>
          </NothingHere>
        )}
        {entries.isSuccess && rows.length === 0 && <NothingHere title={t(`desk.community.none.${shelf}`)} about={t(`desk.community.none.${shelf}.about`)} />}
        {rows.length > 0 && (
          <ul className={styles.entries} aria-label={t(`desk.community.shelf.${shelf}`)}>
            {rows.map((entry) => (
              <li key={`${entry.kind} ${entry.id}`}>
                <EntryCard desk={desk} entry={entry} />
              </li>
            ))}
          </ul>
        )}
        {entries.hasNextPage && (
          <p>
            <Button busy={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
              {t("desk.community.more")}
            </Button>
          </p>
        )}
      </div>
    </Page>
  );
}

function EntryCard({ desk, entry }: { desk: string; entry: Entry }) {
  const moderate = useModerate(desk);
  const { kind, author, hidden, locked, official, reports } = entry;
  const decide = (decision: Parameters<typeof moderate.mutate>[0]["decision"], said: string, undo?: typeof decision) => moderate.mutate({ entry, decision, said, ...(undo === undefined ? {} : { undo }) });
  return (
    <article className={`${styles.entry} ${hidden ? styles.hidden : ""}`} aria-label={t(`desk.community.${kind}.of`, { name: author.name, title: entry.title })}>
      <header className={styles.head}>
        <Face name={author.name} seed={author.email ?? author.name} size={28} />
        <p className={styles.who}>
          <span>
            <strong dir="auto">{author.name || t("desk.community.erased")}</strong> {author.staff && <span className={styles.team}>{t("desk.community.team")}</span>}
          </span>
          <span className={styles.meta}>
            {author.email !== null && <>{author.email} · </>}
            <Timestamp at={entry.at} /> · {t(`desk.community.${kind}`)}
          </span>
        </p>
        {official && <Mark icon={<IconRosetteDiscountCheck size={16} aria-hidden />} text={t("desk.community.official")} />}
        {locked && <Mark icon={<IconLock size={16} aria-hidden />} text={t("desk.community.locked")} />}
        {hidden && <Mark icon={<IconEyeOff size={16} aria-hidden />} text={t("desk.community.hidden")} />}
      </header>
      <h2 className={styles.title} dir="auto">
        <a href={entry.path} target="_blank" rel="noopener">
          {entry.title || t("desk.community.untitled")} <IconExternalLink size={16} aria-label={t("desk.community.new-tab")} />
        </a>
      </h2>
      <p className={styles.text} dir="auto">
        {entry.text}
      </p>
      {reports.length > 0 && (
        <ul className={styles.reports} aria-label={t("desk.community.reports", { count: reports.length })}>
          {reports.map((report) => (
            <li key={`${report.by} ${report.at}`}>
              <IconFlag size={16} aria-hidden />
              <span>
                <strong dir="auto">{report.by || t("desk.community.erased")}</strong>: <span dir="auto">{report.reason}</span> <span className={styles.meta}>· <Timestamp at={report.at} /></span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.acts}>
        {hidden ? (
          <Button onClick={() => decide({ hidden: false }, t("desk.community.said.shown"), { hidden: true })}>
            <IconEye size={16} aria-hidden /> {t("desk.community.show")}
          </Button>
        ) : (
          <Button look={reports.length > 0 ? "primary" : "plain"} onClick={() => decide({ hidden: true }, t("desk.community.said.hidden"), { hidden: false })}>
            <IconEyeOff size={16} aria-hidden /> {t("desk.community.hide")}
          </Button>
        )}
        {reports.length > 0 && (
          <Button onClick={() => decide({ kept: true }, t("desk.community.said.kept"))}>
            <IconCheck size={16} aria-hidden /> {t("desk.community.keep")}
          </Button>
        )}
        {kind === "post" && (
          <Button look="quiet" onClick={() => decide({ locked: !locked }, t(locked ? "desk.community.said.unlocked" : "desk.community.said.locked"), { locked })}>
            {locked ? <IconLockOpen size={16} aria-hidden /> : <IconLock size={16} aria-hidden />} {t(locked ? "desk.community.unlock" : "desk.community.lock")}
          </Button>
        )}
        {kind === "comment" && entry.on === "post" && !hidden && (
          <Button look="quiet" onClick={() => decide({ official: !official }, t(official ? "desk.community.said.unofficial" : "desk.community.said.official"), { official })}>
            <IconRosetteDiscountCheck size={16} aria-hidden /> {t(official ? "desk.community.not-official" : "desk.community.make-official")}
          </Button>
        )}
      </div>
    </article>
  );
}

const Mark = ({ icon, text }: { icon: ReactNode; text: string }) => (
  <span className={styles.mark}>
    {icon} {text}
  </span>
);
