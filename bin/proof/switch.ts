/** A capability switched off: what its clauses' test must notice. */
export interface Switch {
  /** ids of the clauses that it takes away */
  of: readonly string[];
  file: string;
  /** stands in the file exactly once */
  text: string;
  /** what stands there instead */
  off: string;
  /** the group of tests to run, where the clause's own needs those before it */
  with?: string;
}
