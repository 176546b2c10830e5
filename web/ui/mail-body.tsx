import { useMemo, useState } from "react";
import { t } from "../lib/i18n.ts";
import styles from "./mail-body.module.css";
import { MailFrame, remoteSource } from "./mail-frame.tsx";
import { plainParts } from "./mail-parts.tsx";

interface MailBodyProps {
  /** sanitised by the server; empty: only text */
  html: string;
  text: string;
  /** where in `text` the quoted history starts */
  quoteAt: number | null;
  /** the addresses of pictures inside the text, by content id */
  pictures?: Record<string, string>;
}

function parsed(html: string, pictures: Record<string, string>): Element {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const image of body.querySelectorAll("img[src^='cid:' i]")) {
    const source = pictures[(image.getAttribute("src") ?? "").slice(4)];
    if (source) image.setAttribute("src", source);
    else image.removeAttribute("src");
  }
  return body;
}
const none = {};

/** What a person wrote: plain mails in the page's type, designed ones in a sandboxed frame; quoted history folded. */
export function MailBody({ html, text, quoteAt, pictures = none }: MailBodyProps) {
  const [showQuotes, setShowQuotes] = useState(false);
  const [remote, setRemote] = useState(false);
  const root = useMemo(() => (html ? parsed(html, pictures) : null), [html, pictures]);
  const parts = useMemo(() => root && plainParts(root, showQuotes), [root, showQuotes]);
  const hasQuotes = root ? root.querySelector("blockquote[data-quote]") !== null : quoteAt !== null && text.slice(quoteAt).trim() !== "";
  const hasRemote = root !== null && parts === null && [...root.querySelectorAll("img")].some((image) => remoteSource(image) !== undefined);

  return (
    <>
      {root && parts && <div className={styles["body"]} dir="auto">{parts}</div>}
      {root && !parts && <MailFrame root={root} showQuotes={showQuotes} remote={remote} />}
      {!root && <div className={`${styles["body"]} ${styles["text"]}`} dir="auto">{showQuotes || quoteAt === null ? text : text.slice(0, quoteAt).trimEnd()}</div>}
      {(hasQuotes || (hasRemote && !remote)) && (
        <div className={styles["tools"]}>
          {hasQuotes && (
            <button type="button" className={styles["tool"]} aria-expanded={showQuotes} onClick={() => setShowQuotes(!showQuotes)}>
              {showQuotes ? t("ui.mail.hide-quotes") : t("ui.mail.show-quotes")}
            </button>
          )}
          {hasRemote && !remote && (
            <button type="button" className={styles["tool"]} onClick={() => setRemote(true)}>
              {t("ui.mail.load-remote")}
            </button>
          )}
        </div>
      )}
    </>
  );
}
