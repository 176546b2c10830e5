/** The search box's text, taken apart: `key:value` pieces become chips, the rest stays words. */
export interface QueryParts {
  chips: { text: string; negated: boolean; key: string; value: string }[];
  words: string;
}
const piece = /-?[a-z]+:(?:"[^"]*"|\S+)|-?"[^"]*"|\S+/gi;
const operator = /^(-?)([a-z]+):(.+)$/i;
const keys = new Set(["status", "state", "queue", "assignee", "requester", "type", "tag", "priority", "involves", "created", "updated", "due", "source", "is", "has", "approval", "followups", "organization", "location", "solved", "replied", "reopened", "rated", "satisfaction", "solver", "followup", "clock"]);

export function queryParts(q: string): QueryParts {
  const chips: QueryParts["chips"] = [];
  const words: string[] = [];
  for (const [text] of q.matchAll(piece)) {
    const match = operator.exec(text);
    const key = match?.[2]?.toLowerCase() ?? "";
    if (match && keys.has(key)) chips.push({ text, negated: match[1] === "-", key, value: (match[3] ?? "").replace(/^"|"$/g, "") });
    else words.push(text);
  }
  return { chips, words: words.join(" ") };
}
export const joinQuery = ({ chips, words }: QueryParts): string => [...chips.map((one) => one.text), words.trim()].filter(Boolean).join(" ");
/** Of these a ticket may have several. */
const several = new Set(["is", "has", "tag"]);
export const withChip = (q: string, chip: string): string => {
  const parts = queryParts(q);
  const added = queryParts(chip).chips;
  return joinQuery({ chips: [...parts.chips.filter((one) => !added.some((other) => (several.has(other.key) ? other.text === one.text : other.key === one.key))), ...added], words: parts.words });
};
/** A value as it is written after its key. */
export const quoted = (value: string): string => (/[\s"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value);
