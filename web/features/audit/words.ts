import { auditTypes, type AuditEntry } from "../../../contract/access.ts";
import { t } from "../../lib/i18n.ts";
import { scopeWords } from "../auth/own-tokens.tsx";

/** What happened, in a word. */
export function auditWords(type: string): string {
  const known = auditTypes.find((one) => one === type);
  return known === undefined ? type : t(`desk.audit.${known}`);
}

const hows = ["password", "link", "terminal", "passkey", "oidc", "ldap"] as const;
const reasons = ["unknown", "password", "deactivated", "second-factor", "directory", "directory-only", "no-role", "password-expired", "account-closed", "locked"] as const;
const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");
const longest = 120;
/** A value of the configuration, short enough for a line. */
function brief(value: unknown): string {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return t("desk.audit.nothing");
  const plain = Array.isArray(value) && value.every((one) => typeof one === "string");
  const written = typeof value === "string" ? value : plain ? value.join(", ") : JSON.stringify(value);
  return written.length > longest ? `${written.slice(0, longest)}…` : written;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
/** Of two versions of an entry, only what differs, by its path; of what began or ended, that it did. */
function differences(from: unknown, to: unknown, path = ""): AuditChange[] {
  if (!isRecord(from) || !isRecord(to)) return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from: brief(from), to: brief(to) }];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) => differences(from[key], to[key], path === "" ? key : `${path}.${key}`));
}

/** The particulars of an entry, each a word or two; whole values stand in its details. */
export function auditFacts({ type, data, person, desk }: AuditEntry): string[] {
  const how = hows.find((one) => one === data["how"]);
  const reason = reasons.find((one) => one === data["reason"]);
  const scopes = Array.isArray(data["scopes"]) ? data["scopes"].map(text) : [];
  return [
    type === "configuration.changed" ? `${desk === null ? "" : `${desk} · `}${text(data["what"])}` : "",
    person?.name ?? "",
    person?.email ?? "",
    text(data["address"]),
    type.startsWith("token.") ? text(data["name"]) : "",
    scopes.length === 0 ? "" : scopeWords(scopes),
    type.startsWith("session.") && how !== undefined ? t(`desk.audit.how.${how}`) : "",
    reason === undefined ? "" : t(`desk.audit.reason.${reason}`),
    text(data["provider"]),
    text(data["ip"]),
    typeof data["mailId"] === "number" ? t("desk.audit.mail", { id: data["mailId"] }) : "",
  ].filter((one) => one !== "");
}

export interface AuditChange {
  path: string;
  from: string;
  to: string;
}
/** From what to what, where something changed. */
export const auditChanges = ({ data }: AuditEntry): AuditChange[] => ("from" in data && "to" in data ? differences(data["from"], data["to"]) : []);
