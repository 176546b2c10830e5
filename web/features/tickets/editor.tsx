import { IconBold, IconH2, IconH3, IconItalic, IconLink, IconList, IconListNumbers, IconQuote } from "@tabler/icons-react";
import Image from "@tiptap/extension-image";
import Placeholder from "@tiptap/extension-placeholder";
import { EditorContent, useEditor, useEditorState, type Editor, type Extensions } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useEffect, useRef, type ComponentType, type ReactNode } from "react";
import { typedAhead } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { isPicture } from "../../ui/file-row.tsx";
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
  /** stores a picture that was pasted or dropped into the text and answers its address; undefined: it could not be */
  onPicture?: ((file: File) => Promise<string | undefined>) | undefined;
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
  /** of two levels, for a text that is read as a page */
  headings?: boolean;
  /** what else the text may hold, with its buttons */
  more?: { extensions: Extensions; Tools: ComponentType<{ editor: Editor }> };
  /** what puts HTML where the caret stands, once there is an editor */
  onReady?: (insert: (html: string) => void) => void;
}
const nothing: readonly Offered[] = [];
const ignore = () => {};

const nobody: readonly Colleague[] = [];

/** Rich text as a mail can carry it. Pasted and dropped files go to `onFiles`. */
export default function RichEditor({ initial, placeholder, label, onChange, onSubmit, onFiles, onPicture, below, tools, focused = false, colleagues = nobody, canned = nothing, onCanned = ignore, headings = false, more, onReady = ignore }: EditorProps) {
  const mentions = useMentions(colleagues);
  const replies = useCanned(canned, onCanned);
  const act = useRef({ onChange, onSubmit, onFiles, onPicture, mentions, replies });
  const written = useRef<Editor>(null);
  useEffect(() => {
    act.current = { onChange, onSubmit, onFiles, onPicture, mentions, replies };
  });
  /** Files go beside the text, pictures into it, where they were dropped or the caret stands. */
  const take = (data: DataTransfer | null, at?: number): boolean => {
    const files = [...(data?.files ?? [])];
    // a program that copies words with a picture of them means the words
    if (files.length === 0 || (at === undefined && data?.types.includes("text/html") && data.getData("text/plain").trim() !== "")) return false;
    const { onPicture: store, onFiles: attach } = act.current;
    const pictures = store === undefined ? [] : files.filter((file) => isPicture(file.type));
    const others = files.filter((file) => !pictures.includes(file));
    if (others.length > 0) attach(others);
    const { current: text } = written;
    if (at !== undefined && pictures.length > 0) text?.commands.setTextSelection(at);
    for (const file of pictures) void store?.(file).then((src) => src !== undefined && text?.chain().focus().setImage({ src, alt: file.name }).run());
    return true;
  };
  const editor = useEditor({
    extensions: [StarterKit.configure({ heading: headings && { levels: [2, 3] }, horizontalRule: false, link: { openOnClick: false, autolink: true, defaultProtocol: "https" } }), Placeholder.configure({ placeholder }), OwnImage, ...(more?.extensions ?? [])],
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
      handlePaste: (_view, event) => take(event.clipboardData),
      handleDrop: (view, event) => take(event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
    },
    onCreate: ({ editor: made }) => {
      written.current = made;
      onReady((html) => made.chain().focus().insertContent(html).run());
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
    onFocus: ({ editor: made }) => {
      const typed = typedAhead();
      if (typed !== "") made.commands.insertContent({ type: "text", text: typed });
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
        <Formatting editor={editor} headings={headings} more={more && <more.Tools editor={editor} />} />
        {tools}
      </div>
    </>
  );
}

/** Pictures of ours only: what stands elsewhere would not be seen by who receives the mail. */
const OwnImage = Image.extend({ parseHTML: () => [{ tag: 'img[src^="/api/v1/files/"]' }] });

function Formatting({ editor, headings, more }: { editor: Editor; headings: boolean; more: ReactNode }) {
  const on = useEditorState({ editor, selector: ({ editor: e }) => ({ heading: e.isActive("heading", { level: 2 }), subheading: e.isActive("heading", { level: 3 }), bold: e.isActive("bold"), italic: e.isActive("italic"), bullets: e.isActive("bulletList"), numbers: e.isActive("orderedList"), quote: e.isActive("blockquote"), link: e.isActive("link") }) });
  const setLink = () => {
    if (on.link) return editor.chain().focus().unsetLink().run();
    const address = window.prompt(t("desk.editor.link-address"), "https://");
    if (!address) return false;
    const { empty } = editor.state.selection;
    return empty ? editor.chain().focus().insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] }).run() : editor.chain().focus().setLink({ href: address }).run();
  };
  return (
    <div className={styles.formatting} role="toolbar" aria-label={t("desk.editor.format")}>
      {headings && (
        <>
          <IconButton side="top" label={t("desk.editor.heading")} aria-pressed={on.heading} onClick={() => editor.chain().focus().toggleHeading({ level: 2 }).run()}>
            <IconH2 size={16} aria-hidden />
          </IconButton>
          <IconButton side="top" label={t("desk.editor.subheading")} aria-pressed={on.subheading} onClick={() => editor.chain().focus().toggleHeading({ level: 3 }).run()}>
            <IconH3 size={16} aria-hidden />
          </IconButton>
        </>
      )}
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
      {more}
    </div>
  );
}
