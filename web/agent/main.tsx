import "@mantine/core/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import "../ui/base.css";
import "../ui/controls/mantine.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadCatalogue } from "virtual:catalogues/agent";
import { problemOf } from "../lib/api.ts";
import { preferredLanguage, setLanguage, useLanguage } from "../lib/i18n.ts";
import { mantineTheme, mantineVariables } from "../ui/controls/theme.ts";
import { useColourScheme } from "../ui/theme.ts";
import { Toasts } from "../ui/toasts.tsx";
import { followLinks } from "./links.ts";
import { createAppRouter } from "./router.tsx";
import { SignInAgain } from "./sign-in-again.tsx";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Asking again does not mend a refusal; a lost connection or a restarting server it does.
      retry: (failures, error) => failures < 3 && (problemOf(error)?.status ?? 0) % 599 === 0,
      refetchOnWindowFocus: false,
    },
  },
});
const router = createAppRouter(queries);
followLinks(router.history);

// what this page would load next is gone: a newer version was installed. Once; what cannot be loaded then is a fault
const reloadedAt = "ventanilla.reloaded";
addEventListener("vite:preloadError", (event) => {
  if (Date.now() - Number(sessionStorage.getItem(reloadedAt) ?? 0) < 60_000) return;
  sessionStorage.setItem(reloadedAt, String(Date.now()));
  event.preventDefault();
  location.reload();
});

function App() {
  const language = useLanguage();
  const scheme = useColourScheme();
  return (
    <MantineProvider theme={mantineTheme} cssVariablesResolver={mantineVariables} forceColorScheme={scheme}>
      <QueryClientProvider client={queries}>
        <SignInAgain router={router} />
        <RouterProvider key={language} router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

await setLanguage(preferredLanguage(), { loader: loadCatalogue });
const root = document.getElementById("app");
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
