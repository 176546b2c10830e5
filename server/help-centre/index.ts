export { createArticle, saveVariant } from "./actions.ts";
export { helpLanguages, helpPath, languageName, sendPage, signInPath, type HelpFrame, type HelpPage } from "./page.ts";
export { articlePlace } from "./place.ts";
export { bestLanguage, helpScope, visitOf, type HelpVisit } from "./scope.ts";
export { helpPageRoutes, type Below } from "./public-routes.ts";
export { articleReaders, helpCentreRoutes } from "./routes.ts";
export { sectionsInFile } from "./sections.ts";
export { hasArticles } from "./store.ts";
export { eraseVotesOf, votesOf } from "./votes.ts";
