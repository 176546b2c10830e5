import type * as Yaml from "yaml";
import { onFirstUse } from "./on-first-use.ts";

export const yaml = onFirstUse<typeof Yaml>("yaml");

/** What is wrong with a file, where. `path` is a JSON pointer; empty where the file is no YAML at all. */
export interface YamlMistake {
  line: number;
  path: string;
  text: string;
}
interface SchemaMistake {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}
/** A compiled schema of ajv. */
export type Check<T> = ((data: unknown) => data is T) & { errors?: SchemaMistake[] | null };

export type Read<T> = { data: T; lineOf: (path: string) => number } | { mistake: YamlMistake };

/** Reads a file and checks it, telling the first mistake with its line. Aliases are bounded by the parser. */
export function readYaml<T>(text: string, check: Check<T>): Read<T> {
  const lines = new (yaml().LineCounter)();
  const document = yaml().parseDocument(text, { lineCounter: lines });
  const line = (offset: number) => lines.linePos(offset).line;
  const [broken] = document.errors;
  if (broken !== undefined) return { mistake: { line: line(broken.pos[0]), path: "", text: broken.message.split("\n")[0] ?? "" } };
  const data: unknown = document.toJS({ maxAliasCount: 100 });
  const lineOf = (path: string) => line(offsetOf(document, path));
  if (check(data)) return { data, lineOf };
  // a key that is misspelt is also one that is missing: the first says more
  const mistake = check.errors?.find(({ keyword }) => keyword === "additionalProperties") ?? check.errors?.[0];
  if (mistake === undefined) throw new Error("what is wrong was not said");
  // a key too many is shown itself, not what it stands in
  const surplus = mistake.keyword === "additionalProperties" ? `/${String(mistake.params["additionalProperty"])}` : "";
  const path = mistake.instancePath + surplus;
  return { mistake: { line: lineOf(path), path: path || "/", text: surplus === "" ? explain(mistake) : "is no key that is known here" } };
}

function explain({ keyword, message = "is wrong", params }: SchemaMistake): string {
  return keyword === "enum" && Array.isArray(params["allowedValues"]) ? `${message}: ${params["allowedValues"].join(", ")}` : message;
}

/** Where a JSON pointer leads in the file: to the key where there is one, else to the closest thing that has a place. */
function offsetOf(document: Yaml.Document, pointer: string): number {
  const { isMap, isNode, isScalar, isSeq } = yaml();
  let node: unknown = document.contents;
  let offset = 0;
  for (const segment of pointer.split("/").slice(1)) {
    const key = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === key);
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
