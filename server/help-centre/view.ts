import type { Language } from "../../contract/common.ts";
import type { Article, ArticleHit, ArticleVariant, ListedArticle, Revision } from "../../contract/help-centre.ts";
import type { StoredFile } from "../../contract/files.ts";
import { portalOrigin, type DeskConfig } from "../desks/index.ts";
import { findFile } from "../files/index.ts";
import { organizationNames } from "../organizations/index.ts";
import { contactsOf } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import type { Site } from "../platform/site.ts";
import { helpLanguages, helpPath } from "./page.ts";
import type { ListedRow, Shown } from "./reading.ts";
import { editableText, shortened } from "./rich.ts";
import { articlePart, isOutdated, isReviewDue, missingIn, stateOf } from "./rules.ts";
import type { ArticleRow, RevisionRow, UsedFile, VariantRow } from "./store.ts";
import * as store from "./store.ts";
import { countVotes, wishesOf } from "./votes.ts";

/** Where an article is read. */
export const articlePath = (desk: Pick<DeskConfig, "key">, language: Language, id: number, title: string): string => helpPath(desk, language, "articles", articlePart(id, title));

/** What a reader is told of an article before it is opened. */
export const excerptOf = ({ summary, words }: Pick<Shown, "summary" | "words">): string => (summary === "" ? shortened(words) : summary);

export const hitView = (desk: DeskConfig, site: Pick<Site, "publicUrl">, shown: Shown): ArticleHit => ({
  id: shown.id,
  title: shown.title,
  excerpt: excerptOf(shown),
  url: `${portalOrigin(site, desk)}${articlePath(desk, shown.language, shown.id, shown.title)}`,
  language: shown.language,
  audience: shown.audience,
});

/** The day it is at the desk. */
export const todayAt = (desk: Pick<DeskConfig, "timeZone">, now: Temporal.Instant): string => now.toZonedDateTimeISO(desk.timeZone).toPlainDate().toString();

const factsOf = (desk: DeskConfig, article: ArticleRow, variants: readonly VariantRow[], today: string) => ({
  id: article.id,
  section: article.section,
  audience: article.audience,
  language: article.language,
  missing: missingIn(helpLanguages(desk), variants),
  reviewOn: article.reviewOn,
  reviewDue: isReviewDue(article.reviewOn, today),
  changedAt: article.changedAt,
});
const variantFacts = (article: ArticleRow, variants: readonly VariantRow[], variant: VariantRow) => ({
  language: variant.language,
  state: stateOf(variant),
  outdated: isOutdated(variant, variants.find((one) => one.language === article.language)),
});

export async function listedViews(db: Db, desk: DeskConfig, rows: readonly ListedRow[], today: string): Promise<ListedArticle[]> {
  const all = await store.variantsOf(db, rows.map(({ id }) => id));
  return rows.map((row) => {
    const variants = all.filter(({ articleId }) => articleId === row.id);
    return { ...factsOf(desk, row, variants, today), title: row.title, helpful: row.helpful, unhelpful: row.unhelpful, variants: variants.map((one) => variantFacts(row, variants, one)) };
  });
}

export async function filesView(db: Db, uses: readonly UsedFile[]): Promise<(StoredFile & Pick<UsedFile, "contentId" | "inline">)[]> {
  const files = await Promise.all(uses.map(async (use) => ({ use, file: await findFile(db, use.fileId) })));
  return files.flatMap(({ use, file }) => (file === null ? [] : [{ id: file.id, name: file.name, type: file.type, size: file.size, contentId: use.contentId, inline: use.inline }]));
}

export async function namesOf(db: Db, ids: readonly (number | null)[]): Promise<(id: number | null) => string | null> {
  const people = await contactsOf(db, [...new Set(ids.filter((id) => id !== null))]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? null : (names.get(id) ?? null));
}

export async function articleView(db: Db, desk: DeskConfig, site: Pick<Site, "publicUrl">, article: ArticleRow, now: Temporal.Instant): Promise<Article> {
  const [variants, revisions, votes, wishes, organizations] = await Promise.all([
    store.variantsOf(db, [article.id]),
    store.latestOf(db, article.id),
    countVotes(db, article.id),
    wishesOf(db, article.id),
    organizationNames(db, article.organizations),
  ]);
  const name = await namesOf(db, revisions.map(({ authorId }) => authorId));
  const one = async (variant: VariantRow): Promise<ArticleVariant[]> => {
    const revision = revisions.find(({ language }) => language === variant.language);
    if (revision === undefined) return [];
    const { title, summary, html, at, authorId } = revision;
    return [{
      ...variantFacts(article, variants, variant),
      title, summary, at, html: editableText(html), files: await filesView(db, revision.files), author: name(authorId),
      latest: variant.latest, published: variant.published, publishedAt: variant.publishedAt,
      url: `${portalOrigin(site, desk)}${articlePath(desk, variant.language, article.id, title)}`,
    }];
  };
  return {
    ...factsOf(desk, article, variants, todayAt(desk, now)),
    ...votes,
    desk: desk.key,
    organizations: organizations.map(({ id, name: called }) => ({ id, name: called })),
    ticket: article.ticketId,
    removed: article.removed,
    variants: (await Promise.all(variants.map(one))).flat(),
    wishes,
  };
}

export async function revisionView(db: Db, revision: RevisionRow): Promise<Revision> {
  const { number, at, authorId, title, restored, summary, html, files } = revision;
  const name = await namesOf(db, [authorId]);
  return { number, at, author: name(authorId), title, restored, summary, html: editableText(html), files: await filesView(db, files) };
}
