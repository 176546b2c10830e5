import Type, { type Static, type TSchema } from "typebox";
import { Value } from "typebox/value";

/**
 * An archive is a gzipped tar, in this order, so that writing and reading both stream:
 *
 * - `manifest.json`: what it is and what it holds (Manifest)
 * - `tables/<name>/<part>`: a table as COPY writes it (text format), cut into parts
 * - `jobs/<part>`: the queue's pending jobs, likewise
 * - `data/<path>`: the other files of DATA_DIR, e.g. the certificate
 * - `blobs/<sha-256>`: attachments and large mails, named by their content
 * - `checks.json`: counts and hashes of all of it (Checks); an archive without it is cut short
 */
export const format = 1;

export const Manifest = Type.Object({
  product: Type.Literal("ventanilla"),
  format: Type.Integer(),
  /** The program that wrote it. */
  version: Type.String(),
  createdAt: Type.String(),
  /** The last migration applied to the database. */
  migration: Type.String(),
  /** Whether a server was running on it, which may have sent mail since. */
  running: Type.Boolean(),
  tables: Type.Array(Type.Object({ name: Type.String(), columns: Type.Array(Type.String()) })),
});
export type Manifest = Static<typeof Manifest>;

const Check = Type.Object({ rows: Type.Integer(), bytes: Type.Integer(), sha256: Type.String() });
export type Check = Static<typeof Check>;

export const Checks = Type.Object({
  tables: Type.Record(Type.String(), Check),
  jobs: Check,
  /** Last values; null of one never used. */
  sequences: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
  data: Type.Record(Type.String(), Type.String()),
  blobs: Type.Object({ count: Type.Integer(), bytes: Type.Integer() }),
});
export type Checks = Static<typeof Checks>;

/** Raises an error that says what is wrong with it. */
export function parse<T extends TSchema>(schema: T, name: string, text: string): Static<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`its ${name} is no JSON`);
  }
  const [error] = Value.Errors(schema, value);
  if (error !== undefined) throw new Error(`its ${name} is wrong at ${error.instancePath || "/"}: ${error.message}`);
  return Value.Parse(schema, value);
}

/** A column of transaction numbers means nothing in another cluster: as 0 they are older than all to come. */
export function isTransactionNumber(type: string): boolean {
  return type === "xid8" || type === "xid";
}

/** Where rows say which blobs they need. */
export const blobReferences = `
  select hash from files
  union
  select raw_hash from mails where raw_hash is not null and raw is null and erased_at is null`;

/** Of DATA_DIR, what is copied by other means or must not be copied. */
export function isOtherData(path: string): boolean {
  return !/^(postgres|postgres\.(json|log(\.1)?|claims)|blobs)(\/|$)/.test(path) && !/\.(new|part)$/.test(path);
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What a pending job needs to be queued again by graphile_worker.add_job. */
export const jobColumns = "identifier, payload, queue_name, run_at, max_attempts, key, priority";
export const selectJobs = `
  select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
  where j.attempts < j.max_attempts
  order by j.id`;
