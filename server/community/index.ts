export type { FindArticle } from "./articles.ts";
export { commentsOn } from "./article-comments.ts";
export { publicPages } from "./index-page.ts";
export { communityPages, type CommunityDeps } from "./page-routes.ts";
export { communityRoutes } from "./routes.ts";
export { communityJobs } from "./tell.ts";
export { comment, moderate, publishPost, vote } from "./actions.ts";
export { communityOf, eraseCommunityOf, takeOverCommunity } from "./people.ts";
