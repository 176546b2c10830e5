import { labelIn } from "../../contract/common.ts";
import type { Check, Gate, Requirement } from "../../contract/gates.ts";
import type { Permission } from "../../contract/permissions.ts";
import { holdsRole, typeSets, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import type { ProblemDetail } from "../platform/problem.ts";
import { allows, type Actor, type Place } from "../platform/work.ts";
import type { GateFacts } from "./facts.ts";

/** What a change of status is judged on. */
export interface Judged {
  followUpCount: number;
  approval: GateFacts["approval"];
  fields: Readonly<Record<string, unknown>>;
  /** the numbers of its child tickets that are not solved */
  openChildren: readonly number[];
  /** of who sets it */
  holds: (roles: readonly string[]) => boolean;
  may: (permission: Permission) => boolean;
}

/** The actor's side of it. Nobody's roles stand in the way of what happens by itself. */
export const judgedOf = (actor: Actor, ticket: Place & { deskId: number }): Pick<Judged, "holds" | "may"> => ({
  holds: (roles) => holdsRole(actor, ticket.deskId, roles),
  may: (permission) => allows(actor, permission, ticket.deskId, ticket),
});

export const ends = (status: Pick<DeskStatus, "state">) => status.state === "solved" || status.state === "closed";

/** What the type asks where the status solves or closes, then what the status asks itself. */
export function gatesBefore(desk: DeskConfig, typeId: number | null, from: DeskStatus, to: DeskStatus): Gate[] {
  const type = ends(to) && !ends(from) ? desk.types.find((one) => one.id === typeId) : undefined;
  return [...(type === undefined ? [] : (typeSets(desk, type).gates ?? [])), ...to.gates];
}

/** Is it judged by what stands on the ticket's row beside the ticket itself? */
export const asksForFacts = ({ kind }: Requirement): boolean => kind === "follow-ups" || kind === "approved";
export const noFacts: Pick<Judged, "followUpCount" | "approval"> = { followUpCount: 0, approval: null };

/** The checklist before a status, in its order: children and the type's gates where it solves or closes, then the status' own. Empty: nothing is asked. */
export function checksBefore(desk: DeskConfig, typeId: number | null, from: DeskStatus, to: DeskStatus, judged: Judged): Check[] {
  const ending = ends(to) && !ends(from);
  const gates: Requirement[] = [
    ...(ending && judged.openChildren.length > 0 ? [{ kind: "children" as const, numbers: [...judged.openChildren] }] : []),
    ...gatesBefore(desk, typeId, from, to),
  ];
  return gates.map((requirement) => check(requirement, judged));
}

const check = (requirement: Requirement, judged: Judged): Check => ({
  requirement,
  met: meets(requirement, judged),
  ...(requirement.kind === "follow-ups" ? { recorded: judged.followUpCount } : {}),
});

/** The gates that are not met, in their order. */
export const unmetGates = <G extends Gate>(gates: readonly G[], judged: Judged): G[] => gates.filter((gate) => !meets(gate, judged));

function meets(requirement: Requirement, judged: Judged): boolean {
  switch (requirement.kind) {
    case "follow-ups":
      return judged.followUpCount >= requirement.atLeast;
    case "approved":
      return judged.approval === "granted";
    case "field":
      return isFilled(judged.fields[requirement.field]);
    case "role":
      return judged.holds(requirement.roles);
    case "permission":
      return judged.may(requirement.permission);
    case "children":
      return requirement.numbers.length === 0;
  }
}

const isFilled = (value: unknown) => value != null && value !== "" && !(Array.isArray(value) && value.length === 0);

/** What is missing, as the refusal says it. @param language of who is refused */
export function refusalOf({ requirement, recorded = 0 }: Check, desk: DeskConfig, language: string): ProblemDetail {
  const named = (list: readonly { key: string; labels: Record<string, string> }[], key: string) => labelIn(list.find((one) => one.key === key)?.labels ?? { en: key }, language, desk.language);
  const path = "/status";
  switch (requirement.kind) {
    case "follow-ups":
      return { path, key: "ticket.gate-follow-ups", params: { atLeast: requirement.atLeast, recorded } };
    case "approved":
      return { path, key: "ticket.gate-approved", params: {} };
    case "field":
      return { path, key: "ticket.gate-field", params: { field: named(desk.fields, requirement.field) } };
    case "role":
      return { path, key: "ticket.gate-role", params: { roles: new Intl.ListFormat(language, { type: "disjunction" }).format(requirement.roles.map((role) => named(desk.roles, role))) } };
    case "permission":
      return { path, key: "ticket.gate-permission", params: {} };
    case "children":
      return { path, key: "ticket.open-children", params: { numbers: requirement.numbers.map((child) => `#${child}`).join(", ") } };
  }
}
