import { useEffect, useMemo, useRef } from "react";
import font from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { t } from "../lib/i18n.ts";
import styles from "./mail-body.module.css";
import { useColourScheme } from "./theme.ts";

const remoteAttributes = ["data-remote-src", "data-src"];
const isRemote = (address: string | null): boolean => /^(https?:)?\/\//i.test(address ?? "");

/** The address of an image that would be fetched from elsewhere, however the server set it aside. */
export function remoteSource(image: Element): string | undefined {
  for (const name of [...remoteAttributes, "src"]) if (isRemote(image.getAttribute(name))) return image.getAttribute(name) ?? undefined;
  return undefined;
}

const looks = /\b(bgcolor|background(-color)?)\b|[^-]color\s*[:=]/i;

/** The mail as a document of its own: no scripts, nothing from elsewhere unless asked for. */
function documentOf(root: Element, { showQuotes, remote, dark }: { showQuotes: boolean; remote: boolean; dark: boolean }): string {
  const body = root.cloneNode(true) as Element;
  if (!showQuotes) for (const quote of body.querySelectorAll("blockquote[data-quote]")) quote.remove();
  for (const image of body.querySelectorAll("img")) {
    const source = remoteSource(image);
    if (source && remote) image.setAttribute("src", source);
    else if (source) image.removeAttribute("src");
  }
  for (const link of body.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer nofollow");
    link.setAttribute("title", link.getAttribute("href") ?? "");
  }
  const images = remote ? "'self' data: blob: https: http:" : "'self' data: blob:";
  const colours = dark ? "color:#e9ebea;background:transparent" : "color:#1b201e;background:transparent";
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${images}; style-src 'unsafe-inline'; font-src 'self'">
<meta name="referrer" content="no-referrer"><base target="_blank"><style>
@font-face{font-family:"Inter Variable";font-weight:100 900;src:url(${font}) format("woff2-variations")}
html{color-scheme:${dark ? "dark" : "light"}}
body{margin:0;${colours};font:14px/22px "Inter Variable",system-ui,sans-serif;overflow-wrap:anywhere;overflow-y:hidden}
img{max-width:100%;height:auto}img:not([src]){display:inline-block;min-width:16px;min-height:16px;background:#8883;border-radius:3px}
a{color:${dark ? "#8fd0c0" : "#0b5f52"}}blockquote{margin:8px 0;padding-left:12px;border-left:2px solid #8886}
pre{white-space:pre-wrap}p{margin:0 0 10px}table{max-width:100%}
/* a table of figures that brings no looks of its own, as our editor writes it */
table:has(th):not([border],[cellpadding],[style]){margin:0 0 10px;border-collapse:collapse;:is(th,td):not([style]){padding:6px 10px;border:1px solid #8885;text-align:start;vertical-align:top}}
</style></head><body dir="auto">${body.innerHTML}</body></html>`;
}

/** A mail that brings its own looks, in a sandboxed frame as high as its content. A wide one is scaled to fit. */
export function MailFrame({ root, showQuotes, remote }: { root: Element; showQuotes: boolean; remote: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const scheme = useColourScheme();
  // What sets colours itself was made for white paper.
  const paper = useMemo(() => looks.test(root.innerHTML), [root]);
  const source = useMemo(() => documentOf(root, { showQuotes, remote, dark: scheme === "dark" && !paper }), [root, showQuotes, remote, scheme, paper]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let observer: ResizeObserver | undefined;
    const fit = () => {
      const inside = element.contentDocument?.body;
      if (!inside) return;
      inside.style.zoom = "1";
      const excess = inside.scrollWidth / Math.max(1, element.clientWidth);
      if (excess > 1.01) inside.style.zoom = String(Math.max(0.5, 1 / excess));
      element.style.height = `${Math.ceil(inside.getBoundingClientRect().height)}px`;
    };
    const loaded = () => {
      observer?.disconnect();
      fit();
      observer = new ResizeObserver(fit);
      observer.observe(element);
      for (const image of element.contentDocument?.images ?? []) image.addEventListener("load", fit);
    };
    element.addEventListener("load", loaded);
    loaded();
    return () => {
      observer?.disconnect();
      element.removeEventListener("load", loaded);
    };
  }, [source]);

  return (
    <div className={paper ? styles["paper"] : undefined}>
      {/* Same origin, so that its height can be measured and its inline images carry the session; without scripts. */}
      <iframe ref={frame} className={styles["frame"]} title={t("ui.mail.frame")} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" srcDoc={source} />
    </div>
  );
}
