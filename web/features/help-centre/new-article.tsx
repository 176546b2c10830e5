import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { TicketPage } from "../../../contract/tickets.ts";
import { problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { ticketQuery } from "../tickets/api.ts";
import { useMe } from "../auth/api.ts";
import { articleQuery, inWords, workshopQuery, writeArticle } from "./api.ts";
import { ArticleEditor } from "./article-editor.tsx";
import { BackToArticles } from "./back.tsx";
import { Facts, type Placing } from "./facts.tsx";
import styles from "./article.module.css";
import shared from "./help-centre.module.css";
import { blank, forget, fromReply, keep, kept, type Writing } from "./writing.ts";

interface NewArticleProps {
  desk: string;
  /** what it is made from */
  ticket: number | undefined;
  onWritten: (article: number) => void;
  onClose: () => void;
}

/** Begins an article, from nothing or from what staff answered in a ticket. */
export function NewArticle({ desk, ticket, onWritten, onClose }: NewArticleProps) {
  const workshop = useQuery(workshopQuery(desk));
  const from = useQuery({ ...ticketQuery(ticket ?? 0), enabled: ticket !== undefined });
  const back = <BackToArticles onClick={onClose} />;
  const failed = workshop.error ?? from.error;
  if (failed) return <Page before={back} title={t("desk.help.new")}><NothingHere title={inWords(failed)} /></Page>;
  if (!workshop.data || (ticket !== undefined && !from.data)) return <Page before={back} title={t("desk.help.new")}><div className={styles.article} aria-busy><Bone height={220} /></div></Page>;
  const [section] = workshop.data.sections;
  if (section === undefined || !workshop.data.can.edit) return <Page before={back} title={t("desk.help.new")}><NothingHere title={t("desk.help.empty")} about={t("desk.help.empty.sections")} /></Page>;
  return <Loaded {...{ desk, ticket, onWritten, back }} workshop={workshop.data} section={section.key} proposed={from.data === undefined ? blank : answerOf(from.data)} />;
}

/** The subject, and what staff said last. */
function answerOf({ ticket, messages }: TicketPage): Writing {
  const answer = messages.findLast((one) => one.kind === "reply" && one.side === "agent");
  return { ...blank, title: ticket.subject, html: answer === undefined ? "" : fromReply(answer.html) };
}

interface LoadedProps {
  desk: string;
  ticket: number | undefined;
  workshop: { sections: Parameters<typeof Facts>[0]["sections"]; languages: readonly Parameters<typeof ArticleEditor>[0]["language"][] };
  section: string;
  proposed: Writing;
  back: React.ReactNode;
  onWritten: (article: number) => void;
}
function Loaded({ desk, ticket, workshop, section, proposed, back, onWritten }: LoadedProps) {
  const client = useQueryClient();
  const of = `new.${desk}.${ticket ?? ""}.${useMe().email ?? ""}`;
  const [initial] = useState(() => kept(of)?.writing ?? proposed);
  const now = useRef(initial);
  const [placing, setPlacing] = useState<Placing>({ section, audience: "everyone", organizations: [], reviewOn: null });
  const [busy, setBusy] = useState<"draft" | "publish">();
  const [uploading, setUploading] = useState(false);
  const [problem, setProblem] = useState<{ path: string; text: string }>();
  const [language = "en"] = workshop.languages;
  useEffect(() => void (document.title = `${t("desk.help.new")} · Ventanilla`), []);
  const save = async (publish: boolean) => {
    if (busy !== undefined || uploading) return;
    setBusy(publish ? "publish" : "draft");
    setProblem(undefined);
    try {
      const { title, summary, html, files } = now.current;
      const { organizations, ...where } = placing;
      const article = await writeArticle(desk, {
        ...where, title: title.trim(), summary, html, attachments: files.map(({ id }) => id), publish, language,
        ...(organizations.length === 0 ? {} : { organizations: organizations.map(({ id }) => id) }),
        ...(ticket === undefined ? {} : { ticket }),
      });
      forget(of);
      client.setQueryData(articleQuery(article.id).queryKey, article);
      void client.invalidateQueries({ queryKey: ["articles", desk] });
      toast({ key: "article", text: t(publish ? "desk.help.article.published" : "desk.help.article.saved") });
      onWritten(article.id);
    } catch (error) {
      setProblem({ path: problemOf(error)?.path ?? "", text: inWords(error) });
      setBusy(undefined);
    }
  };
  return (
    <Page
      before={back}
      title={t("desk.help.new")}
      tools={
        <div className={shared.tools}>
          <Button busy={busy === "draft"} disabled={uploading} onClick={() => void save(false)}>
            {t("desk.help.article.save")}
          </Button>
          <Button look="primary" busy={busy === "publish"} disabled={uploading} onClick={() => void save(true)}>
            {t("desk.help.article.publish")}
          </Button>
        </div>
      }
    >
      <div className={styles.article}>
        <div className={styles.main}>
          {ticket !== undefined && (
            <div className={styles.notice}>
              <b>{t("desk.help.article.from-ticket", { number: ticket })}.</b> {t("desk.help.article.from-ticket.about")}
            </div>
          )}
          {problem && problem.path !== "/title" && problem.path !== "/html" && <Problem>{problem.text}</Problem>}
          <ArticleEditor
            initial={initial}
            language={language}
            problemAt={(field) => (problem?.path === `/${field}` ? problem.text : undefined)}
            onChange={(writing, onItsWay) => {
              now.current = writing;
              setUploading(onItsWay);
              keep(of, null, writing);
            }}
            onSave={() => void save(false)}
          />
        </div>
        <aside className={styles.aside}>
          <Facts sections={workshop.sections} placing={placing} onChange={(change) => setPlacing((before) => ({ ...before, ...change }))} />
        </aside>
      </div>
    </Page>
  );
}
