import { IconUserShare } from "@tabler/icons-react";
import { useState } from "react";
import type { Ticket } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Lookup } from "../../ui/controls/lookup.tsx";
import { usePeople } from "../fields/choices.tsx";
import styles from "../organizations/organizations.module.css";
import { useChangeRequester } from "./api.ts";

const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);
const isPhone = (text: string) => /^\+?[\d\s().\-/]{6,}$/.test(text);

/** The request is somebody else's: found as one types, or named by an address or a phone. */
export function ChangeRequester({ ticket }: { ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const found = usePeople(open ? typed : "", ticket.desk);
  const change = useChangeRequester(ticket.number);
  if (!ticket.can.edit) return null;
  if (!open)
    return (
      <div className={styles.acts}>
        <Button look="quiet" onClick={() => setOpen(true)}>
          <IconUserShare size={16} aria-hidden /> {t("desk.requester.change")}
        </Button>
      </div>
    );
  const done = () => {
    setOpen(false);
    setTyped("");
  };
  const text = typed.trim();
  const fresh = isAddress(text) ? { email: text } : isPhone(text) ? { phone: text } : null;
  const people = text.length > 1 ? (found.data?.items ?? []).filter((one) => one.id !== ticket.person) : [];
  return (
    <form className={styles.form} onSubmit={(event) => (event.preventDefault(), fresh !== null && change.mutate(fresh, { onSuccess: done }))}>
      <Lookup
        label={t("desk.requester.new")}
        hint={t("desk.requester.change.hint")}
        typed={typed}
        onType={setTyped}
        options={people.map((one) => ({ value: String(one.id), label: one.name, hint: [one.email, one.phones[0]?.written, one.organization?.name].filter(Boolean).join(" · ") }))}
        onChoose={(id) => change.mutate({ person: Number(id) }, { onSuccess: done })}
      />
      <div className={styles.acts}>
        <Button type="submit" look="primary" disabled={fresh === null} busy={change.isPending}>
          {t("desk.requester.change.do")}
        </Button>
        <Button look="quiet" onClick={done}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}
