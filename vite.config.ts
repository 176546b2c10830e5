import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Which texts each app carries: a first load pays only for the words it can show. */
const sections = {
  agent: ["desk.", "mailbox.", "auth.", "evidence.", "mail.not-sent.", "problem.field.", "ui."],
  portal: ["portal.", "auth.", "ui."],
};
type App = keyof typeof sections;

/** `virtual:catalogue/<app>/<language>`: one language of `locales/`, cut to the sections of one app. */
function catalogues(): Plugin {
  const prefix = "virtual:catalogue/";
  return {
    name: "catalogues",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}.js` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const [app, language] = id.slice(prefix.length + 1, -".js".length).split("/");
      const file = here(`locales/${language}.json`);
      this.addWatchFile(file);
      const wanted = sections[app === "portal" ? "portal" : "agent"];
      const texts = Object.entries(JSON.parse(readFileSync(file, "utf8"))).filter(([key]) => wanted.some((section) => key.startsWith(section)));
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(texts)))})`;
    },
  };
}

/**
 * Puts the chosen colour scheme on <html> before the first paint. The content security policy allows no
 * inline script, so it is a file of its own, named by its content.
 */
function earlyTheme(): Plugin {
  let file = "";
  return {
    name: "early-theme",
    apply: "build",
    buildStart() {
      file = this.emitFile({ type: "asset", name: "theme.js", source: readFileSync(here("web/ui/theme-early.js"), "utf8") });
    },
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) => {
        const asset = Object.values(bundle ?? {}).find((one) => one.type === "asset" && one.names.includes("theme.js"));
        const src = `/${asset?.fileName ?? file}`;
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}

/**
 * Both browser apps in one build: `dist/web/agent/index.html`, `dist/web/portal/index.html` and what they load below
 * `dist/web/assets`, named by content and so immutable. `--mode agent` or `--mode portal` builds one of them.
 */
export default defineConfig(({ mode }) => {
  const apps = (Object.keys(sections) as App[]).filter((app) => !(mode in sections) || mode === app);
  return {
    root: here("web"),
    base: "/",
    publicDir: false,
    plugins: [react(), catalogues(), earlyTheme()],
    resolve: {
      // The browser takes types and constants from the contract, never its schemas.
      alias: { typebox: here("web/lib/no-schemas.ts") },
    },
    build: {
      outDir: here("dist/web"),
      emptyOutDir: !(mode in sections),
      target: "es2023",
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
      rolldownOptions: { input: Object.fromEntries(apps.map((app) => [app, here(`web/${app}/index.html`)])) },
    },
  };
});
