import type { PostKind } from "../../contract/community.ts";
import type { DeskConfig, DeskTopic } from "../desks/index.ts";
import { allows, type Actor } from "../platform/work.ts";

/** A colleague of the desk: what they write is the desk's word. */
export const isStaff = (actor: Actor | null, deskId: number): boolean => actor !== null && allows(actor, "ticket.see", deskId);
export const mayModerate = (actor: Actor | null, deskId: number): boolean => actor !== null && allows(actor, "community.moderate", deskId);

export const mayReadTopic = (actor: Actor | null, topic: DeskTopic): boolean => topic.settings.readers === undefined || actor !== null;
/** The topics somebody reads, in their order. Removed ones are nobody's. */
export const topicsFor = (actor: Actor | null, desk: DeskConfig): DeskTopic[] => desk.topics.filter((topic) => !topic.archived && mayReadTopic(actor, topic));
/** Whether somebody could post there once signed in. */
export const mayPostIn = (actor: Actor | null, desk: DeskConfig, topic: DeskTopic): boolean => topic.settings.writers === undefined || isStaff(actor, desk.id);

interface Written {
  deskId: number;
  authorId: number | null;
  state: "shown" | "hidden" | "withdrawn";
}
/** What is hidden is seen by who wrote it, and by moderators. */
export const maySeeEntry = (actor: Actor | null, entry: Written): boolean =>
  entry.state === "shown" || (entry.state === "hidden" && (mayModerate(actor, entry.deskId) || isAuthor(actor, entry)));
export const isAuthor = (actor: Actor | null, { authorId }: Pick<Written, "authorId">): boolean => actor?.kind === "person" && authorId !== null && actor.id === authorId;
/** Their own words, while they are shown and nothing was closed. */
export const mayChange = (actor: Actor | null, entry: Written, locked: boolean): boolean => isAuthor(actor, entry) && entry.state === "shown" && !locked;
/** A post that others have answered stays; a comment can always be taken back. */
export const mayWithdrawPost = (actor: Actor | null, post: Written & { comments: number }): boolean => isAuthor(actor, post) && post.state === "shown" && post.comments === 0;
export const mayWithdrawComment = (actor: Actor | null, comment: Written): boolean => isAuthor(actor, comment) && comment.state !== "withdrawn";
/** Not for one's own, which one wants anyway, and not for news. */
export const mayVote = (actor: Actor | null, post: Written & { kind: PostKind }): boolean => actor !== null && post.kind !== "news" && post.state === "shown" && !isAuthor(actor, post);
export const mayComment = (actor: Actor | null, post: Written & { locked: boolean }): boolean => actor !== null && post.state === "shown" && !post.locked;
