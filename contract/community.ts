import { Type, type Static } from "typebox";
import { Key, Labels, nullable, oneOf, page, Timestamp } from "./common.ts";

/** H10: what people consult, publish and propose. News are the desk's own. */
export const postKinds = ["question", "proposal", "news"] as const;
export type PostKind = (typeof postKinds)[number];

/** A topic of a desk's community. A desk without topics has no community; its articles can be commented on all the same. */
export const TopicDefinition = Type.Object({
  key: Key,
  labels: Labels,
  /** what belongs there, in a sentence */
  descriptions: Type.Optional(Labels),
  /** absent: everybody, without sign-in */
  readers: Type.Optional(oneOf(["signed-in"])),
  /** who may begin posts; absent: whoever is signed in */
  writers: Type.Optional(oneOf(["staff"])),
}, { additionalProperties: false });
export type TopicDefinition = Static<typeof TopicDefinition>;

/** Characters at most. */
export const longestTitle = 150;
export const longestEntry = 10_000;
export const longestReason = 500;

/** What stands in the community or below an article: a post, or a comment on one or the other. */
export const entryKinds = ["post", "comment"] as const;
export const EntryKind = oneOf(entryKinds);
export type EntryKind = Static<typeof EntryKind>;

/** What moderators look through: what somebody reported, all that is new, what was hidden. */
export const entryShelves = ["reported", "newest", "hidden"] as const;
export type EntryShelf = (typeof entryShelves)[number];

const Report = Type.Object({ by: Type.String(), reason: Type.String(), at: Timestamp });
export const Entry = Type.Object({
  kind: EntryKind,
  id: Type.Integer(),
  /** of the post, or of the post or article it is a comment on */
  title: Type.String(),
  on: oneOf(["post", "article"]),
  text: Type.String(),
  author: Type.Object({ name: Type.String(), email: nullable(Type.String()), staff: Type.Boolean() }),
  at: Timestamp,
  hidden: Type.Boolean(),
  /** of posts: nobody comments any more */
  locked: Type.Boolean(),
  /** of comments on a question: the desk stands by it */
  official: Type.Boolean(),
  /** those nobody has settled */
  reports: Type.Array(Report),
  /** the page where it stands */
  path: Type.String(),
});
export type Entry = Static<typeof Entry>;
export const EntryList = page(Entry);
export type EntryList = Static<typeof EntryList>;

/** What a moderator decides. Hiding or keeping what was reported settles its reports. */
export const Moderation = Type.Object({
  hidden: Type.Optional(Type.Boolean()),
  locked: Type.Optional(Type.Boolean()),
  official: Type.Optional(Type.Boolean()),
  /** it stays as it is: what was reported is in order */
  kept: Type.Optional(Type.Literal(true)),
}, { additionalProperties: false, minProperties: 1 });
export type Moderation = Static<typeof Moderation>;

export const ReportCount = Type.Object({ reported: Type.Integer() });
export type ReportCount = Static<typeof ReportCount>;
/** So many are counted: more are "more than 99". */
export const mostReports = 100;
