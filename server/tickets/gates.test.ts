import { expect, test } from "vitest";
import type { Gate } from "../../contract/gates.ts";
import { unmetGates } from "./gates.ts";

const three: Gate = { kind: "follow-ups", atLeast: 3 };
const approved: Gate = { kind: "approved" };

test.each<[string, Gate[], { followUpCount: number; approval: "pending" | "granted" | "refused" | null }, Gate[]]>([
  ["C6 two attempts are not three", [three], { followUpCount: 2, approval: null }, [three]],
  ["C6 three attempts are", [three], { followUpCount: 3, approval: null }, []],
  ["C11 nothing asked is not approved", [approved], { followUpCount: 0, approval: null }, [approved]],
  ["C11 a pending approval is none", [approved], { followUpCount: 0, approval: "pending" }, [approved]],
  ["C11 a refused approval is none", [approved], { followUpCount: 9, approval: "refused" }, [approved]],
  ["C11 a granted one is", [approved], { followUpCount: 0, approval: "granted" }, []],
  ["all must be met, and those that are not are named", [three, approved], { followUpCount: 1, approval: null }, [three, approved]],
  ["no gate, nothing to meet", [], { followUpCount: 0, approval: null }, []],
])("%s", (_name, gates, facts, unmet) => expect(unmetGates(gates, facts)).toEqual(unmet));
