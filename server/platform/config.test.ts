import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { prepareDataDir, projectDir, publicUrlFor, readConfig, variables, withoutPassword } from "./config.ts";

const dir = mkdtempSync(join(tmpdir(), "ventanilla-config-"));
const presets = join(dir, "presets");
mkdirSync(join(presets, "hotel-sales"), { recursive: true });
mkdirSync(join(presets, "clinic"), { recursive: true });
writeFileSync(join(dir, "tls.pem"), "x");
afterAll(() => rmSync(dir, { recursive: true }));

const read = (env: Record<string, string>) => readConfig(env, dir, presets);

describe("defaults", () => {
  test("an empty environment is enough", () => {
    expect(read({})).toEqual({
      port: 3000,
      host: "127.0.0.1",
      smtpPort: 2525,
      dataDir: join(projectDir, "data"),
      publicUrl: null,
      databaseUrl: null,
      smtpUrl: null,
      smtpTls: null,
      mailHost: "localhost",
      presets: ["clinic", "hotel-sales"],
      demo: "full",
      admin: null,
      outgoingAllow: [],
      clamdUrl: null,
      logLevel: "info",
    });
  });

  test("an empty value counts as unset", () => {
    expect(read(Object.fromEntries(Object.keys(variables).map((name) => [name, ""])))).toEqual(read({}));
  });

  test("the public address follows the port that was taken", () => {
    const config = read({ PORT: "0" });
    expect(publicUrlFor(config, 41234)).toBe("http://127.0.0.1:41234");
    expect(publicUrlFor(read({ HOST: "::1" }), 80)).toBe("http://[::1]");
    expect(publicUrlFor(read({ HOST: "0.0.0.0" }), 3000)).toBe("http://localhost:3000");
    expect(publicUrlFor(read({ PUBLIC_URL: "https://Help.Example.com/" }), 3000)).toBe("https://help.example.com");
  });

  test("our name in mails is the host of the public address", () => {
    expect(read({ PUBLIC_URL: "https://help.example.com" }).mailHost).toBe("help.example.com");
    expect(read({ PUBLIC_URL: "https://help.example.com", MAIL_HOST: "mx.example.com" }).mailHost).toBe("mx.example.com");
  });
});

test("values are read", () => {
  const config = read({
    DATA_DIR: "here",
    PRESETS: "hotel-sales, clinic,hotel-sales",
    DEMO: "empty",
    SMTP_TLS_CERT: "tls.pem",
    SMTP_TLS_KEY: join(dir, "tls.pem"),
    ADMIN_EMAIL: "ana@example.com",
    ADMIN_PASSWORD: " eight chars ",
    DATABASE_URL: "postgres:///name?host=/run/postgresql",
  });
  expect(config).toMatchObject({
    dataDir: join(dir, "here"),
    presets: ["hotel-sales", "clinic"],
    demo: "empty",
    smtpTls: { certFile: join(dir, "tls.pem"), keyFile: join(dir, "tls.pem") },
    admin: { email: "ana@example.com", password: " eight chars " },
  });
  expect(read({ PRESETS: "none" }).presets).toEqual([]);
});

test.each<[Record<string, string>, string]>([
  [{ PORT: "abc" }, "PORT is 'abc'; expected a port number 0–65535"],
  [{ PORT: "65536" }, "PORT is '65536'; expected a port number 0–65535"],
  [{ PORT: "-1" }, "PORT is '-1'; expected a port number 0–65535"],
  [{ SMTP_PORT: "25.5" }, "SMTP_PORT is '25.5'; expected a port number 0–65535"],
  [{ HOST: "a b" }, "HOST is 'a b'; expected an IP address or a host name"],
  [{ HOST: "300.1.1.1" }, "HOST is '300.1.1.1'; expected an IP address or a host name"],
  [{ PUBLIC_URL: "help.example.com" }, "PUBLIC_URL is 'help.example.com'; expected an http:// or https:// address"],
  [{ PUBLIC_URL: "https://example.com/help" }, "PUBLIC_URL is 'https://example.com/help'; expected"],
  [{ DATABASE_URL: "mysql://u:secret@h/d" }, "DATABASE_URL is 'mysql://u:***@h/d'; expected a postgres:// address"],
  [{ SMTP_URL: "mail.example.com:587" }, "SMTP_URL is 'mail.example.com:587'; expected an smtp:// or smtps:// address"],
  [{ SMTP_TLS_CERT: "tls.pem" }, "SMTP_TLS_KEY is not set; expected a readable PEM file"],
  [
    { SMTP_TLS_CERT: "no.pem", SMTP_TLS_KEY: "tls.pem" },
    "SMTP_TLS_CERT is 'no.pem'; expected a readable PEM file, together with SMTP_TLS_KEY (ENOENT)",
  ],
  [{ MAIL_HOST: "a@b" }, "MAIL_HOST is 'a@b'; expected a host name"],
  [{ PRESETS: "hotel" }, "PRESETS is 'hotel'; expected a comma list of presets, or none (there are clinic, hotel-sales)"],
  [{ ADMIN_EMAIL: "ana" }, "ADMIN_EMAIL is 'ana'; expected a mail address"],
  [{ ADMIN_PASSWORD: "long enough" }, "ADMIN_EMAIL is not set; expected a mail address (ADMIN_PASSWORD is set)"],
  [{ ADMIN_EMAIL: "a@b", ADMIN_PASSWORD: "nine char" }, "ADMIN_PASSWORD is too short; expected at least 10 characters"],
  [{ CLAMD_URL: "127.0.0.1:3310" }, "CLAMD_URL is '127.0.0.1:3310'; expected a tcp:// or unix: address"],
  [{ OUTGOING_ALLOW: "intranet" }, "OUTGOING_ALLOW is 'intranet'; expected a comma list of addresses and ranges"],
  [{ DEMO: "some" }, "DEMO is 'some'; expected one of full, empty"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL is 'loud'; expected one of fatal, error"],
])("%j is refused in one line", (env, message) => {
  const start = () => read(env);
  expect(start).toThrow(message);
  expect(start).toThrow(expect.objectContaining({ name: "ConfigError" }));
  expect(start).toThrow(/^[^\n]*$/);
});

test("a password never shows", () => {
  expect(withoutPassword("postgres://u:p@ss@h/d")).toBe("postgres://u:***@h/d");
  expect(withoutPassword("smtp://mail.example.com")).toBe("smtp://mail.example.com");
});

test("a data folder that cannot be made ends in one line", () => {
  writeFileSync(join(dir, "file"), "");
  expect(() => prepareDataDir(join(dir, "file", "data"))).toThrow(
    /^DATA_DIR is '.*'; expected a folder this account can write \(ENOTDIR\)$/,
  );
  if (process.getuid?.() !== 0) {
    mkdirSync(join(dir, "closed"));
    chmodSync(join(dir, "closed"), 0o500);
    expect(() => prepareDataDir(join(dir, "closed", "data"))).toThrow("EACCES");
  }
});
