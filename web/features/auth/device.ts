const browsers = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;
const systems = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
] as const;

const first = (list: readonly (readonly [RegExp, string])[], agent: string) => list.find(([sign]) => sign.test(agent))?.[1];

/** What a browser calls itself (User-Agent, RFC 9110 §10.1.5), as its owner would: Chrome names Safari, Edge names both. */
export function deviceOf(userAgent: string): { browser: string; system: string | undefined } | undefined {
  const browser = first(browsers, userAgent);
  return browser === undefined ? undefined : { browser, system: first(systems, userAgent) };
}
