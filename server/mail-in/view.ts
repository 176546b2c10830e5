import type { LedgerEntry, LedgerRow } from "../../contract/mail.ts";
import { Fate } from "../../contract/mail.ts";
import { Evidence, Trust } from "../../contract/tickets.ts";
import { Type } from "typebox";
import type { DeskSet } from "../desks/index.ts";
import { checkOf } from "../platform/shape.ts";
import type { StoredMail } from "./ledger.ts";

const isFate = checkOf(Fate);
const isKept = checkOf(Type.Object({ evidence: Type.Array(Evidence), trust: Type.Union([Trust, Type.Null()]) }));

export function viewRow(desks: DeskSet, row: StoredMail): LedgerRow {
  return {
    id: row.id,
    receivedAt: row.receivedAt,
    source: row.source,
    from: row.fromAddress ?? row.envelopeFrom,
    fromName: row.fromName === "" ? null : row.fromName,
    to: row.envelopeTo,
    subject: row.subject,
    size: row.size,
    fate: isFate(row.fate) ? row.fate : "failed",
    reason: row.reason,
    desk: row.deskId === null ? null : (desks.byId.get(row.deskId)?.key ?? null),
    ticket: row.ticketId,
    settledAt: row.settledAt,
    tries: row.tries,
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt,
    note: row.note,
    hasRaw: row.hasRaw,
  };
}

export function viewEntry(desks: DeskSet, row: StoredMail): LedgerEntry {
  const kept = isKept(row.evidence) ? row.evidence : { evidence: [], trust: null };
  return { ...viewRow(desks, row), ...kept };
}
