import { Type, type Static } from "typebox";
import { FileId, Key, Labels, Language, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";
import { maxFilesPerMessage } from "./files.ts";
import { Attachment } from "./tickets.ts";

/** Who may read an article: all the world, whoever signed in, the people of some organizations, or only the desk's staff. */
export const articleAudiences = ["everyone", "signed-in", "organization", "staff"] as const;
export type ArticleAudience = (typeof articleAudiences)[number];

/** What articles are ordered by; its explanation stands below its name. */
export const SectionDefinition = Type.Object({ key: Key, labels: Labels, explanations: Type.Optional(Labels) }, { additionalProperties: false });
export type SectionDefinition = Static<typeof SectionDefinition>;
export const SectionList = Type.Array(SectionDefinition, { maxItems: 200 });

/** An article as a suggestion: what to show, and where it is read. */
export const ArticleHit = Type.Object({
  id: Type.Integer(),
  title: Type.String(),
  excerpt: Type.String(),
  /** absolute */
  url: Type.String(),
  language: Language,
  audience: oneOf(articleAudiences),
});
export type ArticleHit = Static<typeof ArticleHit>;
export const ArticleHits = Type.Object({ items: Type.Array(ArticleHit) });
export const ArticleHitQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 1000, description: "any of these words; none: the newest" })),
  language: Type.Optional(Language),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 5 })),
});

export const maxTitle = 200;
export const maxSummary = 300;
const Title = Type.String({ minLength: 1, maxLength: maxTitle });
const Summary = Type.String({ maxLength: maxSummary });
const Text = Type.String({ maxLength: 500_000 });
const Files = Type.Array(FileId, { maxItems: maxFilesPerMessage });
const Organizations = Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 200, uniqueItems: true });
const Day = Type.String({ format: "date" });
const strict = { additionalProperties: false } as const;

/** What one saves of an article in one language. Pictures in the text are files of ours; `attachments` are listed below it. */
export const VariantInput = Type.Object({
  title: Title,
  summary: Type.Optional(Summary),
  html: Text,
  attachments: Type.Optional(Files),
  /** readers see it from now on; absent: it is a draft */
  publish: Type.Optional(Type.Boolean()),
  /** the newest revision that the writer has seen; null: none. Another one since: refused (412) */
  after: nullable(Type.Integer({ minimum: 1 })),
}, strict);
export type VariantInput = Static<typeof VariantInput>;

export const NewArticle = Type.Object({
  section: Key,
  audience: Type.Optional(oneOf(articleAudiences)),
  organizations: Type.Optional(Organizations),
  /** absent: the desk's */
  language: Type.Optional(Language),
  title: Title,
  summary: Type.Optional(Summary),
  html: Text,
  attachments: Type.Optional(Files),
  publish: Type.Optional(Type.Boolean()),
  reviewOn: Type.Optional(nullable(Day)),
  /** what it is made from */
  ticket: Type.Optional(TicketNumber),
}, strict);
export type NewArticle = Static<typeof NewArticle>;

export const ArticlePatch = Type.Object({
  section: Type.Optional(Key),
  audience: Type.Optional(oneOf(articleAudiences)),
  organizations: Type.Optional(Organizations),
  reviewOn: Type.Optional(nullable(Day)),
  /** before which article of its section it stands; null: last */
  before: Type.Optional(nullable(Type.Integer({ minimum: 1 }))),
}, strict);
export type ArticlePatch = Static<typeof ArticlePatch>;

/** draft: nobody reads it yet; changed: what is read is older than what was saved. */
export const variantStates = ["draft", "published", "changed"] as const;
export type VariantState = (typeof variantStates)[number];
const VariantFacts = { language: Language, state: oneOf(variantStates), /** the original was published anew since */ outdated: Type.Boolean() };

export const ArticleVariant = Type.Object({
  ...VariantFacts,
  title: Type.String(),
  summary: Type.String(),
  html: Type.String(),
  files: Type.Array(Attachment),
  /** its newest revision, by whom and when it was saved */
  latest: Type.Integer(),
  author: nullable(Type.String()),
  at: Timestamp,
  published: nullable(Type.Integer()),
  publishedAt: nullable(Timestamp),
  /** absolute */
  url: Type.String(),
});
export type ArticleVariant = Static<typeof ArticleVariant>;

const ArticleFacts = {
  id: Type.Integer(),
  section: Key,
  audience: oneOf(articleAudiences),
  /** the language that the others follow */
  language: Language,
  /** languages of the desk in which nothing is published */
  missing: Type.Array(Language),
  reviewOn: nullable(Day),
  reviewDue: Type.Boolean(),
  changedAt: Timestamp,
  helpful: Type.Integer(),
  unhelpful: Type.Integer(),
};
export const ListedArticle = Type.Object({ ...ArticleFacts, title: Type.String(), variants: Type.Array(Type.Object(VariantFacts)) });
export type ListedArticle = Static<typeof ListedArticle>;
export const Article = Type.Object({
  ...ArticleFacts,
  desk: Key,
  organizations: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
  ticket: nullable(TicketNumber),
  removed: Type.Boolean(),
  variants: Type.Array(ArticleVariant),
  /** what readers missed, newest first */
  wishes: Type.Array(Type.Object({ at: Timestamp, language: Language, words: Type.String() })),
});
export type Article = Static<typeof Article>;

export const articleFilters = ["draft", "outdated", "missing", "review", "removed"] as const;
export type ArticleFilter = (typeof articleFilters)[number];
export const ArticleListQuery = Type.Object({
  show: Type.Optional(oneOf(articleFilters)),
  section: Type.Optional({ ...Key, description: "its articles in their order, all on one page" }),
  q: Type.Optional(Type.String({ maxLength: 1000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ maxLength: 500 })),
});
/** `can`: whether the reader may write; who may not reads what staff read. */
export const ArticleList = Type.Object({ sections: SectionList, languages: Type.Array(Language), items: Type.Array(ListedArticle), /** articles to be looked at again */ toReview: Type.Integer(), next: nullable(Type.String()), can: Type.Object({ edit: Type.Boolean() }) });
export type ArticleList = Static<typeof ArticleList>;

const RevisionFacts = { number: Type.Integer(), at: Timestamp, author: nullable(Type.String()), title: Type.String(), /** which one it brought back */ restored: nullable(Type.Integer()) };
export const RevisionList = Type.Object({ items: Type.Array(Type.Object(RevisionFacts)) });
export type RevisionList = Static<typeof RevisionList>;
export const Revision = Type.Object({ ...RevisionFacts, summary: Type.String(), html: Type.String(), files: Type.Array(Attachment) });
export type Revision = Static<typeof Revision>;
