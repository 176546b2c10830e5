import { IconArrowUpRight, IconMail, IconMapPin, IconPhone, IconUserCheck, IconUserPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PersonRow } from "../../../contract/organizations.ts";
import type { TicketRow } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Face } from "../../ui/face.tsx";
import { Field } from "../../ui/field.tsx";
import { pageStyles } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { OrganizationChoice } from "../fields/choices.tsx";
import { personQuery } from "../people/api.ts";
import { lastTicketsQuery, openTicketsQuery, useFound } from "./api.ts";
import type { Typed } from "./draft.ts";
import { focusOnce } from "./focus.ts";
import styles from "./requester.module.css";

interface RequesterProps {
  desk: string;
  person: number | null;
  typed: Typed;
  onTyped: (typed: Typed) => void;
  onPerson: (person: number | null) => void;
  problems: Readonly<Record<string, string>>;
  focused: boolean;
  /** offers who is known: only to who may look people up */
  looksUp: boolean;
}

/** Who asks: found as one types any part of what is known, or new. */
export function Requester(props: RequesterProps) {
  return (
    <fieldset className={styles.group}>
      <legend>{t("desk.requester")}</legend>
      {props.person === null ? <NewPerson {...props} /> : <KnownPerson id={props.person} onChange={() => props.onPerson(null)} />}
    </fieldset>
  );
}

function NewPerson({ desk, typed, onTyped, onPerson, problems, focused, looksUp }: RequesterProps) {
  // found by what was typed last; what a call brought is looked up at once
  const [last, setLast] = useState<"name" | "email" | "phone">(typed.phone !== "" ? "phone" : typed.email !== "" ? "email" : "name");
  const found = useFound(looksUp ? typed[last] : "", desk, looksUp ? typed.organization : null);
  const set = (key: "name" | "email" | "phone") => (event: { target: { value: string } }) => {
    setLast(key);
    onTyped({ ...typed, [key]: event.target.value });
  };
  const asked = typed[last].trim().length > 2 || typed.organization !== null;
  const people = asked ? (found.data ?? []) : [];
  const address = typed.email.trim().toLowerCase();
  const owner = people.find((one) => address !== "" && one.email?.toLowerCase() === address);
  const something = typed.name.trim() !== "" || typed.email.trim() !== "" || typed.phone.trim() !== "";
  return (
    <>
      <div className={pageStyles["pair"]}>
        <Field label={t("desk.new.phone")} type="tel" inputMode="tel" autoComplete="off" maxLength={60} problem={problems["/requester/phone"]} ref={focused ? (element) => focusOnce(element) : undefined} value={typed.phone} onChange={set("phone")} />
        <Field label={t("desk.new.name")} autoComplete="off" dir="auto" maxLength={200} problem={problems["/requester/name"]} value={typed.name} onChange={set("name")} />
      </div>
      <div className={pageStyles["pair"]}>
        <Field label={t("desk.new.email")} type="email" inputMode="email" autoComplete="off" optional={typed.phone.trim() !== ""} problem={problems["/requester/email"] ?? problems["/requester"]} value={typed.email} onChange={set("email")} />
        {looksUp && <OrganizationChoice label={t("desk.person.organization")} optional readOnly={false} value={typed.organization} onChange={(organization) => onTyped({ ...typed, organization })} />}
      </div>
      {people.length > 0 && (
        <ul className={styles.found} aria-label={t("desk.new.known")}>
          {people.map((one) => (
            <li key={one.id}>
              <button type="button" className={styles.foundPerson} onClick={() => onPerson(one.id)}>
                <Face name={one.name} seed={one.email ?? one.name} size={28} />
                <span>
                  <b dir="auto">{one.name}</b>
                  <small dir="auto">{hintOf(one)}</small>
                </span>
                <em>{t("desk.new.choose")}</em>
              </button>
            </li>
          ))}
        </ul>
      )}
      {something && (
        <p className={styles.hint}>
          {owner === undefined ? <IconUserPlus size={16} aria-hidden /> : <IconUserCheck size={16} aria-hidden />}
          {owner !== undefined ? t("desk.new.person.known", { name: owner.name }) : typed.email.trim() === "" && typed.phone.trim() !== "" ? t("desk.new.person.no-mail") : t("desk.new.person")}
        </p>
      )}
    </>
  );
}

const hintOf = (one: PersonRow): string => [one.email, one.phones[0]?.written, one.organization?.name, one.branch].filter(Boolean).join(" · ");

function KnownPerson({ id, onChange }: { id: number; onChange: () => void }) {
  const { data: person, isError } = useQuery(personQuery(id));
  return (
    <div className={styles.known}>
      <Face name={person?.name ?? ""} seed={person?.addresses[0]?.email ?? person?.name ?? ""} size={36} />
      <div className={styles.knownText}>
        <b dir="auto">{isError ? t("desk.new.person-gone") : (person?.name ?? "…")}</b>
        {person && (
          <span className={styles.facts}>
            {person.addresses[0] ? (
              <span>
                <IconMail size={16} aria-hidden /> {person.addresses[0].email}
              </span>
            ) : (
              <span>
                <IconMail size={16} aria-hidden /> {t("desk.new.no-mail")}
              </span>
            )}
            {person.phones.map((one) => (
              <span key={one.number}>
                <IconPhone size={16} aria-hidden /> {one.written}
              </span>
            ))}
            {(person.organization ?? person.branch) && (
              <span dir="auto">
                <IconMapPin size={16} aria-hidden /> {[person.organization?.name, person.branch?.name].filter(Boolean).join(" · ")}
              </span>
            )}
          </span>
        )}
      </div>
      <IconButton label={t("desk.new.other-person")} onClick={onChange}>
        <IconX size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

function Rows({ rows, hrefOf }: { rows: readonly TicketRow[]; hrefOf: (number: number) => string }) {
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.number}>
          <a href={hrefOf(row.number)} className={styles.openTicket}>
            <StateIcon state={row.state} />
            <span>
              <b dir="auto">{row.subject}</b>
              <small>
                #{row.number} · <Timestamp at={row.updatedAt} />
                {row.assignedTo && (
                  <>
                    {" · "}
                    <bdi>{row.assignedTo.name}</bdi>
                  </>
                )}
              </small>
            </span>
            <IconArrowUpRight size={16} aria-hidden />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** What the caller is waiting for already, so that nothing is taken down twice, and what was answered last, which they may mean. */
export function OpenTickets({ person: id, hrefOf }: { person: number; hrefOf: (number: number) => string }) {
  const { data: person } = useQuery(personQuery(id));
  const { data } = useQuery(openTicketsQuery(person));
  const { data: last } = useQuery(lastTicketsQuery(person));
  if (person === undefined || data === undefined)
    return (
      <div className={styles.open} aria-busy>
        <Bone width={96} height={12} />
        <Bone height={52} />
      </div>
    );
  return (
    <section className={styles.open} aria-label={t("desk.new.open-tickets")}>
      <h2>{t("desk.new.open-tickets")}</h2>
      {data.items.length === 0 && <p className={styles.none}>{t("desk.new.no-open-tickets")}</p>}
      <Rows rows={data.items} hrefOf={hrefOf} />
      {last !== undefined && last.items.length > 0 && (
        <>
          <h2>{t("desk.new.last-tickets")}</h2>
          <Rows rows={last.items} hrefOf={hrefOf} />
        </>
      )}
      {person.notes && (
        <p className={styles.notes} dir="auto">
          {person.notes}
        </p>
      )}
    </section>
  );
}

/** Throws away what was typed, after a second look. */
export function Discard({ onDiscard }: { onDiscard: () => void }) {
  const [sure, setSure] = useState(false);
  return (
    <Button look={sure ? "danger" : "quiet"} large onClick={() => (sure ? onDiscard() : setSure(true))} onBlur={() => setSure(false)}>
      {t(sure ? "desk.new.discard.sure" : "desk.new.discard")}
    </Button>
  );
}
