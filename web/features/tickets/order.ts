import { conversationOrders, orderPreference, type ConversationOrder } from "../../../contract/desks.ts";
import { useChangeMe, useMe } from "../auth/api.ts";
import type { DeskWords } from "../desks/api.ts";

/** How this person reads conversations (L11): as they chose, else as the desk does; and the way to the other order. */
export function useOrder(desk: DeskWords | undefined): { order: ConversationOrder; turn: () => void } {
  const me = useMe();
  const change = useChangeMe();
  const chosen = conversationOrders.find((one) => one === me.preferences[orderPreference]);
  const order = chosen ?? desk?.configuration.conversationOrder ?? "oldest-first";
  const other: ConversationOrder = order === "newest-first" ? "oldest-first" : "newest-first";
  return { order, turn: () => change.mutate({ preferences: { ...me.preferences, [orderPreference]: other } }) };
}
