import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconArrowBackUp, IconLock, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { undoSendPreference, undoSendSeconds } from "../../../contract/conversations.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { isNetworkProblem, keyOf, problemOf } from "../../lib/api.ts";
import { addMessage } from "../../lib/calls.ts";
import { typeAhead } from "../../lib/hotkeys.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { AttachButton } from "../../ui/controls/attach-button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { FilesLeftOut } from "../../ui/file-limits.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "../auth/api.ts";
import { useTakeBack } from "../conversations/held.tsx";
import { mentionedIn, type Colleague } from "../conversations/mention-picker.tsx";
import { Newer, newerThan, newestReply } from "../conversations/newer.tsx";
import { signalTyping } from "../conversations/presence.tsx";
import { Recipients, wrongAddress, type Chosen } from "../conversations/recipients.tsx";
import { SignaturePreview } from "../conversations/signature.tsx";
import { useCannedReplies, type Offered } from "../canned/canned-picker.tsx";
import type { DeskWords } from "../desks/api.ts";
import { ArticleInsert } from "../help-centre/article-insert.tsx";
import { ticketQuery, useChangeTicket } from "./api.ts";
import styles from "./composer.module.css";
import { useDraftKeeper, type DraftKeeper, type Kept } from "./draft-sync.ts";
import { draftName, isEmptyHtml, readDraft, type Draft, type DraftKind } from "./drafts.ts";
import { useDropAndEscape } from "./drop-and-escape.ts";
import { missingFields, missingWords, tellMissing } from "./missing.ts";
import { usePictures } from "./pictures.ts";
import { missingBefore } from "./checks.ts";
import { SendButton } from "./send-button.tsx";

const loadEditor = () => import("./editor.tsx");
const RichEditor = lazy(loadEditor);
const noColleagues: readonly Colleague[] = [];

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
  return ticket.can.statuses.find((key) => desk?.stateOf(key) === "pending" && missingBefore(ticket, key, desk) === undefined) ?? null;
}

/** Writes a reply or a note; nothing written is lost on a reload or a failed send, and it goes on on another device. */
export function Composer(props: ComposerProps) {
  const name = draftName(useMe(), props.ticket.number, props.kind);
  const [begun, setBegun] = useState(() => ({ round: 0, draft: readDraft(name) }));
  // a draft from elsewhere takes this one's place: the editor begins anew with it
  const onForeign = useCallback((draft: Draft) => setBegun(({ round }) => ({ round: round + 1, draft })), []);
  const { keeper, kept } = useDraftKeeper(name, props.ticket.number, props.kind, onForeign);
  return <Writer key={begun.round} {...props} begun={begun.draft} keeper={keeper} kept={kept} />;
}

function Writer({ ticket, desk, kind, onKind, onClose, begun, keeper, kept }: ComposerProps & { begun: Draft; keeper: DraftKeeper; kept: Kept }) {
  const client = useQueryClient();
  const me = useMe();
  const page = useQuery(ticketQuery(ticket.number)).data;
  const [html, setHtml] = useState(begun.html);
  const uploads = useUploads(begun.files, `${ticket.number}.${kind}`);
  const pictures = usePictures();
  const [receivers, setReceivers] = useState<Chosen>({ to: begun.to, cc: begun.cc });
  const [chosen, setChosen] = useState<string | null | undefined>(begun.status ?? undefined);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { box, dropping } = useDropAndEscape(uploads.add, onClose);
  const insert = useRef<(html: string) => void>(() => {});
  const takeBack = useTakeBack(ticket.number);
  // "n" and the words at once: the first of them come before the editor does
  useLayoutEffect(typeAhead, []);
  const status = chosen === undefined ? proposed(ticket, desk, kind) : chosen;
  const statuses = ticket.can.statuses;
  const empty = isEmptyHtml(html) && uploads.stored.length === 0;
  const note = kind === "note";
  const colleagues = (desk?.configuration.agents ?? noColleagues).filter((one) => one.email !== me.email);

  const change = useChangeTicket();
  const canned = useCannedReplies(ticket.desk, desk?.configuration.language ?? "en", desk?.configuration.language ?? "en", {
    "ticket.number": String(ticket.number), "ticket.subject": ticket.subject, "requester.name": ticket.requester.name, "requester.email": ticket.requester.email,
    "agent.name": me.name, "agent.email": me.email, "desk.name": desk?.name ?? null,
  });
  /** A macro proposes its status for sending, and sets the rest at once, with a way back. */
  const onCanned = ({ name, sets }: Offered) => {
    if (sets.status !== undefined && statuses.includes(sets.status)) setChosen(sets.status);
    const tags = ticket.can.edit ? (sets.tags ?? []).filter((tag) => !ticket.tags.includes(tag)) : [];
    const assignee = sets.assignee === "me" && ticket.can.assign && me.email !== null && me.email !== ticket.assignee ? me.email : undefined;
    if (tags.length > 0 || assignee !== undefined) change({ before: ticket, change: { ...(tags.length > 0 ? { tags: [...ticket.tags, ...tags] } : {}), ...(assignee === undefined ? {} : { assignee }) }, said: name });
  };

  // what had been read when the writing began; while nothing is written, everything shown counts as read
  const newest = newestReply(page?.messages ?? []);
  const [read, setRead] = useState(begun.lastSeen ?? undefined);
  const seen = empty || read === undefined ? newest : read;
  const newer = note || empty ? [] : newerThan(page?.messages ?? [], seen, me.email);

  const { stored } = uploads;
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    keeper.keep({ html, files: stored, ...receivers, status: chosen, lastSeen: seen });
    // `seen` follows the page while nothing is written: that alone is no change of the draft
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [html, stored, receivers, chosen, keeper]);
  const write = (now: string) => {
    if (isEmptyHtml(html)) setRead(newest);
    setHtml(now);
    signalTyping(ticket.number);
  };

  const send = async (lastSeen = seen) => {
    if (busy || empty || uploads.busy || pictures.busy) return;
    if (uploads.failed) return setProblem(t("desk.send.failed-file"));
    const wrong = note ? undefined : wrongAddress(receivers);
    if (wrong !== undefined) return setProblem(t("desk.recipients.wrong", { address: wrong }));
    setBusy(true);
    setProblem(undefined);
    try {
      await keeper.hold();
      const named = mentionedIn(html, colleagues).map((one) => one.email);
      const said = {
        kind,
        html: html || "<p></p>",
        ...(uploads.stored.length ? { attachments: uploads.stored.map((one) => one.id) } : {}),
        ...(named.length > 0 ? { mentions: named } : {}),
        ...(note ? {} : { ...(receivers.to?.length ? { to: receivers.to } : {}), ...(receivers.cc ? { cc: receivers.cc } : {}) }),
      };
      const sent = await addMessage(
        ticket.number,
        { ...said, ...(status !== null && status !== ticket.status ? { status } : {}), ...(note ? {} : { lastSeen, hold: me.preferences[undoSendPreference] !== false }) },
        { idempotencyKey: keyOf(begun.sendKey, said) },
      );
      keeper.used();
      if (sent.heldUntil === null) toast({ key: "sent", text: t(note ? "desk.note.added" : "desk.reply.sent") });
      else toast({ key: "sent", text: t("desk.held.toast", { seconds: undoSendSeconds }), stay: undoSendSeconds * 1000, actions: [{ label: t("desk.held.take-back"), run: () => void takeBack(sent.id) }] });
      onClose();
      void client.invalidateQueries({ queryKey: ["tickets"] });
      await client.invalidateQueries({ queryKey: ticketQuery(ticket.number).queryKey });
    } catch (error) {
      // the very same arrived by a try whose answer was lost
      if (problemOf(error)?.key === "request.idempotency-reused") {
        keeper.used();
        toast({ key: "sent", text: t(note ? "desk.note.added" : "desk.reply.sent") });
        onClose();
        return void client.invalidateQueries({ queryKey: ticketQuery(ticket.number).queryKey });
      }
      // somebody was faster: their words are shown above the tools
      if (problemOf(error)?.key === "ticket.newer-message") await client.invalidateQueries({ queryKey: ticketQuery(ticket.number).queryKey });
      else if (missingFields(error).length > 0) {
        setProblem(`${missingWords(client, ticket.number, missingFields(error))} ${t("desk.send.kept")}`);
        tellMissing(client, ticket.number, missingFields(error));
      } else setProblem(isNetworkProblem(error) ? t("desk.send.offline") : `${problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem")} ${t("desk.send.kept")}`);
    } finally {
      setBusy(false);
      keeper.goOn();
    }
  };
  const keptWords = { saving: "desk.draft.saving", saved: "desk.draft.saved", here: "desk.draft.only-here" } as const;

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
        {!empty && <span className={styles.saved}>{t(keptWords[kept])}</span>}
        <IconButton label={t("desk.composer.close")} hotkey="Esc" side="top" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </IconButton>
      </div>
      {note ? (
        <p className={styles.colleagues}>{t("desk.note.only-colleagues.long")}</p>
      ) : (
        <Recipients ticket={ticket} chosen={receivers} onChange={setReceivers} />
      )}
      <Suspense fallback={<div className={styles.loading}><Bone width="40%" height={10} /></div>}>
        <RichEditor
          initial={html}
          focused
          label={t(note ? "desk.note.write" : "desk.reply.write")}
          placeholder={t(note ? "desk.note.placeholder" : "desk.reply.placeholder")}
          onChange={write}
          colleagues={colleagues}
          canned={canned}
          onCanned={onCanned}
          onSubmit={() => void send()}
          onFiles={uploads.add}
          onPicture={pictures.store}
          onReady={(into) => (insert.current = into)}
          below={
            <>
              {!note && <SignaturePreview ticket={ticket.number} />}
              <FilesLeftOut count={uploads.leftOut} />
              {uploads.files.length + pictures.coming.length > 0 && (
                <div className={styles.files}>
                  <FileList label={t("desk.attachments")}>
                    {pictures.coming.map((one) => (
                      <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => pictures.drop(one.key)} />
                    ))}
                    {uploads.files.map((one) => (
                      <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} onRetry={one.problem && one.progress === undefined ? () => uploads.retry(one.key) : undefined} />
                    ))}
                  </FileList>
                </div>
              )}
              <Newer messages={newer} onRead={() => setRead(newest)} onAnyway={() => (setRead(newest), void send(newest))} />
              {problem && (
                <Problem>
                  {problem}
                </Problem>
              )}
            </>
          }
          tools={
            <>
              <AttachButton onFiles={uploads.add} />
              <ArticleInsert desk={ticket.desk} language={desk?.configuration.language ?? currentLanguage()} proposed={ticket.subject} onInsert={(link) => insert.current(link)} />
              <SendButton kind={kind} status={status} statuses={statuses} missing={(key) => missingBefore(ticket, key, desk)} desk={desk} busy={busy} disabled={empty || uploads.busy || pictures.busy} onChoose={setChosen} onSend={() => void send()} />
            </>
          }
        />
      </Suspense>
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
