import { useEffect, useRef } from "react";

/** `"r"`, `"g m"` (one after the other), `"mod+Enter"` (⌘ on a Mac, Ctrl elsewhere). */
export type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

export const isMac = /mac|iphone|ipad/i.test(navigator.platform);
const prefixLife = 1500; // ms a first key waits for its second

function name(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.metaKey || event.ctrlKey ? "mod+" : ""}${event.altKey ? "alt+" : ""}${key}`;
}
/** True where letters are text, not commands. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** A dialog that is only looked at, as a row's preview is: the focus stayed outside, and keys mean what they meant. */
const isBeside = (element: Element): boolean => element.matches("[role=dialog]:not([aria-modal=true])") && !element.contains(document.activeElement);

/** What was typed for a text that is only opening; undefined while none is. */
let early: string | undefined;
/** From now on letters are the beginning of a text that takes the focus as soon as it can: as commands they would act on what is behind it. @returns its end, should no text come */
export function typeAhead(): () => void {
  early = "";
  return () => (early = undefined);
}
/** What the text begins with, once it has the focus. */
export function typedAhead(): string {
  const typed = early ?? "";
  early = undefined;
  return typed;
}

const bound: { current: Hotkeys }[] = [];
let prefix = "";
/** when its key was pressed: a page that is busy hears of both later */
let prefixAt = 0;

function listen(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.key === "Shift") return;
  const pressed = name(event);
  const typing = isTyping(event.target);
  const busy = typing || [...document.querySelectorAll("dialog,[role=dialog],[role=menu],[role=listbox]")].some((one) => one.checkVisibility() && !isBeside(one));
  // Letters are text there, and ⌘Z is the text's own undo.
  if (busy && (!pressed.startsWith("mod+") || pressed === "mod+z")) return;
  if (early !== undefined && !busy && event.key.length === 1 && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    early += event.key;
    return;
  }
  const full = prefix !== "" && event.timeStamp - prefixAt < prefixLife ? `${prefix} ${pressed}` : pressed;
  prefix = "";
  const action = bound.findLast((one) => one.current[full])?.current[full];
  if (action) {
    event.preventDefault();
    action(event);
  } else if (bound.some((one) => Object.keys(one.current).some((key) => key.startsWith(`${pressed} `)))) {
    prefix = pressed;
    prefixAt = event.timeStamp;
  }
}

/** Binds keys while the component is shown; what was bound last goes first. */
export function useHotkeys(keys: Hotkeys, active = true): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    if (!active) return undefined;
    if (bound.length === 0) addEventListener("keydown", listen);
    bound.push(current);
    return () => {
      bound.splice(bound.indexOf(current), 1);
      if (bound.length === 0) removeEventListener("keydown", listen);
    };
  }, [active]);
}
