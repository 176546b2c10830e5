import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { languages } from "./contract/languages.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Which texts each app carries: a first load pays only for the words it can show. */
const sections = {
  agent: ["desk.", "mailbox.", "auth.", "evidence.", "mail.not-sent.", "problem.field.", "problem.form.", "form.", "rule.", "webhook.", "ui."],
  portal: ["portal.", "auth.", "form.", "problem.field.", "problem.form.", "ui."],
};
type App = keyof typeof sections;

/**
 * `virtual:catalogue/<app>/<language>`: one language of `locales/`, cut to the sections of one app. `virtual:catalogues/<app>`:
 * how each of them is loaded. What reads the folder on the server is the list of its languages in the browser.
 */
function catalogues(): Plugin {
  const prefix = "virtual:catalogue/";
  const all = "virtual:catalogues/";
  return {
    name: "catalogues",
    resolveId: (id) => (id.startsWith(prefix) || id.startsWith(all) ? `\0${id}.js` : undefined),
    load(id) {
      if (id === here("contract/languages.ts")) return `export const languages = ${JSON.stringify(languages)};`;
      if (id.startsWith(`\0${all}`)) {
        const app = id.slice(all.length + 1, -".js".length);
        return `const all = { ${languages.map((language) => `${JSON.stringify(language)}: () => import("${prefix}${app}/${language}")`).join(", ")} };
          export const loadCatalogue = (language) => (all[language] ?? all.en)();`;
      }
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

/** What a page without script says, in every language: in the place that names the text. */
const withoutScript = (): Plugin => ({
  name: "without-script",
  transformIndexHtml: (html) =>
    html.replace('<!-- "portal.no-script" -->', () => languages.map((language) => `<p lang="${language}">${JSON.parse(readFileSync(here(`locales/${language}.json`), "utf8"))["portal.no-script"]}</p>`).join("\n        ")),
});

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

/** The agents' app can be put on a phone's home screen: its manifest and icons, named by content, and what its worker shows. */
const iconFile = (name: string): string => `assets/${name.replace(".", `-${createHash("sha256").update(readFileSync(here(`web/agent/icons/${name}`))).digest("hex").slice(0, 8)}.`)}`;
function installable(): Plugin {
  const png = (name: string, size: number, purpose: string) => ({ src: `/${iconFile(name)}`, sizes: `${size}x${size}`, type: "image/png", purpose });
  const manifest = JSON.stringify({
    id: "/desk/",
    name: "Ventanilla",
    short_name: "Ventanilla",
    start_url: "/desk/tickets",
    scope: "/desk/",
    display: "standalone",
    background_color: "#fcfdfc",
    theme_color: "#2f6b5e",
    icons: [png("icon-192.png", 192, "any"), png("icon-512.png", 512, "any"), png("maskable-512.png", 512, "maskable")],
  });
  const manifestFile = `assets/desk-${createHash("sha256").update(manifest).digest("hex").slice(0, 8)}.webmanifest`;
  return {
    name: "installable",
    apply: "build",
    config: () => ({ define: { __ICON__: JSON.stringify(`/${iconFile("icon-192.png")}`), __BADGE__: JSON.stringify(`/${iconFile("badge-96.png")}`) } }),
    buildStart() {
      for (const name of ["icon-192.png", "icon-512.png", "maskable-512.png", "touch-180.png", "badge-96.png"]) this.emitFile({ type: "asset", fileName: iconFile(name), source: readFileSync(here(`web/agent/icons/${name}`)) });
      this.emitFile({ type: "asset", fileName: manifestFile, source: manifest });
    },
    transformIndexHtml: (_html, { path }) =>
      path.startsWith("/agent/")
        ? [
            { tag: "link", attrs: { rel: "manifest", href: `/${manifestFile}` }, injectTo: "head" as const },
            { tag: "link", attrs: { rel: "apple-touch-icon", href: `/${iconFile("touch-180.png")}` }, injectTo: "head" as const },
            { tag: "meta", attrs: { name: "theme-color", content: "#2f6b5e" }, injectTo: "head" as const },
          ]
        : [],
  };
}

interface Imported {
  importers: string[];
  dynamicImporters: string[];
}
/** Which of the two apps load a module: with their first page, or at any time. */
function appsWith(id: string, importedOf: (id: string) => Imported | null, when: "first" | "ever"): string {
  const seen = new Set([id]);
  for (const one of seen) {
    const { importers, dynamicImporters } = importedOf(one) ?? { importers: [], dynamicImporters: [] };
    for (const importer of when === "first" ? importers : [...importers, ...dynamicImporters]) seen.add(importer);
  }
  return (Object.keys(sections) as App[]).filter((app) => seen.has(here(`web/${app}/index.html`))).join(" ");
}
/**
 * A first page is a handful of scripts: what both apps ever load is one of them - neither app's own may run in the other -
 * and what only one of them loads another. By itself the bundler makes one for every set of pages that share something:
 * more than a hundred for a first page, most of a few bytes.
 */
const firstScripts = [{ name: "both", apps: "agent portal" }, { name: "agent", apps: "agent" }, { name: "portal", apps: "portal" }].map(({ name, apps }, n, all) => ({
  debugName: name,
  name(id: string, graph: { getModuleInfo(id: string): Imported | null }): string | null {
    const imported = (one: string) => graph.getModuleInfo(one);
    return appsWith(id, imported, "first") !== "" && appsWith(id, imported, "ever") === apps ? name : null;
  },
  // each takes its imports along, but for what an earlier one has taken
  priority: all.length - n,
}));

/** The worker of the agents' app: below this name, so that a browser looks for a newer one where it found the last. */
const workerFile = "service-worker.js";

/**
 * Both browser apps in one build: `dist/web/agent/index.html`, `dist/web/portal/index.html` and what they load below
 * `dist/web/assets`, named by content and so immutable. `--mode agent` or `--mode portal` builds one of them. With them
 * comes `dist/web/help/index.html`, whose head names the style sheet of the pages that the server makes itself.
 */
export default defineConfig(({ mode }) => {
  const apps = (Object.keys(sections) as App[]).filter((app) => !(mode in sections) || mode === app);
  return {
    root: here("web"),
    base: "/",
    publicDir: false,
    plugins: [react(), catalogues(), withoutScript(), earlyTheme(), installable()],
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
      rolldownOptions: {
        input: { ...Object.fromEntries(apps.map((app) => [app, here(`web/${app}/index.html`)])), help: here("web/help/index.html"), ...(apps.includes("agent") ? { "service-worker": here("web/agent/service-worker.ts") } : {}) },
        output: { entryFileNames: (chunk) => (chunk.name === "service-worker" ? workerFile : "assets/[name]-[hash].js"), codeSplitting: { groups: firstScripts } },
      },
    },
  };
});
