import { useCallback, useEffect, useState, type SetStateAction } from "react";
import { isBlank } from "../../contract/fields.ts";
import type { StoredFile } from "../../contract/files.ts";
import { newKey } from "../lib/api.ts";
import type { Answers } from "../features/forms/filling.ts";
import { dropUploads, useUploads } from "../lib/uploads.ts";

interface Kept {
  subject: string;
  text: string;
  /** to what a form asks */
  answers: Answers;
  files: StoredFile[];
  /** makes a send that is repeated happen once */
  sendKey: string;
}
const noAnswers: Answers = { type: "", fields: {} };
const prefix = "ventanilla.portal.draft.";
const name = (key: string) => prefix + key;

/** Who signs out leaves nothing behind for who comes to this browser next. */
export function dropDrafts(): void {
  dropUploads();
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
}

function read(key: string): Kept {
  const empty = { subject: "", text: "", answers: noAnswers, files: [], sendKey: newKey() };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name(key)) ?? "null");
    return typeof kept === "object" && kept !== null ? { ...empty, ...kept } : empty;
  } catch {
    return empty; // a draft that cannot be read is no draft
  }
}

/** What is being written, kept in this browser until it is sent; uploads included. */
export function useDraft(key: string) {
  const [kept] = useState(() => read(key));
  const [subject, setSubject] = useState(kept.subject);
  const [text, setText] = useState(kept.text);
  const [answers, setAnswers] = useState(kept.answers);
  const [sendKey, setSendKey] = useState(kept.sendKey);
  const uploads = useUploads(kept.files, name(key));
  const { stored } = uploads;
  const files = JSON.stringify(stored);
  const isEmpty = subject.trim() === "" && text.trim() === "" && answers.type === "" && Object.values(answers.fields).every(isBlank) && stored.length === 0;

  useEffect(() => {
    if (isEmpty) localStorage.removeItem(name(key));
    else localStorage.setItem(name(key), JSON.stringify({ subject, text, answers, files: JSON.parse(files) as StoredFile[], sendKey }));
  }, [key, subject, text, answers, files, sendKey, isEmpty]);

  const change = useCallback(<T,>(set: (value: T) => void, value: T) => {
    set(value);
    setSendKey(newKey()); // another text is another message
  }, []);
  const { clear: clearUploads } = uploads;
  const clear = useCallback(() => {
    localStorage.removeItem(name(key));
    setSubject("");
    setText("");
    setAnswers(noAnswers);
    setSendKey(newKey());
    clearUploads();
  }, [key, clearUploads]);

  return {
    subject,
    text,
    setSubject: (value: string) => change(setSubject, value),
    setText: (value: string) => change(setText, value),
    answers,
    setAnswers: (value: SetStateAction<Answers>) => change(setAnswers, value),
    uploads,
    isEmpty,
    /** what stands between the draft and its being sent, if anything does */
    hindrance: uploads.failed ? ("failed-file" as const) : uploads.busy ? ("uploading" as const) : undefined,
    attachments: stored.map((file) => file.id),
    sendKey: `${sendKey}-${stored.length}`,
    clear,
  };
}
export type DraftState = ReturnType<typeof useDraft>;
