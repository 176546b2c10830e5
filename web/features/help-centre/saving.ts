import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Language } from "../../../contract/common.ts";
import type { Article } from "../../../contract/help-centre.ts";
import { problemOf } from "../../lib/api.ts";
import { articleQuery, inWords, saveVariant } from "./api.ts";
import type { Writing } from "./writing.ts";

/** Saves what was written; tells where somebody else was faster, with their version loaded, and what else was wrong. */
export function useSaving(article: number, language: Language) {
  const client = useQueryClient();
  const [busy, setBusy] = useState<"draft" | "publish">();
  const [stale, setStale] = useState(false);
  const [problem, setProblem] = useState<{ path: string; text: string }>();
  return {
    busy,
    stale,
    problem,
    /** theirs was taken */
    settle: () => setStale(false),
    /** The article as it is then; null: it was not saved. */
    async save({ title, summary, html, files }: Writing, after: number | null, publish: boolean): Promise<Article | null> {
      setBusy(publish ? "publish" : "draft");
      setProblem(undefined);
      try {
        const fresh = await saveVariant(article, language, { title, summary, html, attachments: files.map(({ id }) => id), publish, after });
        setStale(false);
        client.setQueryData(articleQuery(article).queryKey, fresh);
        void client.invalidateQueries({ queryKey: ["articles", fresh.desk] });
        return fresh;
      } catch (error) {
        if (problemOf(error)?.status === 412) {
          await client.invalidateQueries({ queryKey: articleQuery(article).queryKey });
          setStale(true);
        } else setProblem({ path: problemOf(error)?.path ?? "", text: inWords(error) });
        return null;
      } finally {
        setBusy(undefined);
      }
    },
  };
}
