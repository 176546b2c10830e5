/** An invitation in words: what, when and where, as the calendar wrote it (RFC 5545). Null when there is none. */
export function icsSummary(ics: string): string | null {
  const lines = ics.slice(0, 100_000).replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const event = lines.findIndex((line) => /^BEGIN:VEVENT/i.test(line));
  if (event === -1) return null;
  const value = (name: string): string => {
    const line = lines.slice(event).find((each) => new RegExp(`^${name}[;:]`, "i").test(each));
    return line === undefined ? "" : line.slice(line.indexOf(":") + 1).replace(/\\n/gi, "\n").replace(/\\([,;\\])/g, "$1").trim();
  };
  const time = (name: string): string => value(name).replace(/^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?.*$/, (_, year, month, day, hour, minute, zone) =>
    `${year}-${month}-${day}${hour === undefined ? "" : ` ${hour}:${minute}${zone === "Z" ? " UTC" : ""}`}`);
  const when = [time("DTSTART"), time("DTEND")].filter((each) => each !== "").join(" – ");
  const summary = [value("SUMMARY"), when, value("LOCATION"), value("DESCRIPTION")].filter((each) => each !== "").join("\n");
  return summary === "" ? null : summary;
}
