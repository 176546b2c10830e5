import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../features/auth/api.ts";
import { ArticleList } from "../features/help-centre/article-list.tsx";
import { ArticlePage } from "../features/help-centre/article-page.tsx";
import { NewArticle } from "../features/help-centre/new-article.tsx";
import { t } from "../lib/i18n.ts";
import { Picker } from "../ui/controls/picker.tsx";
import { NothingHere } from "../ui/page.tsx";

/** The articles of a desk, for its staff. */
export function Help() {
  const me = useMe();
  const navigate = useNavigate();
  const { desk: wanted } = useParams({ from: "/inside/help/$desk" });
  const { show, section } = useSearch({ from: "/inside/help/$desk" });
  const desks = me.desks.filter((one) => one.permissions.includes("ticket.see"));
  const desk = desks.find((one) => one.key === wanted) ?? desks[0];
  useEffect(() => void (document.title = `${t("desk.help.title")} · Ventanilla`), []);
  if (desk === undefined) return <NothingHere title={t("desk.help.not-yours")} />;
  const open = (article: string) => void navigate({ to: "/help/$desk/$article", params: { desk: desk.key, article }, search: {} });
  return (
    <ArticleList
      key={desk.key}
      desk={desk.key}
      show={show}
      section={section}
      onShow={(search) => void navigate({ to: "/help/$desk", params: { desk: desk.key }, search, replace: true })}
      hrefOf={(id) => `/desk/help/${desk.key}/${id}`}
      onOpen={(id) => open(String(id))}
      onNew={() => open("new")}
      chooser={desks.length > 1 && <Picker label={t("desk.new.desk")} value={desk.key} options={desks.map((one) => ({ value: one.key, label: one.name }))} onChange={(key) => void navigate({ to: "/help/$desk", params: { desk: key }, search: {} })} />}
    />
  );
}

export function HelpArticle() {
  const navigate = useNavigate();
  const { desk, article } = useParams({ from: "/inside/help/$desk/$article" });
  const { language, ticket } = useSearch({ from: "/inside/help/$desk/$article" });
  const close = () => void navigate({ to: "/help/$desk", params: { desk }, search: {} });
  if (article === "new") return <NewArticle desk={desk} ticket={ticket} onClose={close} onWritten={(id) => void navigate({ to: "/help/$desk/$article", params: { desk, article: String(id) }, search: {}, replace: true })} />;
  return (
    <ArticlePage
      key={article}
      desk={desk}
      id={Number(article)}
      language={language}
      onLanguage={(next) => void navigate({ to: "/help/$desk/$article", params: { desk, article }, search: { language: next }, replace: true })}
      hrefOfTicket={(number) => `/desk/tickets/${number}`}
      onClose={close}
    />
  );
}
