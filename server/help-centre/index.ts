export { helpLanguages, helpPath, languageName, sendPage, signInPath, type HelpFrame, type HelpPage } from "./page.ts";
export { bestLanguage, helpScope, visitOf, type HelpVisit } from "./scope.ts";
