import { useSyncExternalStore } from "react";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
const key = "ventanilla.theme";
const listeners = new Set<() => void>();

export function storedTheme(): Theme {
  const stored = localStorage.getItem(key);
  return themes.find((one) => one === stored) ?? "system";
}
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => storedTheme() === "dark" || (storedTheme() === "system" && systemDark.matches);

function apply(): void {
  const scheme = isDark() ? "dark" : "light";
  document.documentElement.dataset["theme"] = scheme;
  document.documentElement.dataset["mantineColorScheme"] = scheme;
  for (const listener of listeners) listener();
}
systemDark.addEventListener("change", apply);

/** Chooses the colours of this browser. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  apply();
}
/** The colours in force, after asking the system. */
export const useColourScheme = (): "light" | "dark" =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (isDark() ? "dark" : "light"),
  );

/** Gives the page the hue of a desk (degrees, OKLCH). */
export function setHue(hue: number): void {
  document.documentElement.style.setProperty("--hue", String(hue));
}
