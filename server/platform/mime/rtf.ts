const dictionary = Buffer.from(
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx",
  "latin1",
);
const maxUnpacked = 8 * 1024 * 1024;

/** Decompresses Outlook's compressed RTF (MS-OXRTFCP). Damaged input gives what could be read. */
export function unpackRtf(packed: Buffer): string {
  if (packed.length < 16) return "";
  if (packed.toString("latin1", 8, 12) === "MELA") return packed.toString("latin1", 16);
  const window = Buffer.alloc(4096);
  dictionary.copy(window);
  let write = dictionary.length;
  const out: number[] = [];
  const put = (byte: number) => {
    out.push(byte);
    window[write] = byte;
    write = (write + 1) % 4096;
  };
  let at = 16;
  while (at < packed.length && out.length < maxUnpacked) {
    const control = packed[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < packed.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(packed[at++] ?? 0);
        continue;
      }
      const token = ((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0);
      at += 2;
      let from = token >> 4;
      if (from === write) return Buffer.from(out).toString("latin1");
      for (let rest = (token & 15) + 2; rest > 0; rest--) {
        put(window[from] ?? 0);
        from = (from + 1) % 4096;
      }
    }
  }
  return Buffer.from(out).toString("latin1");
}

const windows1252 = new TextDecoder("windows-1252");
const skippedGroups = /^\\(?:\*|fonttbl|colortbl|stylesheet|info|pict|header|footer|generator)/;

/** The words of an RTF, without its looks. Enough to read a mail whose sender's Outlook sent nothing better. */
export function rtfToText(rtf: string): string {
  let text = "";
  let skipDepth = 0;
  let depth = 0;
  let at = 0;
  while (at < rtf.length) {
    const character = rtf[at] ?? "";
    if (character === "{") {
      depth++;
      if (skipDepth === 0 && skippedGroups.test(rtf.slice(at + 1, at + 20))) skipDepth = depth;
      at++;
    } else if (character === "}") {
      if (skipDepth === depth) skipDepth = 0;
      depth--;
      at++;
    } else if (character === "\\") {
      const word = /^\\(?:([a-z]{1,32})(-?\d{1,10})? ?|'([0-9a-f]{2})|([^a-z]))/i.exec(rtf.slice(at, at + 48));
      if (!word) {
        at++;
        continue;
      }
      at += word[0].length;
      if (skipDepth > 0) continue;
      if (word[3] !== undefined) text += windows1252.decode(Buffer.from(word[3], "hex"));
      else if (word[4] !== undefined) text += word[4] === "~" ? " " : "\\{}".includes(word[4]) ? word[4] : "";
      else if (word[1] === "par" || word[1] === "line") text += "\n";
      else if (word[1] === "tab" || word[1] === "cell") text += "\t";
      else if (word[1] === "u" && word[2] !== undefined) {
        text += String.fromCharCode(Number(word[2]) & 0xffff);
        // the next character is the replacement for readers without Unicode
        at += /^(?:\\'[0-9a-f]{2}|[^\\{}])/i.exec(rtf.slice(at, at + 4))?.[0].length ?? 0;
      }
    } else {
      if (skipDepth === 0 && character !== "\r" && character !== "\n") text += character;
      at++;
    }
  }
  return text.trim();
}
