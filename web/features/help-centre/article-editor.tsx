import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Language } from "../../../contract/common.ts";
import { maxSummary, maxTitle } from "../../../contract/help-centre.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { AttachButton } from "../../ui/controls/attach-button.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import type { EditorProps } from "../tickets/editor.tsx";
import { usePictures } from "../tickets/pictures.ts";
import styles from "./article-editor.module.css";
import type { Writing } from "./writing.ts";

/** What an article holds besides what a mail does comes with it, and not with every reply. */
const RichEditor = lazy(async () => {
  const [{ default: Editor }, { tables }] = await Promise.all([import("../tickets/editor.tsx"), import("./tables.tsx")]);
  return { default: (props: EditorProps) => <Editor {...props} headings more={tables} /> };
});

interface ArticleEditorProps {
  initial: Writing;
  language: Language;
  problemAt: (field: "title" | "html") => string | undefined;
  /** each time something was typed; `busy` while a file is on its way */
  onChange: (writing: Writing, busy: boolean) => void;
  onSave: () => void;
}

/** Title, summary, text with headings and pictures, files. */
export function ArticleEditor({ initial, language, problemAt, onChange, onSave }: ArticleEditorProps) {
  const [text, setText] = useState(initial);
  const uploads = useUploads(initial.files);
  const pictures = usePictures();
  const busy = uploads.busy || pictures.busy;
  const changed = useRef(onChange);
  const first = useRef(true);
  useEffect(() => {
    changed.current = onChange;
  });
  const { stored } = uploads;
  useEffect(() => {
    // what it begins with is no change
    if (!first.current) changed.current({ ...text, files: stored }, busy);
    first.current = false;
  }, [text, stored, busy]);
  const set = (change: Partial<Writing>) => setText((before) => ({ ...before, ...change }));
  return (
    <div className={styles.editor} lang={language}>
      <Field className={styles.titleField ?? ""} label={t("desk.help.article.title")} required maxLength={maxTitle} dir="auto" value={text.title} problem={problemAt("title")} onChange={(event) => set({ title: event.target.value })} />
      <TextArea label={t("desk.help.article.summary")} hint={t("desk.help.article.summary.hint")} optional rows={2} style={{ minHeight: 64 }} maxLength={maxSummary} dir="auto" value={text.summary} onChange={(event) => set({ summary: event.target.value })} />
      <div className={styles.labelled}>
        <span aria-hidden>{t("desk.help.article.text")}</span>
        <div className={styles.rich}>
          <Suspense fallback={<Bone height={160} />}>
            <RichEditor
              initial={initial.html}
              label={t("desk.help.article.text")}
              placeholder={t("desk.help.article.placeholder")}
              onChange={(html) => set({ html })}
              onSubmit={onSave}
              onFiles={uploads.add}
              onPicture={pictures.store}
              below={
                uploads.files.length + pictures.coming.length > 0 && (
                  <div className={styles.attached}>
                    <FileList label={t("desk.attachments")}>
                      {pictures.coming.map((one) => (
                        <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => pictures.drop(one.key)} />
                      ))}
                      {uploads.files.map((one) => (
                        <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} onRetry={one.problem && one.progress === undefined ? () => uploads.retry(one.key) : undefined} />
                      ))}
                    </FileList>
                  </div>
                )
              }
              tools={<AttachButton onFiles={uploads.add} />}
            />
          </Suspense>
        </div>
        {problemAt("html") && (
          <p className={styles.problem} role="alert">
            {problemAt("html")}
          </p>
        )}
      </div>
    </div>
  );
}
