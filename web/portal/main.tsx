import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import type { Language } from "../../contract/common.ts";
import { deskQuery } from "../features/desks/api.ts";
import { isNetworkProblem, onSignedOut } from "../lib/api.ts";
import { expectLanguage, hasChosenLanguage, preferredLanguage, setLanguage, type Catalogue } from "../lib/i18n.ts";
import { setHue } from "../ui/theme.ts";
import "../ui/base.css";
import "./portal.css";
import { App } from "./app.tsx";
import { readAddress } from "./router.tsx";
import { languagesOf, loseSession, sessionQuery } from "./session.ts";

const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import("virtual:catalogue/portal/en"),
  es: () => import("virtual:catalogue/portal/es"),
  "pt-BR": () => import("virtual:catalogue/portal/pt-BR"),
  ro: () => import("virtual:catalogue/portal/ro"),
};
const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: (count, error) => isNetworkProblem(error) && count < 3 } },
});
onSignedOut(() => loseSession(client));

/** Everything the first page needs is asked for at once; it is drawn when it can be drawn in the right words. */
async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) throw new Error("the page has no #app");
  const { desk: key } = readAddress(location.pathname);
  const guess = preferredLanguage();
  expectLanguage(guess);
  const [desk, me] = await Promise.all([
    key === "" ? null : client.fetchQuery(deskQuery(key)).catch(() => null),
    client.fetchQuery(sessionQuery).catch(() => null),
    catalogues[guess](),
  ]);
  if (desk) setHue(desk.hue);
  const offered = languagesOf(desk ?? undefined);
  const own = hasChosenLanguage() ? guess : (me?.locale ?? preferredLanguage(desk?.language));
  await setLanguage(offered.includes(own) ? own : (desk?.language ?? own), { loader: (language) => catalogues[language]() });
  createRoot(root).render(
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>,
  );
}
void start();
