import { IconArrowBackUp, IconChevronRight, IconGripVertical, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { labelIn, type Labels, type Language } from "../../../contract/common.ts";
import { currentLanguage, languageName, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { Section } from "../../ui/section.tsx";
import { keyFor, partOf, usePart, type Mistakes, type Parts } from "./api.ts";
import { missingIn } from "./labels.tsx";
import rows from "./rows.module.css";
import styles from "./settings.module.css";

type ListPart = Exclude<keyof Parts, "general">;
type Entry<P extends ListPart> = Parts[P][number];
export interface EditorProps<T> {
  entry: T;
  /** languages of the desk, its main one first */
  languages: readonly Language[];
  onChange: (entry: T) => void;
  /** the problem at a path below the entry, e.g. `/labels` */
  problemAt: (path: string) => string | undefined;
  fresh: boolean;
  lists: Parts;
}
interface ListEditorProps<P extends ListPart> {
  desk: string;
  part: P;
  title: string;
  about: string;
  add: string;
  /** an entry to begin with */
  blank: (lists: Parts) => Entry<P>;
  icon?: (entry: Entry<P>) => ReactNode;
  /** in few words, at the row's end */
  summary?: (entry: Entry<P>, lists: Parts) => string;
  /** below its name, where that takes a line of its own */
  line?: (entry: Entry<P>, lists: Parts) => string;
  /** how deep it stands below others */
  depth?: (entry: Entry<P>, all: Parts[P]) => number;
  editor: (props: EditorProps<Entry<P>>) => ReactNode;
}

/** A list of the configuration: in its order, each entry edited in place, saved as it is left; what is removed can return. */
export function ListEditor<P extends ListPart>({ desk, part, title, about, add, blank, icon, summary, line, depth, editor }: ListEditorProps<P>) {
  const { configuration, save, mistakes } = usePart(desk, part);
  const [open, setOpen] = useState<string>();
  const [fresh, setFresh] = useState<Entry<P>>();
  // what is typed and not saved yet, also of entries that were closed meanwhile
  const [drafts, setDrafts] = useState<Record<string, Entry<P>>>({});
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  if (configuration === undefined) return <Section title={title} about={about}>{[60, 44, 52, 38].map((width) => <div key={width} className={rows.row}><Bone width={`${width}%`} height={10} /></div>)}</Section>;

  const { definition, archived } = configuration;
  const lists: Parts = { ...definition, general: partOf(definition, "general") };
  // one kind of entry: the part decides which
  const entries = definition[part] as Entry<P>[];
  const gone = archived[part] as Entry<P>[];
  const languages = [definition.language, ...definition.languages.filter((one) => one !== definition.language)];
  const nameOf = (labels: Labels) => labelIn(labels, currentLanguage(), definition.language);
  const change = (make: (list: Entry<P>[]) => Entry<P>[], said?: string) => save((list) => make(list as Entry<P>[]) as Parts[P], said);

  const move = (from: number, to: number) => {
    if (from === to || to < 0 || to >= entries.length) return;
    const key = entries[from]?.key;
    void change((list) => {
      const at = list.findIndex((one) => one.key === key);
      const [moved] = list.slice(at, at + 1);
      return moved === undefined ? list : list.toSpliced(at, 1).toSpliced(to, 0, moved);
    });
  };
  const remove = async (entry: Entry<P>, index: number) => {
    setOpen(undefined);
    const done = await change((list) => list.filter((one) => one.key !== entry.key));
    if (done === "saved") toast({ key: "settings", text: t("desk.settings.removed", { name: nameOf(entry.labels) }), actions: [{ label: t("desk.undo"), run: () => void change((list) => list.toSpliced(index, 0, entry)) }] });
  };
  const commit = async (entry: Entry<P>) => {
    const done = await change((list) => list.map((one) => (one.key === entry.key ? entry : one)));
    // what was typed while it was on its way stays
    if (done === "saved") setDrafts(({ [entry.key]: draft, ...rest }) => (draft === undefined || draft === entry ? rest : { ...rest, [entry.key]: draft }));
    else setOpen(entry.key);
  };
  const create = async (entry: Entry<P>) => {
    const key = keyFor(entry.labels[definition.language] ?? Object.values(entry.labels)[0] ?? "", [...entries, ...gone].map((one) => one.key));
    if ((await change((list) => [...list, { ...entry, key }])) === "saved") setFresh(undefined);
  };
  const shared = { mistakes, languages, lists, editor };

  return (
    <Section
      title={title}
      about={about}
      tools={
        <Button onClick={() => (setOpen(undefined), setFresh(blank(lists)))}>
          <IconPlus size={16} aria-hidden /> {add}
        </Button>
      }
    >
      <ol className={rows.list}>
        {entries.map((entry, index) => {
          const lacks = missingIn(entry.labels, languages);
          const keys = (event: KeyboardEvent) => {
            if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
            event.preventDefault();
            move(index, index + (event.key === "ArrowUp" ? -1 : 1));
          };
          return (
            // dragging has its way by keyboard: Alt and an arrow
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
            <li
              key={entry.key}
              className={`${rows.item} ${over === index && dragged !== undefined && dragged !== index ? rows.over : ""}`}
              onDragOver={(event) => dragged !== undefined && (event.preventDefault(), setOver(index))}
              onDrop={() => (dragged !== undefined && move(dragged, index), setDragged(undefined))}
            >
              <div className={rows.row} style={{ paddingInlineStart: 8 + 20 * (depth?.(entry, lists[part]) ?? 0) }}>
                <span className={rows.grip} draggable title={t("desk.settings.drag")} aria-hidden onDragStart={() => setDragged(index)} onDragEnd={() => (setDragged(undefined), setOver(undefined))}>
                  <IconGripVertical size={16} />
                </span>
                <button type="button" className={rows.opener} aria-expanded={open === entry.key} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown" onKeyDown={keys} onClick={() => (setFresh(undefined), setOpen(open === entry.key ? undefined : entry.key))}>
                  {icon?.(entry)}
                  {line === undefined ? (
                    <span className={rows.name} dir="auto">
                      {nameOf(entry.labels)}
                    </span>
                  ) : (
                    <span className={rows.told}>
                      <span className={rows.name} dir="auto">
                        {nameOf(entry.labels)}
                      </span>
                      <span className={rows.line}>{line(entry, lists)}</span>
                    </span>
                  )}
                  {drafts[entry.key] !== undefined && open !== entry.key && <span className={styles.problem}>{t("desk.settings.unsaved")}</span>}
                  {lacks.length > 0 && <span className={rows.lacks}>{t("desk.settings.lacks", { languages: lacks.map(languageName).join(", ") })}</span>}
                  <span className={rows.summary}>{summary?.(entry, lists)}</span>
                  <IconChevronRight size={16} className={rows.chevron} aria-hidden />
                </button>
              </div>
              {open === entry.key && (
                <EntryEditor {...shared} entry={drafts[entry.key] ?? entry} index={index} onChange={(draft) => setDrafts((all) => ({ ...all, [entry.key]: draft }))} onLeave={() => drafts[entry.key] !== undefined && void commit(drafts[entry.key] ?? entry)} fresh={false}>
                  <div className={styles.acts}>
                    <code className={styles.key}>{entry.key}</code>
                    <Button look="danger" onClick={() => void remove(entry, index)}>
                      <IconTrash size={16} aria-hidden /> {t("desk.settings.remove")}
                    </Button>
                  </div>
                </EntryEditor>
              )}
            </li>
          );
        })}
        {fresh && (
          <li className={rows.item}>
            <div className={`${rows.row} ${rows.begun}`}>
              <span className={rows.name}>{add}</span>
            </div>
            <EntryEditor {...shared} entry={fresh} index={entries.length} onChange={setFresh} fresh>
              <div className={styles.acts}>
                <Button look="primary" onClick={() => void create(fresh)}>
                  {add}
                </Button>
                <Button onClick={() => setFresh(undefined)}>{t("desk.settings.cancel")}</Button>
              </div>
            </EntryEditor>
          </li>
        )}
      </ol>
      {entries.length === 0 && !fresh && <p className={rows.empty}>{t("desk.settings.none")}</p>}
      {gone.length > 0 && (
        <details className={rows.archived}>
          <summary>{t("desk.settings.archived", { count: gone.length })}</summary>
          <ul className={rows.list}>
            {gone.map((entry) => (
              <li key={entry.key} className={`${rows.item} ${rows.row}`}>
                <span className={rows.name} dir="auto">
                  {nameOf(entry.labels)}
                </span>
                <IconButton label={t("desk.settings.bring-back")} onClick={() => void change((list) => [...list, entry])}>
                  <IconArrowBackUp size={16} aria-hidden />
                </IconButton>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

interface EntryEditorProps<T> extends Omit<EditorProps<T>, "problemAt"> {
  index: number;
  mistakes: Mistakes;
  editor: (props: EditorProps<T>) => ReactNode;
  onLeave?: () => void;
  children: ReactNode;
}

/** Saved as the focus leaves a field; ⌘Enter saves without leaving it. */
function EntryEditor<T>({ index, mistakes, editor, onLeave, children, ...rest }: EntryEditorProps<T>) {
  const problemAt = (path: string) => Object.entries(mistakes).find(([at]) => at === `/${index}${path}` || at.startsWith(`/${index}${path}/`))?.[1];
  return (
    // keys of the fields inside arrive here
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div role="group" className={styles.editor} onBlur={onLeave} onKeyDown={(event) => (event.metaKey || event.ctrlKey) && event.key === "Enter" && onLeave?.()}>
      {editor({ ...rest, problemAt })}
      {children}
    </div>
  );
}
