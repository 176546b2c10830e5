/** Notes of the embedded server, for a person at a terminal: only what went wrong, and not on standard output. */
export const quietLog = { info: () => {}, warn: (message: string) => console.error(`ventanilla: ${message}`) };

const units = ["bytes", "kB", "MB", "GB", "TB"];

/** `1234567` as `1.2 MB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `countText(1, "file")` is `1 file`, `countText(2000, "file")` `2,000 files`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
