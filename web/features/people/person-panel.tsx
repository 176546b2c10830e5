import { IconBuilding, IconId, IconMail, IconPencil, IconPhone } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import type { Person } from "../../../contract/organizations.ts";
import { problemOf } from "../../lib/api.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { pageStyles } from "../../ui/page.tsx";
import { OwnFields, useOwnFields } from "../fields/own-fields.tsx";
import { fieldWords } from "../fields/values.ts";
import { changesIn, organizationQuery, organizationsQuery } from "../organizations/api.ts";
import { linesOf } from "../organizations/organization-page.tsx";
import styles from "../organizations/organizations.module.css";
import { Access } from "./access.tsx";
import { personQuery, useChangePerson } from "./api.ts";
import { Privacy } from "./privacy.tsx";

/** What is known of a person beside their name and address: phones, where they belong, their number, a note. */
export function PersonPanel({ person: id, desk, hrefOfOrganization }: { person: number | null; /** whose portal a mailed way in opens */ desk: string; hrefOfOrganization: (id: number) => string }) {
  const { data: person } = useQuery(personQuery(id));
  const [editing, setEditing] = useState(false);
  const own = useOwnFields("personFields", {});
  if (!person) return null;
  if (editing) return <EditForm person={person} onDone={() => setEditing(false)} />;
  const others = person.addresses.filter((one) => !one.primary);
  // above stands how they are reached: the address, or the first phone of who has none
  const phones = person.addresses.length === 0 ? person.phones.slice(1) : person.phones;
  return (
    <div className={styles.panel}>
      {others.map((one) => (
        <span key={one.email} className={styles.fact}>
          <IconMail size={16} aria-hidden /> <a href={`mailto:${one.email}`}>{one.email}</a>
        </span>
      ))}
      {phones.map((one) => (
        <span key={one.number} className={styles.fact}>
          <IconPhone size={16} aria-hidden /> <a href={`tel:${one.number}`}>{one.written}</a>
        </span>
      ))}
      {(person.organization ?? person.branch) && (
        <span className={styles.fact}>
          <IconBuilding size={16} aria-hidden />
          <span>
            {person.organization && (
              <a href={hrefOfOrganization(person.organization.id)} dir="auto">
                {person.organization.name}
              </a>
            )}
            {person.organization && person.branch && " · "}
            {person.branch && <bdi>{person.branch.name}</bdi>}
          </span>
        </span>
      )}
      {person.employeeId && (
        <span className={styles.fact}>
          <IconId size={16} aria-hidden /> {t("desk.person.employee-id")}: {person.employeeId}
        </span>
      )}
      {own.fields.map((field) => {
        const words = own.desk === undefined ? "" : fieldWords(field, person.fields[field.key] ?? null, own.desk.language);
        return (
          words !== "" && (
            <span key={field.key} className={styles.fact}>
              {labelIn(field.labels, currentLanguage(), own.desk?.language)}: <bdi>{words}</bdi>
            </span>
          )
        );
      })}
      {person.notes && <p dir="auto">{person.notes}</p>}
      {person.can.edit && (
        <div className={styles.acts}>
          <Button look="quiet" onClick={() => setEditing(true)}>
            <IconPencil size={16} aria-hidden /> {t("desk.person.edit")}
          </Button>
        </div>
      )}
      <Access person={person.id} desk={desk} />
      {person.can.privacy && <Privacy person={person} />}
    </div>
  );
}

const none = "-";

/** What of a person the form writes, beside their addresses. */
const partsOf = ({ name, phones, organization, branch, employeeId, notes }: Person) => ({ name, phones: phones.map((one) => one.written), organization: organization?.id ?? null, branch: branch?.id ?? null, employeeId, notes });

function EditForm({ person, onDone }: { person: Person; onDone: () => void }) {
  const save = useChangePerson();
  // what a colleague, or a mail, changes meanwhile does not disturb what is typed
  const [begun] = useState(person);
  // told that somebody changed the same: saved again, it is saved over theirs
  const [over, setOver] = useState(false);
  const [name, setName] = useState(person.name);
  const [addresses, setAddresses] = useState(person.addresses.map((one) => one.email).join("\n"));
  // an address of somebody else: they may be one person, which only a person can say
  const [other, setOther] = useState<string>();
  const [phones, setPhones] = useState(person.phones.map((one) => one.written).join("\n"));
  const [organization, setOrganization] = useState(person.organization);
  const [branch, setBranch] = useState(person.branch?.id ?? null);
  const [employeeId, setEmployeeId] = useState(person.employeeId ?? "");
  const [notes, setNotes] = useState(person.notes);
  const written = linesOf(addresses).map((one) => one.toLowerCase());
  const readdressed = written.join(" ") !== begun.addresses.map((one) => one.email).join(" ");
  const fields = useOwnFields("personFields", person.fields);
  const submit = (merge = false) =>
    !fields.wrong &&
    save.mutate(
      {
        person: over ? person : begun,
        body: {
          ...changesIn(partsOf(begun), { name: name.trim() || begun.name, phones: linesOf(phones), organization: organization?.id ?? null, branch, employeeId: employeeId.trim() || null, notes }),
          ...changesIn({ fields: {} }, { fields: fields.changes }),
          ...(readdressed && person.can.editAddresses ? { addresses: written } : {}),
          ...(merge ? { merge } : {}),
        },
      },
      {
        onSuccess: onDone,
        onError: (error) => {
          setOver(problemOf(error)?.status === 412);
          if (problemOf(error)?.key === "person.known-address") setOther(problemOf(error)?.title);
        },
      },
    );
  const mergeable = person.addresses.length === 0 && written.length === 1;
  return (
    <form className={styles.form} onSubmit={(event) => (event.preventDefault(), submit())}>
      <Field label={t("desk.organization.name")} required maxLength={200} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
      {person.can.editAddresses && (
        <TextArea
          label={t("desk.person.addresses")}
          hint={t("desk.person.addresses.hint")}
          problem={other === undefined || mergeable ? undefined : other}
          rows={2}
          style={{ minHeight: 56 }}
          inputMode="email"
          autoCapitalize="none"
          value={addresses}
          onChange={(event) => (setAddresses(event.target.value), setOther(undefined))}
        />
      )}
      {other !== undefined && mergeable && (
        <div className={styles.same} role="alert">
          <p>
            {other} {t("desk.person.same")}
          </p>
          <Button onClick={() => submit(true)} busy={save.isPending}>
            {t("desk.person.merge")}
          </Button>
        </div>
      )}
      <TextArea label={t("desk.person.phones")} hint={t("desk.person.phones.hint")} rows={2} style={{ minHeight: 56 }} inputMode="tel" value={phones} onChange={(event) => setPhones(event.target.value)} />
      <OrganizationChoice chosen={organization} onChange={(next) => (setOrganization(next), setBranch(null))} />
      {organization && <BranchChoice organization={organization.id} value={branch} onChange={setBranch} />}
      <Field label={t("desk.person.employee-id")} optional maxLength={100} value={employeeId} onChange={(event) => setEmployeeId(event.target.value)} />
      <OwnFields own={fields} />
      <TextArea label={t("desk.person.notes")} optional rows={2} style={{ minHeight: 56 }} dir="auto" value={notes} onChange={(event) => setNotes(event.target.value)} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={save.isPending}>
          {t("desk.save")}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Found as one types. */
function OrganizationChoice({ chosen, onChange }: { chosen: Person["organization"]; onChange: (organization: Person["organization"]) => void }) {
  const [typed, setTyped] = useState("");
  const found = useInfiniteQuery({ ...organizationsQuery(typed.trim()), enabled: typed.trim().length > 1 });
  const rows = typed.trim().length > 1 ? (found.data?.pages[0]?.items.slice(0, 5) ?? []) : [];
  return (
    <div className={styles.section} style={{ gap: 6 }}>
      <Field label={t("desk.person.organization")} optional placeholder={chosen?.name ?? t("desk.person.no-organization")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      {(rows.length > 0 || chosen) && (
        <div className={styles.acts}>
          {rows.map((row) => (
            <Button key={row.id} onClick={() => (onChange({ id: row.id, name: row.name }), setTyped(""))}>
              {row.name}
            </Button>
          ))}
          {chosen && typed === "" && (
            <Button look="quiet" onClick={() => onChange(null)}>
              {t("desk.person.no-organization")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function BranchChoice({ organization, value, onChange }: { organization: number; value: number | null; onChange: (id: number | null) => void }) {
  const { data } = useQuery(organizationQuery(organization));
  const branches = data?.branches.filter((branch) => !branch.archived) ?? [];
  if (branches.length === 0) return null;
  return (
    <div className={pageStyles["labelled"]}>
      {t("desk.person.branch")}
      <Picker
        wide
        label={t("desk.person.branch")}
        unset={t("desk.person.branch")}
        value={value === null ? "" : String(value)}
        options={[{ value: none, label: t("desk.none") }, ...branches.map((branch) => ({ value: String(branch.id), label: branch.name, ...(branch.code ? { hint: branch.code } : {}) }))]}
        onChange={(next) => onChange(next === none ? null : Number(next))}
      />
    </div>
  );
}
