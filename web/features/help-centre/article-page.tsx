import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Language } from "../../../contract/common.ts";
import type { Article } from "../../../contract/help-centre.ts";
import { problemOf } from "../../lib/api.ts";
import { dayAndTime } from "../../lib/format.ts";
import { currentLanguage, languageName, t } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "../auth/api.ts";
import { articleQuery, inWords, useArticleAct, workshopQuery } from "./api.ts";
import { ArticleEditor } from "./article-editor.tsx";
import { BackToArticles } from "./back.tsx";
import { Facts } from "./facts.tsx";
import styles from "./article.module.css";
import shared from "./help-centre.module.css";
import { History } from "./history.tsx";
import { LanguageTabs } from "./language-tabs.tsx";
import { useSaving } from "./saving.ts";
import { blank, forget, keep, kept, writingOf, type Writing } from "./writing.ts";

interface ArticlePageProps {
  desk: string;
  id: number;
  language: Language | undefined;
  onLanguage: (language: Language) => void;
  hrefOfTicket: (number: number) => string;
  onClose: () => void;
}

/** An article in all its languages, for who writes it: what is read, what is not yet, and what it was. */
export function ArticlePage({ desk, id, language, onLanguage, hrefOfTicket, onClose }: ArticlePageProps) {
  const article = useQuery(articleQuery(id));
  const workshop = useQuery(workshopQuery(desk));
  const back = <BackToArticles onClick={onClose} />;
  const failed = article.error ?? workshop.error;
  if (failed) return <Page before={back} title={t("desk.help.title")}><NothingHere title={problemOf(failed)?.status === 404 ? t("desk.help.missing") : inWords(failed)} /></Page>;
  if (!article.data || !workshop.data)
    return (
      <Page before={back} title={<Bone width={200} height={16} />}>
        <div className={styles.article} aria-busy>
          <Bone height={40} />
          <Bone height={220} />
        </div>
      </Page>
    );
  const shown = language ?? article.data.language;
  return <Loaded key={shown} article={article.data} workshop={workshop.data} language={shown} back={back} {...{ onLanguage, hrefOfTicket }} />;
}

type LoadedProps = Pick<ArticlePageProps, "onLanguage" | "hrefOfTicket"> & { article: Article; workshop: { sections: { key: string; labels: Record<string, string> }[]; languages: Language[]; can: { edit: boolean } }; language: Language; back: React.ReactNode };

function Loaded({ article, workshop, language, back, onLanguage, hrefOfTicket }: LoadedProps) {
  const variant = article.variants.find((one) => one.language === language);
  const original = article.variants.find((one) => one.language === article.language);
  const of = `${article.id}.${language}.${useMe().email ?? ""}`;
  const edit = workshop.can.edit && !article.removed;
  // what was typed and not saved comes first
  const [begun, setBegun] = useState(() => ({ round: 0, ...(kept(of) ?? { after: variant?.latest ?? null, writing: writingOf(variant) }), unsaved: kept(of) !== null }));
  const now = useRef<Writing>(begun.writing);
  const [unsaved, setUnsaved] = useState(begun.unsaved);
  const [uploading, setUploading] = useState(false);
  const [history, setHistory] = useState(false);
  const act = useArticleAct(article.id);
  const saving = useSaving(article.id, language);
  const begin = (writing: Writing, after: number | null, isUnsaved: boolean) => {
    now.current = writing;
    setBegun(({ round }) => ({ round: round + 1, writing, after, unsaved: isUnsaved }));
    setUnsaved(isUnsaved);
  };
  useEffect(() => void (document.title = `${variant?.title ?? original?.title ?? ""} · Ventanilla`), [variant?.title, original?.title]);

  const change = (writing: Writing, busy: boolean) => {
    now.current = writing;
    setUploading(busy);
    setUnsaved(true);
    keep(of, begun.after, writing);
  };
  const save = async (publish: boolean, after = begun.after) => {
    if (uploading) return;
    const sent = now.current;
    const fresh = await saving.save(sent, after, publish);
    if (fresh === null) return;
    const saved = fresh.variants.find((one) => one.language === language);
    setBegun((before) => ({ ...before, after: saved?.latest ?? null }));
    if (now.current === sent) {
      forget(of);
      setUnsaved(false);
    } else keep(of, saved?.latest ?? null, now.current);
    toast({ key: "article", text: t(publish ? "desk.help.article.published" : "desk.help.article.saved") });
  };
  const withdraw = () => act.mutateAsync({ act: "withdraw", language }).then(() => toast({ key: "article", text: t("desk.help.article.withdrawn") }), () => undefined);
  const nameOf = (one: Language) => new Intl.DisplayNames([currentLanguage()], { type: "language" }).of(one) ?? languageName(one);
  const publishable = unsaved || variant === undefined || variant.state !== "published";
  return (
    <Page
      before={back}
      title={<bdi>{variant?.title ?? original?.title}</bdi>}
      tools={
        <div className={shared.tools}>
          {unsaved && <span className={styles.unsaved}>{t("desk.help.article.unsaved")}</span>}
          {variant?.published != null && (
            <a className={buttonClass("quiet")} href={variant.url} target="_blank" rel="noreferrer">
              {t("desk.help.article.view")}
            </a>
          )}
          {edit && (
            <Button busy={saving.busy === "draft"} disabled={!unsaved || uploading} onClick={() => void save(false)}>
              {t("desk.help.article.save")}
            </Button>
          )}
          {edit && (
            <Button look="primary" busy={saving.busy === "publish"} disabled={!publishable || uploading} onClick={() => void save(true)}>
              {t("desk.help.article.publish")}
            </Button>
          )}
        </div>
      }
    >
      <div className={styles.article}>
        <div className={styles.main}>
          {article.removed && (
            <div className={styles.notice}>
              <b>{t("desk.help.article.removed")}</b> {t("desk.help.article.removed.about")}
              {workshop.can.edit && <Button busy={act.isPending} onClick={() => act.mutate({ act: "bring-back" })}>{t("desk.help.article.restore")}</Button>}
            </div>
          )}
          <LanguageTabs article={article} languages={workshop.languages} language={language} onLanguage={onLanguage} />
          {variant?.outdated && (
            <div className={styles.notice}>
              {t("desk.help.article.outdated", { language: nameOf(article.language) })}
              {edit && <Button busy={act.isPending} onClick={() => act.mutate({ act: "check", language })}>{t("desk.help.article.check")}</Button>}
            </div>
          )}
          {saving.stale && (
            <div className={styles.notice} role="alert">
              {t("desk.help.article.stale")}
              <Button onClick={() => (saving.settle(), forget(of), begin(writingOf(variant), variant?.latest ?? null, false))}>{t("desk.help.article.theirs")}</Button>
              <Button onClick={() => void save(false, variant?.latest ?? null)}>{t("desk.help.article.mine")}</Button>
            </div>
          )}
          {saving.problem && <Problem>{saving.problem.text}</Problem>}
          {variant === undefined && original !== undefined && !unsaved && edit && (
            <p>
              <Button onClick={() => begin(writingOf(original), null, true)}>{t("desk.help.article.copy", { language: nameOf(article.language) })}</Button>
            </p>
          )}
          <fieldset className={styles.plain} disabled={!edit}>
            <ArticleEditor key={begun.round} initial={begun.writing ?? blank} language={language} problemAt={(field) => (saving.problem?.path === `/${field}` ? saving.problem.text : undefined)} onChange={change} onSave={() => void save(false)} />
          </fieldset>
        </div>
        <aside className={styles.aside}>
          <fieldset className={styles.plain} disabled={!edit}>
            <Facts
              key={article.audience}
              sections={workshop.sections}
              placing={article}
              onChange={({ organizations, ...patch }) => act.mutate({ act: "change", patch: { ...patch, ...(organizations === undefined ? {} : { organizations: organizations.map(({ id }) => id) }) } })}
            />
          </fieldset>
          {variant && (
            <p className={styles.told}>
              {t("desk.help.article.saved-by", { name: variant.author ?? "Ventanilla", when: dayAndTime(variant.at) })}
              {article.ticket !== null && <a href={hrefOfTicket(article.ticket)}>{t("desk.help.article.from-ticket", { number: article.ticket })}</a>}
              {article.helpful + article.unhelpful > 0 && <span>{t("desk.help.votes", { helpful: article.helpful, unhelpful: article.unhelpful })}</span>}
            </p>
          )}
          {article.wishes.length > 0 && (
            <section className={styles.wishes}>
              <h2>{t("desk.help.wishes")}</h2>
              <ul>
                {article.wishes.map((wish) => (
                  <li key={`${wish.at} ${wish.words}`}>
                    <p dir="auto">{wish.words}</p>
                    <time dateTime={wish.at}>{dayAndTime(wish.at)}</time>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <div className={styles.acts}>
            {variant && <Button onClick={() => setHistory(true)}>{t("desk.help.history")}</Button>}
            {edit && variant?.published != null && <Button busy={act.isPending} onClick={() => void withdraw()}>{t("desk.help.article.withdraw")}</Button>}
            {edit && <Button look="danger" busy={act.isPending} onClick={() => act.mutate({ act: "remove" })}>{t("desk.help.article.remove")}</Button>}
          </div>
        </aside>
      </div>
      {history && variant && (
        <History
          article={article.id}
          variant={variant}
          onClose={() => setHistory(false)}
          onRestored={(fresh) => {
            const restored = fresh.variants.find((one) => one.language === language);
            setHistory(false);
            forget(of);
            begin(writingOf(restored), restored?.latest ?? null, false);
            toast({ key: "article", text: t("desk.help.history.restored") });
          }}
        />
      )}
    </Page>
  );
}
