import { t } from "../../lib/i18n.ts";
import { useCaretPicker } from "../../ui/controls/caret-picker.tsx";
import { Face } from "../../ui/face.tsx";

export interface Colleague {
  email: string;
  name: string;
}
const most = 6;
const trigger = /(?:^|[\s(])@([\p{L}\p{N}.'-]{0,20}(?: [\p{L}\p{N}.'-]{0,20})?)$/u;
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whom the written words name by `@`. */
export function mentionedIn(html: string, colleagues: readonly Colleague[]): Colleague[] {
  const text = new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
  return colleagues.filter((one) => text.includes(`@${one.name}`));
}

/** Offers colleagues while `@` and the beginning of a name stand before the caret. */
export const useMentions = (colleagues: readonly Colleague[]) =>
  useCaretPicker<Colleague>({
    label: t("desk.mention.choose"),
    trigger,
    find(query) {
      // a whole name and a space behind it: it has been chosen
      if (colleagues.some((one) => query.startsWith(`${one.name} `))) return [];
      const wanted = folded(query);
      return colleagues.filter((one) => folded(one.name).startsWith(wanted) || folded(one.name).includes(` ${wanted}`) || one.email.startsWith(wanted)).slice(0, most);
    },
    keyOf: (one) => one.email,
    show: (one) => (
      <>
        <Face name={one.name} seed={one.email} size={18} />
        <span dir="auto">{one.name}</span>
      </>
    ),
    rowHeight: 32,
    width: 248,
    written: (one) => `@${one.name} `,
  });
