import { expect, test } from "vitest";
import type { Gate } from "../../contract/gates.ts";
import { unmetGates, type Judged } from "./gates.ts";

const three: Gate = { kind: "follow-ups", atLeast: 3 };
const approved: Gate = { kind: "approved" };
const booked: Gate = { kind: "field", field: "reserva" };
const heads: Gate = { kind: "role", roles: ["jefa"] };
const closers: Gate = { kind: "permission", permission: "ticket.close" };
const nobody: Judged = { followUpCount: 0, approval: null, fields: {}, openChildren: [], holds: () => false, may: () => false };

test.each<[string, Gate[], Partial<Judged>, Gate[]]>([
  ["C6 two attempts are not three", [three], { followUpCount: 2 }, [three]],
  ["C6 three attempts are", [three], { followUpCount: 3 }, []],
  ["C11 nothing asked is not approved", [approved], {}, [approved]],
  ["C11 a pending approval is none", [approved], { approval: "pending" }, [approved]],
  ["C11 a refused approval is none", [approved], { followUpCount: 9, approval: "refused" }, [approved]],
  ["C11 a granted one is", [approved], { approval: "granted" }, []],
  ["a field that is empty is not filled", [booked], { fields: { reserva: "" } }, [booked]],
  ["nor is one with no choice in it", [booked], { fields: { reserva: [] } }, [booked]],
  ["zero and no are answers", [booked], { fields: { reserva: 0 } }, []],
  ["R2 who has not the role does not pass", [heads], { holds: (roles) => roles.includes("agente") }, [heads]],
  ["R2 who has one of them does", [heads], { holds: (roles) => roles.includes("jefa") }, []],
  ["R2 a right is asked of who sets the status", [closers], { may: (permission) => permission === "ticket.solve" }, [closers]],
  ["all must be met, and those that are not are named in their order", [three, approved, closers], { followUpCount: 1, approval: "granted" }, [three, closers]],
  ["no gate, nothing to meet", [], {}, []],
])("%s", (_name, gates, facts, unmet) => expect(unmetGates(gates, { ...nobody, ...facts })).toEqual(unmet));
