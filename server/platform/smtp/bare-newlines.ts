const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/**
 * Whether a mail holds a line of one dot that is not between two proper line ends: `LF . LF`,
 * `LF . CRLF`, `CRLF . LF`, `CR . CR` and their mixtures. A server that takes one of them for the end
 * of the mail reads what follows as commands, so a mail written for it and sent through one that does
 * not smuggles a second mail past the sender's checks (SMTP smuggling, CVE-2023-51764). We end a mail
 * at `CRLF . CRLF` only; such a mail serves no other end, and is refused. `raw` is without dot
 * stuffing: a proper `CRLF . CRLF` in it is the sender's own line of one dot.
 */
export function hasBareDotLine(raw: Buffer): boolean {
  if (raw[0] === DOT && endsBare(raw, 1)) return true;
  return hasDotAfter(raw, "\n.", LF) || hasDotAfter(raw, "\r.", CR);
}

function hasDotAfter(raw: Buffer, needle: string, kind: number): boolean {
  for (let at = raw.indexOf(needle); at !== -1; at = raw.indexOf(needle, at + 1)) {
    const properStart = kind === LF && raw[at - 1] === CR;
    const next = raw[at + 2];
    if (next !== LF && next !== CR) continue;
    if (!properStart || endsBare(raw, at + 2)) return true;
  }
  return false;
}

/** Whether at `at` stands a line end that is not CR LF. */
function endsBare(raw: Buffer, at: number): boolean {
  if (raw[at] === LF) return true;
  return raw[at] === CR && raw[at + 1] !== LF;
}
