/**
 * How our own PostgreSQL runs: one small company on one small machine, idle memory first, durability never traded.
 * Passed on the command line, so that a running server's settings can be read from /proc and an update takes effect
 * at the next start. Who needs other settings runs PostgreSQL themselves and sets DATABASE_URL.
 */
export const settings: Readonly<Record<string, string>> = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  cluster_name: "ventanilla",
  timezone: "UTC",
  log_timezone: "UTC",

  max_connections: "40",
  shared_buffers: "64MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  effective_cache_size: "512MB",
  random_page_cost: "1.1",
  // Compiling a plan costs more than our longest query.
  jit: "off",
  max_parallel_workers_per_gather: "1",
  max_parallel_workers: "2",
  max_worker_processes: "4",
  max_logical_replication_workers: "0",
  // The three I/O workers would hold memory all day for sequential scans that we avoid.
  io_method: "sync",

  fsync: "on",
  synchronous_commit: "on",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "512MB",
  min_wal_size: "80MB",
  checkpoint_timeout: "15min",

  autovacuum_max_workers: "2",
  autovacuum_worker_slots: "2",
  autovacuum_vacuum_scale_factor: "0.1",
  autovacuum_analyze_scale_factor: "0.05",

  // A statement's error is logged by the process that ran it; here it could repeat what a customer wrote.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
};

/** The server's arguments, always in the same order: two servers with the same arguments run the same settings. */
export function serverArguments(pgdata: string, socketDir: string, changed: Readonly<Record<string, string>>): string[] {
  return [
    "-D",
    pgdata,
    "-k",
    socketDir,
    "-p",
    "5432",
    ...Object.entries({ ...settings, ...changed }).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
}
