import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultPasswordPolicy } from "../../contract/password-policy.ts";
import { rangesOf } from "./outgoing-requests.ts";

/** The folder that holds package.json: where presets, locales and the built web apps are found. */
export const projectDir = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export type LogLevel = (typeof logLevels)[number];

export type Config = {
  /** 0 takes any free port. */
  port: number;
  host: string;
  smtpPort: number;
  /** Absolute. */
  dataDir: string;
  /** Without a trailing slash. Null where PUBLIC_URL is unset: see publicUrlFor. */
  publicUrl: string | null;
  /** Null: the embedded PostgreSQL below dataDir. */
  databaseUrl: string | null;
  /** Null: outgoing mail stays in the built-in mailbox. */
  smtpUrl: string | null;
  smtpTls: { certFile: string; keyFile: string } | null;
  /** The name we say in EHLO and write into Message-IDs. */
  mailHost: string;
  /** Folder names below presets/. */
  presets: string[];
  /** What the presets show: their demonstration, or their desk alone. */
  demo: (typeof demos)[number];
  /** An administrator to create at the first start; without a password it signs in by link. */
  admin: { email: string; password: string | null } | null;
  /** Addresses and ranges of our own network that webhooks and push messages may reach. */
  outgoingAllow: string[];
  /** Null: files are not scanned for viruses. */
  clamdUrl: string | null;
  logLevel: LogLevel;
};

const demos = ["full", "empty"] as const;
const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Every variable the product reads, for the README and `ventanilla doctor`. An empty value counts as unset. */
export const variables = {
  PORT: { fallback: "3000", expected: "a port number 0–65535", about: "HTTP port; 0 takes a free one" },
  HOST: { fallback: "127.0.0.1", expected: "an IP address or a host name", about: "address that HTTP and SMTP listen on; 0.0.0.0 for all" },
  SMTP_PORT: { fallback: "2525", expected: "a port number 0–65535", about: "port for incoming mail; 0 takes a free one" },
  DATA_DIR: { fallback: "./data (beside package.json)", expected: "a folder this account can write", about: "database, attachments and keys" },
  PUBLIC_URL: { fallback: "http://HOST:PORT", expected: "an http:// or https:// address without path, e.g. https://help.example.com", about: "address people open in their browser; links in mails begin with it" },
  DATABASE_URL: { fallback: "embedded PostgreSQL 18", expected: "a postgres:// address, e.g. postgres://user:password@host:5432/name", about: "external PostgreSQL, 16 or newer" },
  SMTP_URL: { fallback: "built-in mailbox", expected: "an smtp:// or smtps:// address, e.g. smtps://user:password@mail.example.com", about: "server that outgoing mail is handed to" },
  SMTP_TLS_CERT: { fallback: "self-made", expected: "a readable PEM file, together with SMTP_TLS_KEY", about: "certificate for STARTTLS of incoming mail" },
  SMTP_TLS_KEY: { fallback: "self-made", expected: "a readable PEM file, together with SMTP_TLS_CERT", about: "private key of that certificate" },
  MAIL_HOST: { fallback: "host of PUBLIC_URL", expected: "a host name, e.g. help.example.com", about: "our name in EHLO and Message-ID" },
  PRESETS: { fallback: "all", expected: "a comma list of presets, or none", about: "desks to install at the first start; none starts empty with a set-up page" },
  DEMO: { fallback: "full", expected: `one of ${demos.join(", ")}`, about: "empty installs the presets' desks at the first start without their tickets; their clock can be moved on all the same" },
  ADMIN_EMAIL: { fallback: "demo administrator", expected: "a mail address", about: "administrator to create at the first start" },
  ADMIN_PASSWORD: { fallback: "sign-in by link", expected: `at least ${defaultPasswordPolicy.minLength} characters that are hard to guess, together with ADMIN_EMAIL`, about: "that administrator's password" },
  OUTGOING_ALLOW: { fallback: "none", expected: "a comma list of addresses and ranges, e.g. 10.1.0.0/16,fd00::/8", about: "internal addresses that webhooks and push messages may reach; all others are refused" },
  CLAMD_URL: { fallback: "files are not scanned", expected: "a tcp:// or unix: address, e.g. tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl", about: "virus scanner that looks at uploads and downloads by clamd's protocol" },
  LOG_LEVEL: { fallback: "info", expected: `one of ${logLevels.join(", ")}`, about: "least severe line that is logged" },
} as const;

export type VariableName = keyof typeof variables;

/** A setting the operator must mend: its message is one line for a terminal, never a stack. */
export function configError(message: string): Error {
  return Object.assign(new Error(message), { name: "ConfigError" });
}

export function isConfigError(error: unknown): error is Error {
  return error instanceof Error && error.name === "ConfigError";
}

/** The one line about a wrong variable. `why` adds what the system said, e.g. an errno. */
export function wrongVariable(name: VariableName, was: string | undefined, why?: string): Error {
  const value = was === undefined ? "not set" : `'${was}'`;
  return configError(`${name} is ${value}; expected ${variables[name].expected}${why ? ` (${why})` : ""}`);
}

/**
 * Reads the environment. A relative DATA_DIR (and the certificate's files) starts at `cwd`; the default is beside
 * package.json, so that a command run from elsewhere finds the same installation.
 * Raises a ConfigError for the first wrong variable.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  presetsDir: string = resolve(projectDir, "presets"),
): Config {
  const get = (name: VariableName) => env[name]?.trim() || undefined;

  const port = readPort("PORT", get("PORT") ?? "3000");
  const host = get("HOST") ?? "127.0.0.1";
  if (!isIP(host) && !isHostName(host)) throw wrongVariable("HOST", host);
  const dataDir = get("DATA_DIR");
  const publicUrl = readPublicUrl(get("PUBLIC_URL"));
  const logLevel = get("LOG_LEVEL") ?? "info";
  if (!isLogLevel(logLevel)) throw wrongVariable("LOG_LEVEL", logLevel);
  const wanted = get("DEMO") ?? "full";
  const demo = demos.find((one) => one === wanted);
  if (demo === undefined) throw wrongVariable("DEMO", wanted);

  return {
    port,
    host,
    smtpPort: readPort("SMTP_PORT", get("SMTP_PORT") ?? "2525"),
    dataDir: dataDir === undefined ? resolve(projectDir, "data") : resolve(cwd, dataDir),
    publicUrl,
    databaseUrl: readUrl("DATABASE_URL", get("DATABASE_URL"), ["postgres:", "postgresql:"]),
    smtpUrl: readUrl("SMTP_URL", get("SMTP_URL"), ["smtp:", "smtps:"]),
    smtpTls: readTls(get("SMTP_TLS_CERT"), get("SMTP_TLS_KEY"), cwd),
    mailHost: readMailHost(get("MAIL_HOST"), new URL(publicUrl ?? httpUrl(host, port)).hostname),
    presets: readPresets(get("PRESETS"), presetsDir),
    demo,
    admin: readAdmin(get("ADMIN_EMAIL"), env["ADMIN_PASSWORD"] || undefined),
    outgoingAllow: readRanges(get("OUTGOING_ALLOW")),
    clamdUrl: readClamd(get("CLAMD_URL")),
    logLevel,
  };
}

/** The address of this installation, once the port it listens on is known (PORT may be 0). No trailing slash. */
export function publicUrlFor(config: Pick<Config, "publicUrl" | "host">, listeningPort: number): string {
  return config.publicUrl ?? httpUrl(config.host, listeningPort);
}

/**
 * Makes DATA_DIR and proves that it can be written. Root's may be passed through by others, as the database's account
 * must, but not listed. Raises a ConfigError.
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw wrongVariable("DATA_DIR", dataDir, errnoOf(error));
  }
}

/** The same address with its password hidden, for logs and error lines. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/]*):.*@/i, "$1:***@");
}

function readPort(name: "PORT" | "SMTP_PORT", value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) throw wrongVariable(name, value);
  return Number(value);
}

function readPublicUrl(value: string | undefined): string | null {
  const text = readUrl("PUBLIC_URL", value, ["http:", "https:"]);
  if (text === null) return null;
  const url = new URL(text);
  if (url.pathname !== "/" || url.search || url.hash || url.username) throw wrongVariable("PUBLIC_URL", withoutPassword(text));
  return url.origin;
}

function readUrl(name: VariableName, value: string | undefined, protocols: readonly string[]): string | null {
  if (value === undefined) return null;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !protocols.includes(url.protocol)) throw wrongVariable(name, withoutPassword(value));
  // postgres:///name?host=/run/postgresql is a unix socket and has no host.
  if (!url.hostname && !url.searchParams.has("host")) throw wrongVariable(name, withoutPassword(value));
  return value;
}

function readClamd(value: string | undefined): string | null {
  if (value === undefined) return null;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!(url?.protocol === "tcp:" && url.hostname !== "") && !(url?.protocol === "unix:" && url.pathname.startsWith("/"))) throw wrongVariable("CLAMD_URL", value);
  return value;
}

function readTls(cert: string | undefined, key: string | undefined, cwd: string): Config["smtpTls"] {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined) throw wrongVariable("SMTP_TLS_CERT", undefined);
  if (key === undefined) throw wrongVariable("SMTP_TLS_KEY", undefined);
  return { certFile: readableFile("SMTP_TLS_CERT", cert, cwd), keyFile: readableFile("SMTP_TLS_KEY", key, cwd) };
}

function readableFile(name: VariableName, value: string, cwd: string): string {
  const path = resolve(cwd, value);
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw wrongVariable(name, value, errnoOf(error));
  }
  if (!statSync(path).isFile()) throw wrongVariable(name, value, "not a file");
  return path;
}

function readMailHost(value: string | undefined, publicHost: string): string {
  if (value !== undefined) {
    if (!isHostName(value)) throw wrongVariable("MAIL_HOST", value);
    return value.toLowerCase();
  }
  // A bare IP address is no domain in a Message-ID (RFC 5322, 3.6.4).
  return isIP(publicHost.replace(/^\[|\]$/g, "")) ? "localhost" : publicHost;
}

function readPresets(value: string | undefined, presetsDir: string): string[] {
  const known = existsSync(presetsDir)
    ? readdirSync(presetsDir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  if (value === undefined) return known;
  if (value === "none") return [];
  const names = [...new Set(listed(value))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw wrongVariable("PRESETS", value, `there are ${known.join(", ") || "no presets"}`);
  }
  return names;
}

const listed = (value: string): string[] => value.split(",").map((one) => one.trim()).filter((one) => one !== "");

function readRanges(value: string | undefined): string[] {
  const ranges = listed(value ?? "");
  try {
    rangesOf(ranges);
  } catch {
    throw wrongVariable("OUTGOING_ALLOW", value);
  }
  return ranges;
}

function readAdmin(email: string | undefined, password: string | undefined): Config["admin"] {
  if (email === undefined) {
    if (password !== undefined) throw wrongVariable("ADMIN_EMAIL", undefined, "ADMIN_PASSWORD is set");
    return null;
  }
  if (!/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(email)) throw wrongVariable("ADMIN_EMAIL", email);
  if (password !== undefined && [...password].length < defaultPasswordPolicy.minLength) {
    throw configError(`ADMIN_PASSWORD is too short; expected ${variables.ADMIN_PASSWORD.expected}`);
  }
  return { email, password: password ?? null };
}

function isHostName(value: string): boolean {
  return value.length <= 253 && /^(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?$/i.test(value);
}

function isLogLevel(value: string): value is LogLevel {
  return logLevels.some((level) => level === value);
}

function httpUrl(host: string, port: number): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : isIP(host) === 6 ? `[${host}]` : host;
  return new URL(`http://${name}:${port}`).origin;
}

function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}
