import { TagsInput } from "@mantine/core";
import { useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import type { DeskWords } from "../desks/api.ts";
import { usePeople } from "../fields/choices.tsx";
import styles from "./conversations.module.css";
import { isAddress } from "./recipients.tsx";

/** Whom something is forwarded to, as the API takes it (R9), and what is written and is nobody. */
export interface Receivers {
  to: string[];
  people: string[];
  roles: string[];
  wrong: string | undefined;
}

/** Colleagues and roles by the words they are chosen by; two of one name are told apart. */
function wordsOf(desk: DeskWords | undefined) {
  const { agents = [], roles = [], language = "en" } = desk?.configuration ?? {};
  const twice = new Set(agents.map((one) => one.name).filter((name, index, all) => all.indexOf(name) !== index));
  const people = new Map(agents.map((one) => [twice.has(one.name) ? `${one.name} (${one.email})` : one.name, one.email]));
  const byRole = new Map(roles.map((one) => [t("desk.forward.role", { role: labelIn(one.labels, currentLanguage(), language) }), one.key]));
  return { people, roles: byRole };
}
/** "Ana <ana@guest.example>" is her address. */
const addressIn = (text: string): string => (/<([^<>\s]+)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();

/** What the written names mean. */
export function readReceivers(written: readonly string[], desk: DeskWords | undefined): Receivers {
  const words = wordsOf(desk);
  const read: Receivers = { to: [], people: [], roles: [], wrong: undefined };
  for (const one of written) {
    const [person, role, address] = [words.people.get(one), words.roles.get(one), addressIn(one)];
    if (person !== undefined) read.people.push(person);
    else if (role !== undefined) read.roles.push(role);
    else if (isAddress(address)) read.to.push(address);
    else read.wrong ??= one;
  }
  return read;
}

/** One line for everybody: addresses as they are typed, colleagues and people by name, all who hold a role. */
export function ReceiversField({ label, hint, written, onChange, desk }: { label: string; hint: string; written: string[]; onChange: (written: string[]) => void; desk: DeskWords | undefined }) {
  const [search, setSearch] = useState("");
  const found = usePeople(search, desk?.configuration.key);
  const words = wordsOf(desk);
  const { wrong } = readReceivers(written, desk);
  const known = new Set(words.people.values());
  const others = search.trim().length > 1 ? (found.data?.items ?? []).flatMap(({ name, email }) => (email === null || known.has(email) ? [] : [`${name} <${email}>`])) : [];
  const group = (title: string, items: string[]) => (items.length > 0 ? [{ group: title, items: items.filter((one) => !written.includes(one)) }] : []);
  return (
    <TagsInput
      label={label}
      description={hint}
      value={written}
      onChange={onChange}
      searchValue={search}
      onSearchChange={setSearch}
      data={[...group(t("desk.forward.colleagues"), [...words.people.keys()]), ...group(t("desk.forward.roles"), [...words.roles.keys()]), ...group(t("desk.forward.others"), [...new Set(others)])]}
      // found by the server, under words that need not stand in the name
      filter={({ options, search: typed }) => options.map((one) => ("group" in one && one.group !== t("desk.forward.others") ? { ...one, items: one.items.filter(({ label: words_ }) => folded(words_).includes(folded(typed.trim()))) } : one)).filter((one) => !("group" in one) || one.items.length > 0)}
      splitChars={[",", ";"]}
      acceptValueOnBlur
      openOnFocus={false}
      clearable={false}
      maxDropdownHeight={280}
      classNames={{ inputField: styles.bare ?? "" }}
      maxTags={50}
      error={wrong === undefined ? undefined : t("desk.recipients.wrong", { address: wrong })}
      placeholder={written.length === 0 ? t("desk.forward.to.placeholder") : ""}
      autoComplete="off"
      data-autofocus
    />
  );
}
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
