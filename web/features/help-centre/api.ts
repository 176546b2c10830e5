import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Language } from "../../../contract/common.ts";
import type { Article, ArticleFilter, ArticleHit, ArticleList, ArticlePatch, NewArticle, Revision, RevisionList, SectionDefinition, VariantInput } from "../../../contract/help-centre.ts";
import { call, isNetworkProblem, problemOf, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

const id = encodeURIComponent;
export interface ArticlesAsked {
  desk: string;
  show?: ArticleFilter | undefined;
  section?: string | undefined;
  q?: string | undefined;
}
export const articlesQuery = ({ desk, ...asked }: ArticlesAsked) =>
  infiniteQueryOptions({
    queryKey: ["articles", desk, asked],
    queryFn: ({ pageParam, signal }) => call<ArticleList>(`/desks/${id(desk)}/help-centre${query({ ...asked, after: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
/** What the workshop of a desk's help centre is: its sections and languages, and whether one may write. */
export const workshopQuery = (desk: string) => queryOptions({ queryKey: ["articles", desk, "workshop"], queryFn: ({ signal }) => call<ArticleList>(`/desks/${id(desk)}/help-centre${query({ limit: 1 })}`, { signal }) });
export const articleQuery = (article: number) => queryOptions({ queryKey: ["article", article], queryFn: ({ signal }) => call<Article>(`/articles/${article}`, { signal }) });
export const revisionsQuery = (article: number, language: Language, latest: number) =>
  queryOptions({ queryKey: ["article", article, "revisions", language, latest], queryFn: async ({ signal }) => (await call<RevisionList>(`/articles/${article}/variants/${language}/revisions`, { signal })).items });
export const revisionQuery = (article: number, language: Language, number: number) =>
  queryOptions({ queryKey: ["article", article, "revision", language, number], queryFn: ({ signal }) => call<Revision>(`/articles/${article}/variants/${language}/revisions/${number}`, { signal }), staleTime: Infinity });
/** What can be inserted into a text: published, by words, the newest without. */
export const hitsQuery = (desk: string, q: string, language: string) =>
  queryOptions({
    queryKey: ["article-hits", desk, q, language],
    queryFn: async ({ signal }) => (await call<{ items: ArticleHit[] }>(`/desks/${id(desk)}/articles${query({ q, language, limit: 8 })}`, { signal })).items,
    staleTime: 30_000,
    placeholderData: (before) => before,
  });

export const inWords = (error: unknown): string => (isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem")));
export const sayProblem = (error: unknown): void => toast({ kind: "problem", key: "article", text: inWords(error) });

export const writeArticle = (desk: string, body: NewArticle) => call<Article>(`/desks/${id(desk)}/help-centre/articles`, { method: "POST", body });
export const saveVariant = (article: number, language: Language, body: VariantInput) => call<Article>(`/articles/${article}/variants/${language}`, { method: "PUT", body });
export const saveSections = (desk: string, sections: SectionDefinition[]) => call<{ sections: SectionDefinition[] }>(`/desks/${id(desk)}/help-centre/sections`, { method: "PUT", body: { sections } });

/** Puts an article of a section before another of it, or last. What the list shows follows at once, and returns where it was refused. */
export function usePlacing(asked: ArticlesAsked) {
  const client = useQueryClient();
  const { queryKey } = articlesQuery(asked);
  return useMutation({
    mutationFn: ({ article, before }: { article: number; before: number | null }) => call<Article>(`/articles/${article}`, { method: "PATCH", body: { before } }),
    onMutate: async ({ article, before }) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: placed(page.items, article, before) })) });
    },
    onError: sayProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["articles", asked.desk] }),
  });
}
function placed<T extends { id: number }>(items: readonly T[], article: number, before: number | null): T[] {
  const others = items.filter(({ id: one }) => one !== article);
  const at = others.findIndex(({ id: one }) => one === before);
  return others.toSpliced(at < 0 ? others.length : at, 0, ...items.filter(({ id: one }) => one === article));
}

/** What is done with an article besides writing it. */
export type ArticleAct =
  | { act: "change"; patch: ArticlePatch }
  | { act: "withdraw" | "check"; language: Language }
  | { act: "restore-revision"; language: Language; number: number }
  | { act: "remove" | "bring-back" };

function ask(article: number, wanted: ArticleAct): Promise<Article> {
  const of = `/articles/${article}`;
  switch (wanted.act) {
    case "change":
      return call(of, { method: "PATCH", body: wanted.patch });
    case "withdraw":
      return call(`${of}/variants/${wanted.language}/publication`, { method: "DELETE" });
    case "check":
      return call(`${of}/variants/${wanted.language}/check`, { method: "PUT" });
    case "restore-revision":
      return call(`${of}/variants/${wanted.language}/revisions/${wanted.number}/restoration`, { method: "PUT" });
    case "remove":
      return call(of, { method: "DELETE" });
    case "bring-back":
      return call(`${of}/restoration`, { method: "PUT" });
  }
}

/** Shows the article as it is after it was done; what went wrong is said. */
export function useArticleAct(article: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: ArticleAct) => ask(article, wanted),
    onSuccess: (fresh) => {
      client.setQueryData(articleQuery(article).queryKey, fresh);
      return client.invalidateQueries({ queryKey: ["articles", fresh.desk] });
    },
    onError: sayProblem,
  });
}
