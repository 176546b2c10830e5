import type { Gate } from "../../contract/gates.ts";
import type { GateFacts } from "./facts.ts";

/** The gates a ticket does not meet, in their order: empty where the change may happen. */
export function unmetGates(gates: readonly Gate[], facts: Pick<GateFacts, "followUpCount" | "approval">): Gate[] {
  return gates.filter((gate) => !meets(gate, facts));
}

function meets(gate: Gate, facts: Pick<GateFacts, "followUpCount" | "approval">): boolean {
  switch (gate.kind) {
    case "follow-ups":
      return facts.followUpCount >= gate.atLeast;
    case "approved":
      return facts.approval === "granted";
  }
}
