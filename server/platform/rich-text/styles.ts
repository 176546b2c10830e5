/** What a mail may say about its looks: nothing that leaves its box, loads anything or covers our page. */
const allowed = new Set([
  "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius", "border-right", "border-spacing",
  "border-style", "border-top", "border-width", "color", "direction", "display", "float", "clear", "font", "font-family", "font-size", "font-style", "font-weight",
  "height", "letter-spacing", "line-height", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top",
  "max-height", "max-width", "min-width", "overflow-wrap", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout", "text-align",
  "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "width", "word-break", "word-wrap",
]);
/** No escapes, no functions but colours, no quotes that could hide them. */
const harmless = /^(?:[\w\s.,#%!+'/-]|&quot;|"|(?:rgba?|hsla?)\([\d\s.,%/]+\))*$/i;
const maxStyles = 1_000;
const known = new Map<string, string>();

/** The allowed part of a style attribute; "" when nothing is left. */
export function safeStyle(style: string): string {
  const seen = known.get(style);
  if (seen !== undefined) return seen;
  const kept = style.length > 4_000 ? "" : style.split(";").map(safeDeclaration).filter((each) => each !== "").join(";");
  // mails repeat the same few styles; the bound keeps hostile ones from filling the memory
  if (known.size >= maxStyles) known.clear();
  if (style.length < 300) known.set(style, kept);
  return kept;
}

function safeDeclaration(declaration: string): string {
  const colon = declaration.indexOf(":");
  let property = declaration.slice(0, colon).trim().toLowerCase();
  const value = declaration.slice(colon + 1).trim();
  if (colon === -1 || value === "" || value.length > 300 || !harmless.test(value)) return "";
  if (property === "background") property = "background-color";
  if (!allowed.has(property)) return "";
  // negative margins pull content over its surroundings
  if (property.startsWith("margin") && value.includes("-")) return "";
  return `${property}:${value}`;
}
