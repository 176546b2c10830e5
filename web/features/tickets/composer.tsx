import { useQueryClient } from "@tanstack/react-query";
import { IconArrowBackUp, IconLock, IconPaperclip, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import type { Ticket } from "../../../contract/tickets.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { addMessage } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import type { DeskWords } from "../desks/api.ts";
import { ticketQuery } from "./api.ts";
import styles from "./composer.module.css";
import { forgetDraft, isEmptyHtml, keepDraft, readDraft, type DraftKind } from "./drafts.ts";
import { useDropAndEscape } from "./drop-and-escape.ts";
import { SendButton } from "./send-button.tsx";

const loadEditor = () => import("./editor.tsx");
const RichEditor = lazy(loadEditor);

interface ComposerProps {
  ticket: Ticket;
  desk: DeskWords | undefined;
  kind: DraftKind;
  onKind: (kind: DraftKind) => void;
  onClose: () => void;
}

/** The status a reply proposes: it is the customer's turn then; a note leaves all as it is. */
function proposed(ticket: Ticket, desk: DeskWords | undefined, kind: DraftKind): string | null {
  if (kind === "note") return null;
  return ticket.can.statuses.find((key) => desk?.stateOf(key) === "pending") ?? null;
}

/** Writes a reply or a note; nothing written is lost on a reload or a failed send. */
export function Composer({ ticket, desk, kind, onKind, onClose }: ComposerProps) {
  const client = useQueryClient();
  const [begun] = useState(() => readDraft(ticket.number, kind));
  const [html, setHtml] = useState(begun.html);
  const uploads = useUploads(begun.files);
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { box, dropping } = useDropAndEscape(uploads.add, onClose);
  const fileInput = useRef<HTMLInputElement>(null);
  const status = chosen === undefined ? proposed(ticket, desk, kind) : chosen;
  const statuses = ticket.can.statuses;
  const empty = isEmptyHtml(html) && uploads.stored.length === 0;

  const { stored } = uploads;
  useEffect(() => keepDraft(ticket.number, kind, { html, files: stored, sendKey: begun.sendKey }), [html, stored, begun, ticket.number, kind]);

  const send = useCallback(async () => {
    if (busy || empty || uploads.busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const next = status !== null && status !== ticket.status ? { status } : {};
      await addMessage(ticket.number, { kind, html: html || "<p></p>", ...next, ...(uploads.stored.length ? { attachments: uploads.stored.map((one) => one.id) } : {}) }, { idempotencyKey: begun.sendKey });
      forgetDraft(ticket.number, kind);
      toast({ key: "sent", text: t(kind === "note" ? "desk.note.added" : "desk.reply.sent") });
      onClose();
      void client.invalidateQueries({ queryKey: ["tickets"] });
      await client.invalidateQueries({ queryKey: ticketQuery(ticket.number).queryKey });
    } catch (error) {
      setProblem(isNetworkProblem(error) ? t("desk.send.offline") : `${problemOf(error)?.detail ?? t("ui.unknown-problem")} ${t("desk.send.kept")}`);
    } finally {
      setBusy(false);
    }
  }, [busy, empty, uploads, status, ticket, kind, html, client, onClose, begun.sendKey]);

  const note = kind === "note";
  return (
    <section
      className={`${styles.box} ${note ? styles.boxNote : ""} ${dropping ? styles.dropping : ""}`}
      aria-label={t(note ? "desk.note.write" : "desk.reply.write")}
      ref={box}
    >
      <div className={styles.top}>
        <div role="tablist" aria-label={t("desk.composer.kind")}>
          {ticket.can.reply && (
            <button type="button" role="tab" aria-selected={!note} className={styles.tab} onClick={() => onKind("reply")}>
              <IconArrowBackUp size={16} aria-hidden /> {t("desk.reply")}
            </button>
          )}
          {ticket.can.note && (
            <button type="button" role="tab" aria-selected={note} className={styles.tab} onClick={() => onKind("note")}>
              <IconLock size={16} aria-hidden /> {t("desk.note")}
            </button>
          )}
        </div>
        <span className={styles.spring} />
        {!empty && <span className={styles.saved}>{t("desk.draft.kept")}</span>}
        <IconButton label={t("desk.composer.close")} hotkey="Esc" side="top" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </IconButton>
      </div>
      {note ? (
        <p className={styles.colleagues}>{t("desk.note.only-colleagues.long")}</p>
      ) : (
        <div className={styles.recipients}>
          <div>
            <b>{t("desk.to")}</b>
            <span dir="auto" title={ticket.requester.email}>
              {ticket.requester.name} &lt;{ticket.requester.email}&gt;
            </span>
          </div>
          {ticket.cc.length > 0 && (
            <div>
              <b>{t("desk.cc")}</b>
              <span dir="auto" title={ticket.cc.map((one) => one.email).join(", ")}>
                {ticket.cc.map((one) => one.name || one.email).join(", ")}
              </span>
            </div>
          )}
        </div>
      )}
      <Suspense fallback={<div className={styles.loading}><Bone width="40%" height={10} /></div>}>
        <RichEditor
          initial={html}
          focused
          label={t(note ? "desk.note.write" : "desk.reply.write")}
          placeholder={t(note ? "desk.note.placeholder" : "desk.reply.placeholder")}
          onChange={setHtml}
          onSubmit={() => void send()}
          onFiles={uploads.add}
          below={
            <>
              {uploads.files.length > 0 && (
                <div className={styles.files}>
                  <FileList label={t("desk.attachments")}>
                    {uploads.files.map((one) => (
                      <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} onRetry={one.problem && one.progress === undefined ? () => uploads.retry(one.key) : undefined} />
                    ))}
                  </FileList>
                </div>
              )}
              {problem && (
                <p className={styles.problem} role="alert">
                  {problem}
                </p>
              )}
            </>
          }
          tools={
            <>
              <IconButton label={t("desk.attach")} side="top" onClick={() => fileInput.current?.click()}>
                <IconPaperclip size={16} aria-hidden />
              </IconButton>
              <SendButton kind={kind} status={status} statuses={statuses} desk={desk} busy={busy} disabled={empty || uploads.busy} onChoose={setChosen} onSend={() => void send()} />
            </>
          }
        />
      </Suspense>
      <input ref={fileInput} type="file" multiple hidden aria-hidden tabIndex={-1} onChange={(event) => (uploads.add([...(event.target.files ?? [])]), (event.target.value = ""))} />
    </section>
  );
}

/** Always at hand: opens the composer as a reply or as a note. */
export function ComposerDock({ open, ...rest }: Omit<ComposerProps, "kind"> & { open: DraftKind | null }) {
  const { ticket, onKind } = rest;
  useEffect(() => {
    const idle = setTimeout(() => void loadEditor(), 1200);
    return () => clearTimeout(idle);
  }, []);
  if (!ticket.can.reply && !ticket.can.note) return null;
  return (
    <div className={styles.dock}>
      {open ? (
        <Composer key={`${ticket.number}.${open}`} {...rest} kind={open} />
      ) : (
        <div className={styles.closed}>
          {ticket.can.reply && (
            <button type="button" className={styles.opener} onClick={() => onKind("reply")} aria-keyshortcuts="r">
              <IconArrowBackUp size={16} aria-hidden />
              <span>{t("desk.reply.to", { name: ticket.requester.name || ticket.requester.email })}</span>
            </button>
          )}
          {ticket.can.note && (
            <button type="button" className={`${styles.opener} ${styles.openNote}`} onClick={() => onKind("note")} aria-keyshortcuts="n">
              <IconLock size={16} aria-hidden />
              <span>{t("desk.note")}</span>
            </button>
          )}
        </div>
      )}
    </div>
  );
}
