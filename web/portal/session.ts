import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { languages, type Language } from "../../contract/common.ts";
import type { Me } from "../../contract/auth.ts";
import { problemOf } from "../lib/api.ts";
import { changeMe, readMe, signOut } from "../lib/calls.ts";
import { dropDrafts } from "./drafts.ts";
import { onOtherTab, tellTabs } from "../lib/tabs.ts";
import { currentLanguage, hasChosenLanguage, setLanguage } from "../lib/i18n.ts";

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }): Promise<Me | null> =>
    readMe({ signal }).catch((error: unknown) => {
      if (problemOf(error)?.status === 401) return null;
      throw error;
    }),
  staleTime: Infinity,
});
export const useSession = (): Me | null => useQuery(sessionQuery).data ?? null;

let ended = false;
/** Somebody was signed in here and no longer is, without having signed out: what was being written is kept. */
export const sessionEnded = (): boolean => ended;
/** The server said that nobody is signed in. */
export function loseSession(client: QueryClient): void {
  ended ||= Boolean(client.getQueryData(sessionQuery.queryKey));
  client.setQueryData(sessionQuery.queryKey, null);
}

/** What one person could see is not left for the next. */
const forgetRequests = (client: QueryClient): void => client.removeQueries({ predicate: (query) => query.queryKey[0] === "requests" || query.queryKey[0] === "request" });

/** In another tab of this browser somebody came or went: what is shown here is of whose session it is now. */
export const heedOtherTabs = (client: QueryClient): (() => void) =>
  onOtherTab((email) => {
    const shown = client.getQueryData(sessionQuery.queryKey)?.email ?? null;
    if (email === shown) return;
    readMe().then(
      (me) => me.email !== shown && (ended && shown === null ? enter(client, me) : location.reload()),
      () => undefined, // nobody: that has been told as the end of the session
    );
  });

/** After signing in: what was read for nobody, or for another, is forgotten. */
export function enter(client: QueryClient, me: Me): void {
  ended = false;
  forgetRequests(client);
  client.setQueryData(sessionQuery.queryKey, me);
  tellTabs(me.email);
  if (!hasChosenLanguage() && me.locale !== currentLanguage()) void setLanguage(me.locale);
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await signOut();
    dropDrafts();
    tellTabs(null);
    client.setQueryData(sessionQuery.queryKey, null);
    forgetRequests(client);
  };
}

/** The languages a desk speaks, of those the product does. */
export const languagesOf = (desk: { languages: readonly string[] } | undefined): Language[] => {
  const offered = languages.filter((one) => desk?.languages.includes(one) ?? true);
  return offered.length > 0 ? offered : [...languages];
};

/** Shows the language, keeps it in this browser, and for who is signed in also for mails. */
export async function chooseLanguage(language: Language, signedIn: boolean): Promise<void> {
  await setLanguage(language, { remember: true });
  if (signedIn) await changeMe({ locale: language });
}
