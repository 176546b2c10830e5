import { IconArrowDown, IconArrowUp, IconExternalLink, IconPlus, IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { labelIn, type Language } from "../../../contract/common.ts";
import { articleFilters, type ArticleFilter, type ListedArticle, type SectionDefinition } from "../../../contract/help-centre.ts";
import { relativeTime } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { inputClass } from "../../ui/field.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { articlesQuery, inWords, usePlacing, type ArticlesAsked } from "./api.ts";
import styles from "./article-list.module.css";
import shared from "./help-centre.module.css";
import { intoView } from "./language-tabs.tsx";
import { LanguageMarks } from "./marks.tsx";
import { Sections } from "./sections.tsx";

interface ArticleListProps {
  desk: string;
  show: ArticleFilter | undefined;
  /** its articles alone, in the order in which readers find them */
  section: string | undefined;
  onShow: (what: { show?: ArticleFilter; section?: string }) => void;
  hrefOf: (article: number) => string;
  onOpen: (article: number) => void;
  onNew: () => void;
  /** which desk, where there are several */
  chooser: React.ReactNode;
}

/** Every article of a desk, for who writes them: what is not published, outdated, missing or to be reviewed at a press. */
export function ArticleList({ desk, show, section, onShow, hrefOf, onOpen, onNew, chooser }: ArticleListProps) {
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  const [ordering, setOrdering] = useState(false);
  useEffect(() => {
    const pause = setTimeout(() => setQ(typed.trim()), 160);
    return () => clearTimeout(pause);
  }, [typed]);
  const asked: ArticlesAsked = { desk, ...(show === undefined ? {} : { show }), ...(section === undefined ? {} : { section }), ...(q === "" ? {} : { q }) };
  const articles = useInfiniteQuery(articlesQuery(asked));
  const place = usePlacing(asked);
  const [moved, setMoved] = useState("");
  const first = articles.data?.pages[0];
  const rows = articles.data?.pages.flatMap((page) => page.items);
  const sections = first?.sections ?? [];
  const edit = first?.can.edit ?? false;
  const bare = show === undefined && section === undefined && q === "";
  const ordered = edit && section !== undefined && show === undefined && q === "" && rows !== undefined && !articles.isPlaceholderData;
  const move = (row: ListedArticle, to: number) => {
    const others = (rows ?? []).filter(({ id }) => id !== row.id);
    place.mutate({ article: row.id, before: others[to]?.id ?? null });
    setMoved(t("desk.help.moved", { name: row.title, place: to + 1, count: others.length + 1 }));
  };
  return (
    <Page
      title={t("desk.help.title")}
      tools={
        <div className={shared.tools}>
          {chooser}
          <a className={buttonClass("quiet")} aria-label={t("desk.help.open")} href={`/help/${desk}/${currentLanguage()}`} target="_blank" rel="noreferrer">
            <IconExternalLink size={16} aria-hidden /> <span className={styles.wide}>{t("desk.help.open")}</span>
          </a>
          {edit && <Button onClick={() => setOrdering(true)}>{t("desk.help.sections")}</Button>}
          {edit && sections.length > 0 && (
            <Button look="primary" onClick={onNew}>
              <IconPlus size={16} aria-hidden /> {t("desk.help.new")}
            </Button>
          )}
        </div>
      }
    >
      <div className={styles.sieve}>
        <div className={shared.tabs} role="group" aria-label={t("desk.help.show")}>
          {[undefined, ...articleFilters].map((one) => (
            <button key={one ?? "all"} ref={one === show ? intoView : undefined} type="button" aria-pressed={one === show} onClick={() => onShow({ ...(one === undefined ? {} : { show: one }), ...(section === undefined ? {} : { section }) })}>
              {t(`desk.help.show.${one ?? "all"}`)}
              {one === "review" && (first?.toReview ?? 0) > 0 && <span className={styles.count}>{first?.toReview}</span>}
            </button>
          ))}
        </div>
        <div className={styles.narrow}>
          {sections.length > 1 && (
            <Picker label={t("desk.help.article.section")} unset={t("desk.help.sections.all")} value={section ?? ""} options={[{ value: "", label: t("desk.help.sections.all") }, ...sections.map(({ key, labels }) => ({ value: key, label: labelIn(labels, currentLanguage()) }))]} onChange={(key) => onShow({ ...(show === undefined ? {} : { show }), ...(key === "" ? {} : { section: key }) })} />
          )}
          <input type="search" className={inputClass} value={typed} maxLength={200} placeholder={t("desk.help.search")} aria-label={t("desk.help.search")} onChange={(event) => setTyped(event.target.value)} />
        </div>
      </div>
      <p role="status" className="visually-hidden">
        {moved}
      </p>
      {articles.isError && <NothingHere title={inWords(articles.error)} />}
      {articles.isPending &&
        [62, 44, 54, 38].map((width) => (
          <div key={width} className={styles.row}>
            <Bone width={`${width}%`} height={12} />
          </div>
        ))}
      {rows?.length === 0 &&
        (!bare ? (
          <NothingHere title={t("desk.help.none")} />
        ) : (
          <NothingHere title={t("desk.help.empty")} about={t(sections.length === 0 && edit ? "desk.help.empty.sections" : "desk.help.empty.about")}>
            {edit && (sections.length === 0 ? <Button look="primary" onClick={() => setOrdering(true)}>{t("desk.help.sections.add")}</Button> : <Button look="primary" onClick={onNew}>{t("desk.help.new")}</Button>)}
          </NothingHere>
        ))}
      <ul className={styles.rows}>
        {rows?.map((row, at) => (
          <Row key={row.id} row={row} sections={sections} languages={first?.languages ?? []} href={hrefOf(row.id)} onOpen={() => onOpen(row.id)}>
            {ordered && rows.length > 1 && (
              <div className={styles.moves}>
                <IconButton label={t("desk.help.sections.up", { name: row.title })} disabled={at === 0} onClick={() => move(row, at - 1)}>
                  <IconArrowUp size={16} aria-hidden />
                </IconButton>
                <IconButton label={t("desk.help.sections.down", { name: row.title })} disabled={at === rows.length - 1} onClick={() => move(row, at + 1)}>
                  <IconArrowDown size={16} aria-hidden />
                </IconButton>
              </div>
            )}
          </Row>
        ))}
      </ul>
      {articles.hasNextPage && (
        <p className={styles.more}>
          <Button wide busy={articles.isFetchingNextPage} onClick={() => void articles.fetchNextPage()}>
            {t("desk.history.older")}
          </Button>
        </p>
      )}
      {ordering && first && <Sections desk={desk} sections={sections} languages={first.languages} onClose={() => setOrdering(false)} />}
    </Page>
  );
}

function Row({ row, sections, languages, href, onOpen, children }: { row: ListedArticle; children: React.ReactNode; sections: readonly SectionDefinition[]; languages: readonly Language[]; href: string; onOpen: () => void }) {
  const section = sections.find(({ key }) => key === row.section);
  return (
    <li className={styles.line}>
      <a
        className={styles.row}
        href={href}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onOpen();
        }}
      >
        <b dir="auto">{row.title}</b>
        <span className={styles.languages}>
          <LanguageMarks article={row} languages={languages} />
        </span>
        <span className={styles.meta}>
          {section && labelIn(section.labels, currentLanguage(), row.language)}
          {row.audience !== "everyone" && ` · ${t(`desk.help.article.audience.${row.audience}`)}`}
          {row.reviewDue && <em className={styles.due}> · {t("desk.help.review-due")}</em>}
        </span>
        <span className={styles.side}>
          {row.helpful + row.unhelpful > 0 && (
            <span className={styles.tally} aria-label={t("desk.help.votes", { helpful: row.helpful, unhelpful: row.unhelpful })} role="img">
              <IconThumbUp size={16} aria-hidden /> {row.helpful} <IconThumbDown size={16} aria-hidden /> {row.unhelpful}
            </span>
          )}
          <time dateTime={row.changedAt}>{relativeTime(row.changedAt)}</time>
        </span>
      </a>
      {children}
    </li>
  );
}
