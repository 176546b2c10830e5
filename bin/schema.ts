import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { migrate } from "../server/platform/migrate.ts";
import { dumpSchema } from "../server/platform/schema.ts";

/**
 * Writes `schema.sql` and `platform/db-types.ts` from the migrations, applied to the empty database that DATABASE_URL
 * names; into `server/`, or into the folder given (the drift check compares).
 */
const root = path.join(import.meta.dirname, "..");
const connectionString = process.env["DATABASE_URL"];
if (connectionString === undefined) throw new Error("set DATABASE_URL to an empty database");
const target = process.argv[2] ?? path.join(root, "server");
await migrate({ connectionString });
writeFileSync(path.join(target, "schema.sql"), await dumpSchema({ connectionString }));

const types = path.join(target, "platform/db-types.ts");
const mapping = { timestamptz: "string", int8: "number", uuid: "string", xid8: "string", bytea: "Buffer", tsvector: "string", jsonb: "unknown" };
execFileSync(
  path.join(root, "node_modules/.bin/kysely-codegen"),
  [
    ...["--dialect", "postgres", "--url", connectionString, "--default-schema", "public"],
    ...["--include-pattern", "public.*", "--exclude-pattern", "*.migrations"],
    ...["--type-mapping", JSON.stringify(mapping), "--out-file", types],
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);

// Columns whose text or JSON is narrower than PostgreSQL knows. (The generator's own overrides need TypeScript's old
// compiler interface, which version 7 does not have.)
const narrower: [RegExp, string][] = [
  [/(\b(?:labels|explanations): )unknown/g, "$1Record<string, string>"],
  [/(\b(?:fields|preferences): )Generated<unknown>/g, "$1Generated<Record<string, unknown>>"],
  [/(\bpermissions: )string\[\]/g, "$1Permission[]"],
];
let text = readFileSync(types, "utf8");
for (const table of ["Statuses", "Tickets"]) {
  text = text.replace(new RegExp(`export interface ${table} \\{[^}]*\\}`), (body) => body.replace("state: string", "state: State"));
}
for (const [pattern, replacement] of narrower) text = text.replace(pattern, replacement);
text = text.replace(
  /(import type \{ ColumnType \} from "kysely";\n)/,
  `$1import type { State } from "../../contract/desks.ts";\nimport type { Permission } from "../../contract/permissions.ts";\n`,
);
writeFileSync(types, text);
