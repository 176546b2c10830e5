import { TagsInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import type { Ticket } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import styles from "./conversations.module.css";

/** As chosen; null: as the ticket says. */
export interface Chosen {
  to: string[] | null;
  cc: string[] | null;
}
export const isAddress = (text: string): boolean => /^[^\s@<>,;"()[\]\\]+@[^\s@<>,;"()[\]\\]+\.[^\s@<>,;"()[\]\\]+$/u.test(text);
const splitChars = [",", ";", " "];

export const defaultTo = (ticket: Ticket): string[] => (ticket.requester.email ? [ticket.requester.email] : []);
export const defaultCc = (ticket: Ticket): string[] => ticket.cc.map((one) => one.email);

/** What keeps a reply from being sent to these people. */
export function wrongAddress({ to, cc }: Chosen): string | undefined {
  return [...(to ?? []), ...(cc ?? [])].find((one) => !isAddress(one));
}

/** A field of mail addresses, with suggestions. */
export function Addresses({ label, hint, value, onChange, known, focused = false }: { label: string; hint?: string; value: string[]; onChange: (value: string[]) => void; known: string[]; focused?: boolean }) {
  const wrong = value.find((one) => !isAddress(one));
  return (
    <TagsInput
      label={label}
      description={hint}
      value={value}
      onChange={(all) => onChange([...new Set(all.flatMap((one) => one.toLowerCase().split(/[\s,;]+/)).filter((one) => one !== ""))])}
      data={known.filter((one) => !value.includes(one))}
      splitChars={splitChars}
      acceptValueOnBlur
      clearable={false}
      openOnFocus={false}
      classNames={{ inputField: styles.bare ?? "" }}
      maxTags={50}
      error={wrong === undefined ? undefined : t("desk.recipients.wrong", { address: wrong })}
      placeholder={value.length === 0 ? t("desk.recipients.add") : ""}
      autoComplete="off"
      data-autofocus={focused || undefined}
    />
  );
}

/** To whom the reply goes: shown in a line, changed where one presses. */
export function Recipients({ ticket, chosen, onChange }: { ticket: Ticket; chosen: Chosen; onChange: (chosen: Chosen) => void }) {
  const [editing, setEditing] = useState(false);
  const to = chosen.to ?? defaultTo(ticket);
  const cc = chosen.cc ?? defaultCc(ticket);
  const people = [ticket.requester, ...ticket.cc];
  const known = people.flatMap((one) => (one.email ? [one.email] : []));
  const named = (email: string) => {
    const one = people.find((person) => person.email === email);
    return one?.name ? `${one.name} <${email}>` : email;
  };
  if (editing) {
    return (
      <div className={styles.recipients}>
        <Addresses label={t("desk.to")} value={to} known={known} onChange={(next) => onChange({ ...chosen, to: next })} />
        <Addresses label={t("desk.cc")} value={cc} known={known} onChange={(next) => onChange({ ...chosen, cc: next })} />
        <div className={`${styles.row} ${styles.done}`}>
          {(chosen.to !== null || chosen.cc !== null) && (
            <Button look="quiet" onClick={() => (onChange({ to: null, cc: null }), setEditing(false))}>
              {t("desk.recipients.reset")}
            </Button>
          )}
          <Button onClick={() => setEditing(false)}>{t("ui.done")}</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.summary}>
      <div className={styles.lines}>
        {to.length === 0 && cc.length === 0 && <NoAddress requester={ticket.requester} />}
        <div>
          <b>{t("desk.to")}</b>
          <span dir="auto" title={to.map(named).join(", ")}>
            {to.map(named).join(", ") || t("desk.recipients.none")}
          </span>
        </div>
        {cc.length > 0 && (
          <div>
            <b>{t("desk.cc")}</b>
            <span dir="auto" title={cc.map(named).join(", ")}>
              {cc.map((email) => people.find((one) => one.email === email)?.name || email).join(", ")}
            </span>
          </div>
        )}
      </div>
      <IconButton label={t("desk.recipients.edit")} side="top" onClick={() => setEditing(true)}>
        <IconPencil size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

/** Who is known by phone only cannot be written to: say so before words are spent. */
function NoAddress({ requester: { email, phone } }: { requester: Ticket["requester"] }) {
  if (email !== null) return null;
  return (
    <p role="note">
      {t("desk.recipients.no-address")}{" "}
      {phone !== null && (
        <a href={`tel:${phone.number}`}>
          {t("desk.recipients.call", { phone: phone.written })}
        </a>
      )}
    </p>
  );
}
