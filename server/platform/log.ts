import { pino, type Logger } from "pino";

export type Log = Logger;

/** Structured logs on standard output. Bodies, addresses and secrets are not logged, ids are. */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: ["req.headers.authorization", "req.headers.cookie"] });
}
