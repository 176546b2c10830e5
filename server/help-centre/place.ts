import type { Language } from "../../contract/common.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { Db } from "../platform/db.ts";
import type { Actor } from "../platform/work.ts";
import { helpLanguages } from "./page.ts";
import { mayRead, readerOf } from "./policy.ts";
import { bestVariant } from "./rules.ts";
import { findArticle, publishedOf } from "./store.ts";
import { articlePath } from "./view.ts";

/** What somebody may read of an article: in which languages, and which of them they are shown. Undefined: nothing, foreign and missing alike. */
export async function findReadable(db: Db, { desk, language, actor }: { desk: DeskConfig; language: Language; actor: Actor | null }, id: number) {
  const article = await findArticle(db, id);
  if (article === undefined || article.deskId !== desk.id || article.removed || !mayRead(await readerOf(db, actor, desk.id), article)) return undefined;
  const offered = helpLanguages(desk);
  const variants = (await publishedOf(db, article.id)).filter((one) => offered.includes(one.language));
  const shown = bestVariant(variants, language, article.language);
  return shown && { article, variants, shown };
}

/** What an article is called, and where it stands, in a language; null: the reader has no such article in this desk. */
export async function articlePlace(db: Db, desk: DeskConfig, language: Language, actor: Actor | null, id: number): Promise<{ title: string; path: string } | null> {
  const found = await findReadable(db, { desk, language, actor }, id);
  return found === undefined ? null : { title: found.shown.title, path: articlePath(desk, language, id, found.shown.title) };
}
