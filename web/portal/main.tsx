import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { deskQuery } from "../features/desks/api.ts";
import { isNetworkProblem, onSignedOut } from "../lib/api.ts";
import { expectLanguage, hasChosenLanguage, preferredLanguage, setLanguage } from "../lib/i18n.ts";
import { setHue } from "../ui/theme.ts";
import "../ui/base.css";
import "./portal.css";
import { loadCatalogue } from "virtual:catalogues/portal";
import { App } from "./app.tsx";
import { readAddress } from "./router.tsx";
import { heedOtherTabs, languagesOf, loseSession, sessionQuery } from "./session.ts";

const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: (count, error) => isNetworkProblem(error) && count < 3 } },
});
onSignedOut(() => loseSession(client));
heedOtherTabs(client);

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
    loadCatalogue(guess),
  ]);
  if (desk) setHue(desk.hue);
  const offered = languagesOf(desk ?? undefined);
  const own = hasChosenLanguage() ? guess : (me?.locale ?? preferredLanguage(desk?.language));
  await setLanguage(offered.includes(own) ? own : (desk?.language ?? own), { loader: loadCatalogue });
  createRoot(root).render(
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>,
  );
}
void start();
