import { IconColumnInsertRight, IconColumnRemove, IconRowInsertBottom, IconRowRemove, IconTable, IconTableOff } from "@tabler/icons-react";
import { TextSelection, type Command } from "@tiptap/pm/state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, tableEditing } from "@tiptap/pm/tables";
import { mergeAttributes, Node, useEditorState, type Editor } from "@tiptap/react";
import { t } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";

/** By what each node is known to prosemirror-tables. */
const roles: Readonly<Record<string, string>> = { table: "table", tableRow: "row", tableCell: "cell", tableHeader: "header_cell" };

const Table = Node.create({
  name: "table",
  group: "block",
  content: "tableRow+",
  isolating: true,
  parseHTML: () => [{ tag: "table" }],
  renderHTML: () => ["table", ["tbody", 0]],
  extendNodeSchema: ({ name }) => (roles[name] === undefined ? {} : { tableRole: roles[name] }),
  addProseMirrorPlugins: () => [tableEditing()],
  // from the last cell on Tab leads out again, as everywhere
  addKeyboardShortcuts: () => ({ Tab: ({ editor }) => does(editor, goToNextCell(1)), "Shift-Tab": ({ editor }) => does(editor, goToNextCell(-1)) }),
});
const TableRow = Node.create({ name: "tableRow", content: "(tableCell | tableHeader)*", parseHTML: () => [{ tag: "tr" }], renderHTML: () => ["tr", 0] });

const span = (name: string) => ({ default: 1, parseHTML: (cell: HTMLElement) => Math.max(1, Number(cell.getAttribute(name)) || 1), renderHTML: ({ [name]: cells }: Record<string, unknown>) => (cells === 1 ? {} : { [name]: cells }) });
const cell = (name: string, tag: "td" | "th") =>
  Node.create({
    name,
    content: "block+",
    isolating: true,
    // widths are the page's to choose
    addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false } }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
  });

const does = (editor: Editor, command: Command): boolean => command(editor.state, editor.view.dispatch);

/** A table of two columns with a head, and the caret in its first cell. */
function insertTable(editor: Editor): void {
  const empty = (type: string) => ({ type, content: [{ type: "paragraph" }] });
  const rows = ["tableHeader", "tableCell", "tableCell"].map((type) => ({ type: "tableRow", content: [empty(type), empty(type)] }));
  editor
    .chain()
    .focus()
    .command(({ tr, state }) => {
      const at = tr.selection.from;
      tr.replaceSelectionWith(state.schema.nodeFromJSON({ type: "table", content: rows }));
      tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView();
      return true;
    })
    .run();
}

/** Tables in the text: kept as they came, made, and changed row by row and column by column. Tab leads from cell to cell. */
export const tables = { extensions: [Table, TableRow, cell("tableHeader", "th"), cell("tableCell", "td")], Tools: TableTools };

const acts = [
  { command: addRowAfter, label: "desk.editor.table.row", Icon: IconRowInsertBottom },
  { command: addColumnAfter, label: "desk.editor.table.column", Icon: IconColumnInsertRight },
  { command: deleteRow, label: "desk.editor.table.row-remove", Icon: IconRowRemove },
  { command: deleteColumn, label: "desk.editor.table.column-remove", Icon: IconColumnRemove },
  { command: deleteTable, label: "desk.editor.table.remove", Icon: IconTableOff },
] as const;

function TableTools({ editor }: { editor: Editor }) {
  const inside = useEditorState({ editor, selector: ({ editor: now }) => now.isActive("table") });
  if (!inside)
    return (
      <IconButton side="top" label={t("desk.editor.table")} onClick={() => insertTable(editor)}>
        <IconTable size={16} aria-hidden />
      </IconButton>
    );
  return acts.map(({ command, label, Icon }) => (
    <IconButton
      key={label}
      side="top"
      label={t(label)}
      onClick={() => {
        does(editor, command);
        editor.view.focus();
      }}
    >
      <Icon size={16} aria-hidden />
    </IconButton>
  ));
}
