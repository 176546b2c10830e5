import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply } from "fastify";
import { projectDir } from "./config.ts";
import { trusted, type Html } from "./html.ts";
import type { Http } from "./http.ts";
import type { Log } from "./log.ts";

const dist = path.join(projectDir, "dist", "web");
const stampFile = path.join(dist, "built-from");

/** Everything the browser apps are made of. */
const sources = ["web", "contract", "locales", "vite.config.ts", "package-lock.json"];

/** Changes when a source changes: names, sizes and times, not contents, so that a start costs milliseconds. */
function sourceStamp(): string {
  const hash = createHash("sha256");
  const add = (file: string) => {
    const stat = statSync(path.join(projectDir, file));
    if (stat.isDirectory()) for (const name of readdirSync(path.join(projectDir, file)).sort()) add(path.join(file, name));
    else hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const source of sources) add(source);
  return hash.digest("hex");
}

/**
 * Builds the browser apps unless they stand built from these very sources. Runs beside the start of the database. The
 * build goes into a folder of its own and is moved into place whole: a killed build leaves nothing half.
 */
export async function buildWeb(log: Log): Promise<void> {
  const stamp = sourceStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  log.info("building the browser apps");
  await mkdir(path.dirname(dist), { recursive: true });
  const fresh = await mkdtemp(path.join(path.dirname(dist), "web-"));
  try {
    await run(["build", "--outDir", fresh, "--emptyOutDir", "--logLevel", "warn"]);
    writeFileSync(path.join(fresh, path.basename(stampFile)), stamp);
    await putInPlace(fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Another process may put its own build of the same sources there at the same moment. */
async function putInPlace(fresh: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    await rm(dist, { recursive: true, force: true });
    try {
      return await rename(fresh, dist);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if ((code !== "ENOTEMPTY" && code !== "EEXIST") || tries >= 5) throw error;
    }
  }
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const vite = path.join(projectDir, "node_modules", "vite", "bin", "vite.js");
    const child = spawn(process.execPath, [vite, ...args], {
      cwd: projectDir,
      stdio: ["ignore", "pipe", "pipe"],
      // whatever this process runs as: a build for development is slower and larger
      env: { ...process.env, NODE_ENV: "production" },
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the browser apps could not be built: ${output.slice(-2000)}`))));
  });
}

/** Mail is shown in sandboxed frames (srcdoc), which inherit this policy: nothing remote is ever loaded unasked. */
export const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** The tags by which a page that the server makes loads what the build has for it: icon, style sheet, chosen colours. */
export const builtHead = (built: Promise<void> | null) => async (): Promise<Html> => {
  if (built === null) return trusted("");
  await built;
  // the build is ours, and its file holds nothing but tags that load from our own assets; another process may have built anew
  return trusted((/<head>([\s\S]*?)<\/head>/.exec(readFileSync(path.join(dist, "help", "index.html"), "utf8"))?.[1] ?? "").replace(/\s*\n\s*/g, "\n").trim());
};

/**
 * Serves both apps: every path below /desk and /portal is its app's page; assets are named by content and kept for ever.
 * @param portalAt the desk whose portal stands at a host name of its own; null: none does
 */
export function webRoutes(app: Http, built: Promise<void>, portalAt: (host: string) => Promise<string | null>, folder = dist): void {
  mkdirSync(path.join(folder, "assets"), { recursive: true });
  app.register(fastifyStatic, { root: path.join(folder, "assets"), prefix: "/assets/", immutable: true, maxAge: "365d", index: false, decorateReply: true, preCompressed: true });
  const send = async (reply: FastifyReply, name: "agent" | "portal", desk?: string) => {
    await built;
    reply.headers({
      "content-security-policy": contentPolicy,
      "cache-control": "no-cache",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    });
    const html = readFileSync(path.join(folder, name, "index.html"), "utf8");
    // at a host name of its own the page says whose portal it is, because its address does not
    return reply.type("text/html; charset=utf-8").send(desk === undefined ? html : html.replace("<head>", `<head>\n    <meta name="portal-desk" content="${desk}" />`));
  };
  for (const path of ["/desk", "/desk/*"]) app.get(path, { config: { internal: true } }, (_request, reply) => send(reply, "agent"));
  // without a desk one chooses; at a desk's own host name that is chosen, and its portal begins at the root, also for links of before
  for (const path of ["/portal", "/portal/*"])
    app.get(path, { config: { internal: true } }, async (request, reply) => {
      const own = await portalAt(request.host);
      const [, asked = "", rest = ""] = /^\/portal\/?([^/?]*)\/?(.*)$/.exec(request.url) ?? [];
      if (own === null || (asked !== own && asked !== "")) return send(reply, "portal");
      // never to another host, as two slashes would
      return reply.redirect(`/${rest.replace(/^[/\\]+/, "")}`);
    });
  // outside the assets that are kept for ever: a browser asks for it again each time, and takes the newer one
  app.get("/desk/service-worker.js", { config: { internal: true } }, async (_request, reply) => {
    await built;
    reply.headers({ "cache-control": "no-cache", "content-security-policy": "default-src 'self'", "x-content-type-options": "nosniff" });
    return reply.type("text/javascript; charset=utf-8").send(readFileSync(path.join(folder, "service-worker.js")));
  });
  app.get("/", { config: { internal: true } }, async (request, reply) => {
    const own = await portalAt(request.host);
    return own === null ? reply.redirect("/desk/") : send(reply, "portal", own);
  });
  // whatever is nobody else's is a page of the portal that stands at this host name
  app.get("/*", { config: { internal: true } }, async (request, reply) => {
    const own = /^\/(?:api|assets|help)\//.test(request.url) ? null : await portalAt(request.host);
    return own === null ? reply.callNotFound() : send(reply, "portal", own);
  });
}
