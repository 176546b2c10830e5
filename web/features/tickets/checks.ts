import { labelIn } from "../../../contract/common.ts";
import type { Check } from "../../../contract/gates.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { list } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import type { PickerCheck } from "../../ui/controls/picker.tsx";
import type { DeskWords } from "../desks/api.ts";

/** What must be met before a status, line by line, met or not (C6, C11, R2). Empty: nothing is asked. */
export const checksOf = (ticket: Ticket, status: string, desk: DeskWords | undefined): PickerCheck[] =>
  (ticket.checks.find((one) => one.status === status)?.items ?? []).map((check) => ({ met: check.met, label: checkWords(check, desk) }));

/** The lines that are not met, in one sentence; undefined: the status can be set. */
export function missingBefore(ticket: Ticket, status: string, desk: DeskWords | undefined): string | undefined {
  const missing = checksOf(ticket, status, desk).filter(({ met }) => !met);
  return missing.length === 0 ? undefined : t("desk.checks.missing", { what: list(missing.map(({ label }) => label)) });
}

function checkWords({ requirement, recorded = 0 }: Check, desk: DeskWords | undefined): string {
  switch (requirement.kind) {
    case "follow-ups":
      return t("desk.checks.follow-ups", { atLeast: requirement.atLeast, recorded });
    case "approved":
      return t("desk.checks.approved");
    case "field":
      return t("desk.checks.field", { field: desk?.fieldName(requirement.field) ?? requirement.field });
    case "role":
      return t("desk.checks.role", { roles: list(requirement.roles.map((key) => roleName(key, desk))) });
    case "permission":
      return t("desk.checks.permission");
    case "children":
      return t("desk.checks.children", { numbers: list(requirement.numbers.map((number) => `#${number}`)) });
  }
}

function roleName(key: string, desk: DeskWords | undefined): string {
  const role = desk?.configuration.roles.find((one) => one.key === key);
  return role === undefined || desk === undefined ? key : labelIn(role.labels, currentLanguage(), desk.configuration.language);
}
