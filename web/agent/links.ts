import type { RouterHistory } from "@tanstack/react-router";

/** Plain links to the desk's own pages go there without loading the app anew: text knows addresses, not routes. */
export function followLinks(history: RouterHistory): void {
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const { origin, pathname, search, hash } = link;
    if (link.target !== "" || link.hasAttribute("download") || origin !== location.origin || !pathname.startsWith("/desk/") || hash !== "") return;
    event.preventDefault();
    history.push(pathname + search);
  });
}
