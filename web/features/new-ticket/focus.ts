const focused = new WeakSet<Element>();

/** Once: not again with every letter; and who began to type elsewhere before all had loaded stays there, unless they asked to go on. */
export function focusOnce(element: HTMLElement | null | undefined, goesOn = false): void {
  if (element === null || element === undefined || focused.has(element)) return;
  focused.add(element);
  if (!goesOn && (document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement)) return;
  element.focus({ preventScroll: !goesOn });
}

/** Whoever takes a call begins to fill in without reaching for the mouse. */
export const focusFirst = (within: HTMLElement | null, goesOn = false): void => focusOnce(within?.querySelector<HTMLElement>("input:not([type=file], [type=hidden]), textarea, select, button"), goesOn);
