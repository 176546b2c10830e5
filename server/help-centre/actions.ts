import type { Language } from "../../contract/common.ts";
import type { ArticlePatch, NewArticle, VariantInput } from "../../contract/help-centre.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { useFiles } from "../files/index.ts";
import { kinOf } from "../organizations/index.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { findTicket, sideOf } from "../tickets/index.ts";
import { helpLanguages } from "./page.ts";
import { isStaff, mayEdit } from "./policy.ts";
import { storedText } from "./rich.ts";
import { sectionIn } from "./sections.ts";
import * as store from "./store.ts";
import type { ArticleRow, RevisionRow, RevisionText } from "./store.ts";

const subject = (deskId: number) => ({ desk: deskId, ticket: null, version: null });

/** The desk of a key, for who writes in its help centre. @throws 403, 404 */
export async function deskToWrite(work: Pick<Work, "desks" | "actor">, key: string): Promise<DeskConfig> {
  const desk = (await work.desks.get()).byKey.get(key);
  if (desk === undefined) throw notFound("desk");
  if (!mayEdit(work.actor, desk.id)) throw problem("permission.denied", 403);
  return desk;
}

/** The article, locked, for who may write it. @throws 403, 404 */
async function lockArticle(work: Work, id: number): Promise<ArticleRow> {
  const article = await store.findArticle(work.db, id, true);
  if (article === undefined || !isStaff(work.actor, article.deskId)) throw notFound("article");
  if (!mayEdit(work.actor, article.deskId)) throw problem("permission.denied", 403);
  return article;
}

/** Begins an article. @returns its id. @throws 403, 404, 422 */
export async function createArticle(work: Work, key: string, input: NewArticle): Promise<number> {
  const desk = await deskToWrite(work, key);
  const section = await sectionIn(work.db, desk.id, input.section);
  const language = input.language ?? helpLanguages(desk).find((one) => one === desk.language) ?? "en";
  const audience = input.audience ?? "everyone";
  if (input.ticket !== undefined) {
    const ticket = await findTicket(work.db, input.ticket);
    if (ticket === undefined || sideOf(work.actor, ticket) !== "staff") throw notFound("ticket");
  }
  const id = await store.insertArticle(work.db, { deskId: desk.id, sectionId: section.id, audience, language, reviewOn: input.reviewOn ?? null, ticketId: input.ticket ?? null, at: work.now.toString() });
  await choose(work, id, audience, input.organizations ?? []);
  await saveVariant(work, id, language, { ...input, after: null });
  return id;
}

/** Who reads an article of some organizations, where it is one. @throws 422 where none is named, or one that is not there */
async function choose(work: Work, id: number, audience: ArticleRow["audience"], organizations: readonly number[]): Promise<void> {
  if (audience === "organization" && organizations.length === 0) throw problem("article.no-organization", 422, { path: "/organizations" });
  const families = await Promise.all(organizations.map((one) => kinOf(work.db, one)));
  if (families.some((family) => family.length === 0)) throw notFound("organization");
  await store.setReaders(work.db, id, audience === "organization" ? organizations : []);
}

/** Who reads an article, where it stands, and when it is looked at again. @throws 403, 404, 422 */
export async function changeArticle(work: Work, id: number, patch: ArticlePatch): Promise<void> {
  const article = await lockArticle(work, id);
  const section = patch.section === undefined ? undefined : await sectionIn(work.db, article.deskId, patch.section);
  const audience = patch.audience ?? article.audience;
  const sectionId = section?.id ?? article.sectionId;
  await store.updateArticle(work.db, id, { sectionId, audience, reviewOn: patch.reviewOn === undefined ? article.reviewOn : patch.reviewOn, at: work.now.toString() });
  if (patch.audience !== undefined || patch.organizations !== undefined) await choose(work, id, audience, patch.organizations ?? article.organizations);
  if (patch.before !== undefined || sectionId !== article.sectionId) await store.placeArticle(work.db, id, sectionId, patch.before ?? null);
}

/**
 * Saves what was typed as the newest revision of the article in a language; readers see it when it is published. What
 * says the same as the newest is no revision of its own. @throws 403, 404, 412 where somebody else saved meanwhile, 422
 */
export async function saveVariant(work: Work, id: number, language: Language, input: VariantInput): Promise<void> {
  const article = await lockArticle(work, id);
  const desk = await deskIn(work, article.deskId);
  if (!helpLanguages(desk).includes(language)) throw problem("article.unknown-language", 422, { path: "/language" });
  const { latest } = (await store.variantsOf(work.db, [id])).find((one) => one.language === language) ?? { latest: null };
  if (latest !== input.after) throw problem("record.stale", 412);
  const title = maskCards(input.title).replace(/\s+/g, " ").trim();
  if (title === "") throw problem("article.no-title", 422, { path: "/title" });
  const text: RevisionText = { title, summary: maskCards(input.summary ?? "").replace(/\s+/g, " ").trim(), ...storedText(input.html, input.attachments ?? []) };
  if (input.publish === true && text.words.trim() === "" && text.files.length === 0) throw problem("article.empty", 422, { path: "/html" });
  const before = latest === null ? undefined : await store.findRevision(work.db, id, language, latest);
  const revision = before !== undefined && same(before, text) ? before : await keep(work, article, language, text, latest, null);
  if (input.publish === true) await publish(work, article, revision);
}

const same = (a: RevisionText, b: RevisionText): boolean => a.title === b.title && a.summary === b.summary && a.html === b.html && JSON.stringify(a.files) === JSON.stringify(b.files);

async function keep(work: Work, article: ArticleRow, language: Language, text: RevisionText, latest: number | null, restored: number | null): Promise<RevisionRow> {
  const revision: RevisionRow = { ...text, articleId: article.id, language, number: (latest ?? 0) + 1, authorId: work.actor.kind === "person" ? work.actor.id : null, at: work.now.toString(), restored };
  // what an older revision used stays the article's: it can be brought back
  const known = await store.filesOf(work.db, article.id);
  await store.insertRevision(work.db, revision);
  await useFiles(work, "article", article.id, text.files.filter(({ fileId }) => !known.has(fileId)));
  return revision;
}

async function publish(work: Work, article: ArticleRow, revision: RevisionRow): Promise<void> {
  const variants = await store.variantsOf(work.db, [article.id]);
  const original = variants.find((one) => one.language === article.language);
  const follows = revision.language === article.language ? null : (original?.published ?? null);
  await store.publish(work.db, revision, follows, work.now.toString());
  await work.record(subject(article.deskId), "article.published", { articleId: article.id, language: revision.language, title: revision.title, revision: revision.number });
}

/** Readers of the language see it no more; it stays as a draft. @throws 403, 404 */
export async function withdrawVariant(work: Work, id: number, language: Language): Promise<void> {
  const article = await lockArticle(work, id);
  const read = (await store.publishedOf(work.db, id)).find((one) => one.language === language);
  if (read === undefined) return;
  await store.withdraw(work.db, id, language);
  await work.record(subject(article.deskId), "article.withdrawn", { articleId: id, language, title: read.title });
}

/** Somebody held the translation against the original, and it still says the same. @throws 403, 404 */
export async function checkVariant(work: Work, id: number, language: Language): Promise<void> {
  const article = await lockArticle(work, id);
  const original = (await store.variantsOf(work.db, [id])).find((one) => one.language === article.language);
  if (original?.published != null) await store.setFollows(work.db, id, language, original.published);
}

/** Brings an older revision back as the newest, as a draft. @throws 403, 404 */
export async function restoreRevision(work: Work, id: number, language: Language, number: number): Promise<void> {
  const article = await lockArticle(work, id);
  const old = await store.findRevision(work.db, id, language, number);
  const latest = (await store.variantsOf(work.db, [id])).find((one) => one.language === language)?.latest ?? null;
  if (old === undefined || latest === null) throw notFound("article");
  if (number !== latest) await keep(work, article, language, old, latest, number);
}

/** Nobody reads it any more; it can be brought back with all it was. @throws 403, 404 */
export async function removeArticle(work: Work, id: number): Promise<void> {
  const article = await lockArticle(work, id);
  if (article.removed) return;
  await store.setRemoved(work.db, id, work.now.toString(), work.now.toString());
  await work.record(subject(article.deskId), "article.removed", { articleId: id, title: await titleOf(work, article) });
}

/** @throws 403, 404, 422 where its section is no more */
export async function bringBackArticle(work: Work, id: number): Promise<void> {
  const article = await lockArticle(work, id);
  if (!article.removed) return;
  await sectionIn(work.db, article.deskId, article.section);
  await store.setRemoved(work.db, id, null, work.now.toString());
  await work.record(subject(article.deskId), "article.restored", { articleId: id, title: await titleOf(work, article) });
}

async function titleOf(work: Work, article: ArticleRow): Promise<string> {
  const revisions = await store.latestOf(work.db, article.id);
  return (revisions.find((one) => one.language === article.language) ?? revisions[0])?.title ?? "";
}
