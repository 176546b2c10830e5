/** The views every desk has; `q` is what they mean to the search. */
export const views = [
  { key: "mine", q: "state:open assignee:me" },
  { key: "unassigned", q: "state:open assignee:none" },
  { key: "open", q: "state:open" },
  { key: "pending", q: "state:pending" },
  { key: "on-hold", q: "state:on_hold" },
  { key: "solved", q: "state:solved" },
  { key: "all", q: "" },
] as const;
export type ViewKey = (typeof views)[number]["key"];
export const defaultView: ViewKey = "open";
export const viewOf = (key: string | undefined): (typeof views)[number] => views.find((one) => one.key === key) ?? views[2];

/** What is asked of the server: the desk, the view, and what the person typed. */
export function listQuery({ desk, view, q }: { desk: string; view: ViewKey; q: string }): string {
  return [desk && `desk:${desk}`, viewOf(view).q, q].filter(Boolean).join(" ");
}
