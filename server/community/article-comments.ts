import { helpPath, type HelpPage, type HelpVisit } from "../help-centre/index.ts";
import type { Db } from "../platform/db.ts";
import { html, type Html } from "../platform/html.ts";
import { commentsBlock, type Draft } from "./comments-block.ts";
import { sayIn } from "./view.ts";

/** Where an article is, as the community refers to it. */
interface ArticlePlace {
  id: number;
  path: string;
}
const around = ({ id, path }: ArticlePlace, after: number, draft: Draft | null) => ({ subject: { on: "article", id }, path, count: null, locked: false, official: null, answerable: false, after, draft }) as const;

/** H11: what stands below an article. @param after the number of the last comment of the page before, as the address says it */
export const commentsOn = (db: Db, visit: HelpVisit, article: ArticlePlace, after: string | undefined): Promise<Html> => commentsBlock(db, visit, around(article, /^[1-9]\d{0,14}$/.test(after ?? "") ? Number(after) : 0, null));

/** The comments of an article by themselves, with what was typed and refused. */
export async function refusedPage(db: Db, visit: HelpVisit, article: ArticlePlace & { title: string }, draft: Draft): Promise<HelpPage> {
  const { desk, language, actor } = visit;
  const body = html`<div class="community narrow-page">
<nav class="crumbs" aria-label="${sayIn(language)("back")}"><ol><li><a href="${article.path}">${article.title}</a></li></ol></nav>
<h1>${article.title}</h1>
${await commentsBlock(db, visit, around(article, 0, draft))}
</div>`;
  return { desk, language, title: article.title, description: null, path: helpPath(desk, language, "community"), alternates: [], actor, place: "articles", unlisted: true, body };
}
