import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "../../platform/config.ts";
import type { DB } from "../../platform/db-types.ts";
import { sources } from "./source.ts";

type Table = keyof DB;

/** Whose each table is: only its slice writes it, and reads it. */
const owners: Record<string, readonly Table[]> = {
  platform: ["events", "timers", "idempotency"],
  settings: ["settings"],
  files: ["files", "file_uses", "uploads", "scanned_blobs"],
  desks: ["desks", "desk_addresses", "queues", "statuses", "types", "fields", "forms", "views", "canned_replies", "rules", "calendars", "calendar_versions", "service_levels", "letters", "topics"],
  people: ["people", "addresses", "phones", "mail_domains", "roles", "grants"],
  organizations: ["organizations", "organization_desks", "branches"],
  "mail-out": ["deliveries"],
  auth: ["passwords", "sessions", "sign_in_links", "tokens", "throttles", "address_claims", "sign_on_providers", "external_accounts", "totp_keys", "recovery_codes", "passkeys", "sign_in_steps"],
  tickets: ["tickets", "messages", "watchers", "ticket_search", "ticket_identifiers", "ticket_reads", "links", "ticket_stays", "type_requests", "choice_links", "bulks", "bulk_items", "reviews", "opt_outs", "mailed_once"],
  conversations: ["drafts", "held_messages", "side_conversations", "follows"],
  outgoing: ["outgoings", "outgoing_items"],
  "follow-ups": ["follow_ups", "shifts"],
  sla: ["clocks", "clock_segments"],
  approvals: ["approvals", "approval_links"],
  waiting: ["waitings"],
  satisfaction: ["ratings"],
  reports: ["ticket_facts", "report_progress", "report_subscriptions"],
  "help-centre": ["article_sections", "articles", "article_organizations", "article_revisions", "article_variants", "article_votes"],
  community: ["posts", "comments", "votes", "subscriptions", "complaints", "entry_mails"],
  notifications: ["notifications", "notification_place", "notification_choices", "push_devices"],
  automations: ["rule_runs", "rule_looks", "rule_turns", "rule_mails", "webhooks", "webhook_deliveries", "webhook_attempts"],
  "mail-in": ["mails", "mailboxes", "blocked_senders"],
  intake: ["intake_sources", "intake_items", "intake_records"],
  privacy: ["erasures"],
};

/** They read everything and write nothing of it: what a page shows, and what somebody's archive holds, is one round trip. */
const readers = ["inbox", "reports", "privacy"];

interface Exception {
  slice: string;
  tables: readonly Table[];
  writes?: true;
  why: string;
}
const exceptions: readonly Exception[] = [
  { slice: "tickets", tables: ["events"], writes: true, why: "ticket, message and both events are one statement on the way of every mail" },
  { slice: "sla", tables: ["tickets", "timers"], writes: true, why: "clocks, the due date of their ticket and its timer are one statement on the way of every mail" },
  {
    slice: "sla",
    tables: ["calendar_versions", "people", "addresses", "phones", "organizations", "branches", "messages"],
    why: "what a service level is chosen by, and whether we have answered, in one round trip at each change of a ticket",
  },
  { slice: "desks", tables: ["roles", "grants"], writes: true, why: "roles are a part of a desk's definition; desks comes before people" },
  { slice: "desks", tables: ["webhooks"], why: "whether a fact is told to anybody is known from the cached configuration, so that no fact costs a question" },
  { slice: "people", tables: ["queues", "sessions"], why: "a role is held in a queue; who cannot get in is told by the last sign-in (H12)" },
  {
    slice: "notifications",
    tables: ["events", "tickets", "messages", "watchers", "follows", "people", "addresses", "grants", "roles", "shifts", "files", "file_uses", "approvals", "deliveries", "side_conversations"],
    why: "whom five hundred events concern is read in a handful of round trips, whatever their number",
  },
  { slice: "auth", tables: ["events", "addresses"], why: "the audit is the events that administrators alone may learn of; who cannot get in is told by what was mailed to each address and tried with it (H12)" },
  { slice: "mail-in", tables: ["people"], why: "the ledger names who decided on a mail, in one round trip" },
  { slice: "organizations", tables: ["desks"], why: "the desks whose business an organization of ours is are told by their keys, in the statement that reads it" },
  { slice: "organizations", tables: ["mail_domains"], why: "the domains by which people belong to an organization are written by people, who come first" },
  {
    slice: "presets",
    tables: ["events", "timers", "people", "subscriptions", "rule_mails"],
    writes: true,
    why: "a demonstration was played into all slices at once, and leaves all tables in one transaction; what hangs on its rows is found by the schema's foreign keys",
  },
  {
    slice: "presets",
    tables: ["settings", "tickets", "messages", "drafts", "held_messages", "grants", "roles", "addresses", "organizations", "articles", "article_revisions", "posts", "file_uses"],
    why: "how much of a demonstration there is, in a few round trips",
  },
  {
    slice: "conversations",
    tables: ["tickets", "messages", "watchers", "people", "addresses", "deliveries", "events", "files", "file_uses"],
    why: "a side conversation is shown with who wrote and what was sent, in one round trip",
  },
];

interface Use {
  slice: string;
  table: Table;
  write: boolean;
  file: string;
}

const tables = [...readFileSync(path.join(projectDir, "server", "schema.sql"), "utf8").matchAll(/^create table (\w+)/gm)].map((found) => found[1] ?? "");
const isTable = (name: string): name is Table => tables.includes(name);

function uses(): Use[] {
  return sources("server").flatMap(({ file, text }) => {
    const slice = file.split("/")[1] ?? "";
    if (slice === "migrations" || slice.endsWith(".ts")) return [];
    return [...text.matchAll(/\b(from|join|into|update|delete\s+from)\s+(?:only\s+)?([a-z_]+)\b/g)].flatMap(([, verb, table = ""]) => (isTable(table) ? [{ slice, table, write: verb !== "from" && verb !== "join", file }] : []));
  });
}

test("every table has one owner", () => {
  const owned = Object.values(owners).flat();
  expect(owned.filter((table, n) => owned.indexOf(table) !== n)).toEqual([]);
  expect(tables.filter((table) => !isTable(table) || !owned.includes(table)), "say in this file whose they are").toEqual([]);
  expect(owned.filter((table) => !tables.includes(table))).toEqual([]);
});

test("a slice reads and writes its own tables only", () => {
  const allowed = ({ slice, table, write }: Use) =>
    owners[slice]?.includes(table) ||
    (readers.includes(slice) && !write) ||
    exceptions.some((one) => one.slice === slice && one.tables.includes(table) && (!write || one.writes === true));
  expect(uses().filter((use) => !allowed(use)).map(({ file, table, write }) => `${file} ${write ? "writes" : "reads"} ${table}`)).toEqual([]);
});

test("no exception is left that nothing needs, and the scan sees something", () => {
  const found = uses();
  expect(found.length).toBeGreaterThan(100);
  for (const { slice, tables: excepted } of exceptions) {
    for (const table of excepted) expect(found.some((use) => use.slice === slice && use.table === table), `${slice} ${table}`).toBe(true);
  }
});
