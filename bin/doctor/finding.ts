/** One thing looked at: what was found in words, and how to mend it when it is not good. */
export type Finding = { area: string; verdict: "good" | "hint" | "bad"; says: string; mend?: string };
