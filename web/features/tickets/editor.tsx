import { IconBold, IconItalic, IconLink, IconList, IconListNumbers, IconQuote } from "@tabler/icons-react";
import Placeholder from "@tiptap/extension-placeholder";
import { EditorContent, useEditor, useEditorState, type Editor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useEffect, useRef, type ReactNode } from "react";
import { t } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { useCanned, type Offered } from "../canned/canned-picker.tsx";
import { useMentions, type Colleague } from "../conversations/mention-picker.tsx";
import styles from "./composer.module.css";

export interface EditorProps {
  initial: string;
  placeholder: string;
  label: string;
  onChange: (html: string) => void;
  onSubmit: () => void;
  onFiles: (files: File[]) => void;
  /** between the text and its tools: files, what went wrong */
  below?: ReactNode;
  /** beside the formatting buttons */
  tools?: ReactNode;
  /** takes the focus as it opens */
  focused?: boolean;
  /** who can be named by `@` */
  colleagues?: readonly Colleague[];
  /** what can be inserted by `/` */
  canned?: readonly Offered[];
  onCanned?: (reply: Offered) => void;
}
const nothing: readonly Offered[] = [];
const ignore = () => {};

const nobody: readonly Colleague[] = [];

/** Rich text as a mail can carry it. Pasted and dropped files go to `onFiles`. */
export default function RichEditor({ initial, placeholder, label, onChange, onSubmit, onFiles, below, tools, focused = false, colleagues = nobody, canned = nothing, onCanned = ignore }: EditorProps) {
  const mentions = useMentions(colleagues);
  const replies = useCanned(canned, onCanned);
  const act = useRef({ onChange, onSubmit, onFiles, mentions, replies });
  const written = useRef<Editor>(null);
  useEffect(() => {
    act.current = { onChange, onSubmit, onFiles, mentions, replies };
  });
  const editor = useEditor({
    extensions: [StarterKit.configure({ heading: false, horizontalRule: false, link: { openOnClick: false, autolink: true, defaultProtocol: "https" } }), Placeholder.configure({ placeholder })],
    content: initial,
    autofocus: focused ? "end" : false,
    injectCSS: false,
    editorProps: {
      attributes: { class: styles.text ?? "", "aria-label": label, "aria-multiline": "true", role: "textbox", dir: "auto" },
      handleKeyDown: (_view, event) => {
        if (written.current && (act.current.mentions.onKey(written.current, event) || act.current.replies.onKey(written.current, event))) return true;
        if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return false;
        act.current.onSubmit();
        return true;
      },
      handlePaste: (_view, event) => takeFiles(event.clipboardData, act.current.onFiles),
      handleDrop: (_view, event) => takeFiles(event.dataTransfer, act.current.onFiles),
    },
    onCreate: ({ editor: made }) => {
      written.current = made;
    },
    onUpdate: ({ editor: changed }) => {
      act.current.onChange(changed.isEmpty ? "" : changed.getHTML());
      act.current.mentions.look(changed);
      act.current.replies.look(changed);
    },
    onSelectionUpdate: ({ editor: changed }) => {
      act.current.mentions.look(changed);
      act.current.replies.look(changed);
    },
    onBlur: () => {
      act.current.mentions.close();
      act.current.replies.close();
    },
  });
  if (!editor) return null;
  return (
    <>
      <EditorContent editor={editor} className={styles.editor} />
      {mentions.list(editor)}
      {replies.list(editor)}
      {below}
      <div className={styles.tools}>
        <Formatting editor={editor} />
        {tools}
      </div>
    </>
  );
}

function takeFiles(data: DataTransfer | null, take: (files: File[]) => void): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0) return false;
  take(files);
  return true;
}

function Formatting({ editor }: { editor: Editor }) {
  const on = useEditorState({ editor, selector: ({ editor: e }) => ({ bold: e.isActive("bold"), italic: e.isActive("italic"), bullets: e.isActive("bulletList"), numbers: e.isActive("orderedList"), quote: e.isActive("blockquote"), link: e.isActive("link") }) });
  const setLink = () => {
    if (on.link) return editor.chain().focus().unsetLink().run();
    const address = window.prompt(t("desk.editor.link-address"), "https://");
    if (!address) return false;
    const { empty } = editor.state.selection;
    return empty ? editor.chain().focus().insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] }).run() : editor.chain().focus().setLink({ href: address }).run();
  };
  return (
    <div className={styles.formatting} role="toolbar" aria-label={t("desk.editor.format")}>
      <IconButton side="top" label={t("desk.editor.bold")} aria-pressed={on.bold} onClick={() => editor.chain().focus().toggleBold().run()}>
        <IconBold size={16} aria-hidden />
      </IconButton>
      <IconButton side="top" label={t("desk.editor.italic")} aria-pressed={on.italic} onClick={() => editor.chain().focus().toggleItalic().run()}>
        <IconItalic size={16} aria-hidden />
      </IconButton>
      <IconButton side="top" label={t("desk.editor.bullets")} aria-pressed={on.bullets} onClick={() => editor.chain().focus().toggleBulletList().run()}>
        <IconList size={16} aria-hidden />
      </IconButton>
      <IconButton side="top" label={t("desk.editor.numbers")} aria-pressed={on.numbers} onClick={() => editor.chain().focus().toggleOrderedList().run()} className={styles.wideOnly}>
        <IconListNumbers size={16} aria-hidden />
      </IconButton>
      <IconButton side="top" label={t("desk.editor.quote")} aria-pressed={on.quote} onClick={() => editor.chain().focus().toggleBlockquote().run()} className={styles.wideOnly}>
        <IconQuote size={16} aria-hidden />
      </IconButton>
      <IconButton side="top" label={t("desk.editor.link")} aria-pressed={on.link} onClick={setLink}>
        <IconLink size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
