import { IconArchive } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Branch, Organization } from "../../../contract/organizations.ts";
import { problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Face } from "../../ui/face.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Form, NothingHere, Page, pageStyles } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { useMe } from "../auth/api.ts";
import { OwnFields, useOwnFields } from "../fields/own-fields.tsx";
import { changesIn, membersQuery, organizationQuery, useChangeOrganization, useSaveBranch } from "./api.ts";
import { BackButton } from "./organization-list.tsx";
import styles from "./organizations.module.css";

/** One organization: what is known of it, its branches, its people. */
export function OrganizationPage({ id, onClose, hrefOfQuery }: { id: number; onClose: () => void; hrefOfQuery: (q: string) => string }) {
  const query = useQuery(organizationQuery(id));
  const back = <BackButton className={pageStyles["back"]} onClick={onClose} />;
  const [saved, setSaved] = useState(0);
  const missing = query.isError && problemOf(query.error)?.status === 404;
  // a form is not taken away because it could not be read once more
  if (query.isError && (missing || !query.data)) {
    return (
      <Page before={back} title={t("desk.organization.title")}>
        <NothingHere title={missing ? t("desk.organization.missing") : (problemOf(query.error)?.title ?? t("ui.unknown-problem"))} />
      </Page>
    );
  }
  if (!query.data)
    return (
      <Page before={back} title={<Bone width={160} height={16} />}>
        <div className={pageStyles["form"]} aria-busy>
          <Bone height={40} />
          <Bone height={80} />
        </div>
      </Page>
    );
  return (
    <Page before={back} title={<bdi>{query.data.name}</bdi>}>
      <Loaded key={saved} organization={query.data} onSaved={() => setSaved((times) => times + 1)} hrefOfQuery={hrefOfQuery} />
    </Page>
  );
}

/** What of it the form writes. */
const partsOf = ({ name, domains, phone, postal, notes, own, desks, sharesRequests }: Organization) => ({ name, domains, phone, postal, notes, own, desks, sharesRequests });

function Loaded({ organization, onSaved, hrefOfQuery }: { organization: Organization; onSaved: () => void; hrefOfQuery: (q: string) => string }) {
  const save = useChangeOrganization(organization.id);
  // what a colleague changes meanwhile does not disturb what is typed
  const [begun] = useState(organization);
  // told that a colleague changed the same: saved again, it is saved over theirs
  const [over, setOver] = useState(false);
  const [name, setName] = useState(organization.name);
  const [domains, setDomains] = useState(organization.domains.join("\n"));
  const [phone, setPhone] = useState(organization.phone ?? "");
  const [postal, setPostal] = useState(organization.postal ?? "");
  const [notes, setNotes] = useState(organization.notes);
  const [own, setOwn] = useState(organization.own);
  const [desks, setDesks] = useState(organization.desks);
  const mine = useMe().desks;
  const [sharesRequests, setShares] = useState(organization.sharesRequests);
  const readOnly = !organization.can.edit;
  const fields = useOwnFields("organizationFields", organization.fields);
  const submit = () => {
    if (fields.wrong) return;
    const typed = { name: name.trim() || begun.name, domains: linesOf(domains), phone: phone.trim() || null, postal: postal.trim() || null, notes, own, desks, sharesRequests };
    const body = { ...changesIn(partsOf(begun), typed), ...changesIn({ fields: {} }, { fields: fields.changes }) };
    save.mutate({ begun: over ? organization : begun, body }, { onSuccess: onSaved, onError: (error) => setOver(problemOf(error)?.status === 412) });
  };
  return (
    <Form onSubmit={submit}>
      <Field label={t("desk.organization.name")} required maxLength={200} dir="auto" readOnly={readOnly} value={name} onChange={(event) => setName(event.target.value)} />
      <div className={`${pageStyles["pair"]} ${styles.pair}`}>
        <TextArea label={t("desk.organization.domains")} hint={t("desk.organization.domains.hint")} rows={2} style={{ minHeight: 64 }} readOnly={readOnly} value={domains} onChange={(event) => setDomains(event.target.value)} />
        <TextArea label={t("desk.organization.postal")} rows={2} style={{ minHeight: 64 }} maxLength={500} dir="auto" readOnly={readOnly} value={postal} onChange={(event) => setPostal(event.target.value)} />
      </div>
      <Field label={t("desk.organization.phone")} type="tel" maxLength={500} readOnly={readOnly} value={phone} onChange={(event) => setPhone(event.target.value)} />
      <OwnFields own={fields} readOnly={readOnly} />
      <TextArea label={t("desk.organization.notes")} rows={3} style={{ minHeight: 88 }} dir="auto" readOnly={readOnly} value={notes} onChange={(event) => setNotes(event.target.value)} />
      <label className={styles.check}>
        <input type="checkbox" checked={own} disabled={readOnly} onChange={(event) => setOwn(event.target.checked)} />
        {t("desk.organization.own")}
      </label>
      {own && (mine.length > 1 || desks.length > 0) && (
        <fieldset className={styles.desks}>
          <legend>{t("desk.organization.desks")}</legend>
          {[...mine.map(({ key, name }) => ({ key, name })), ...desks.filter((key) => mine.every((one) => one.key !== key)).map((key) => ({ key, name: key }))].map((desk) => (
            <label key={desk.key} className={styles.check}>
              <input type="checkbox" checked={desks.includes(desk.key)} disabled={readOnly} onChange={(event) => setDesks(event.target.checked ? [...desks, desk.key] : desks.filter((key) => key !== desk.key))} />
              {desk.name}
            </label>
          ))}
          <p>{t("desk.organization.desks.hint")}</p>
        </fieldset>
      )}
      <div className={styles.shares}>
        <label className={styles.check}>
          <input type="checkbox" checked={sharesRequests} disabled={readOnly} aria-describedby="shares-requests" onChange={(event) => setShares(event.target.checked)} />
          {t("desk.organization.shares")}
        </label>
        <p id="shares-requests">{t("desk.organization.shares.hint")}</p>
      </div>
      {!readOnly && (
        <div className={styles.acts}>
          <Button type="submit" look="primary" large busy={save.isPending}>
            {t("desk.save")}
          </Button>
        </div>
      )}
      <Branches organization={organization} />
      <Members id={organization.id} hrefOfQuery={hrefOfQuery} />
    </Form>
  );
}

export const linesOf = (text: string): string[] => text.split(/[\n,;]+/).map((line) => line.trim()).filter((line) => line !== "");

function Branches({ organization }: { organization: Organization }) {
  const save = useSaveBranch(organization.id);
  const [name, setName] = useState("");
  const [code, setCode] = useState("");
  const add = () => name.trim() && save.mutate({ body: { name: name.trim(), ...(code.trim() ? { code: code.trim() } : {}) } }, { onSuccess: () => (setName(""), setCode("")) });
  return (
    <section className={styles.section}>
      <h2>{t("desk.organization.branches")}</h2>
      <ul className={styles.branches}>
        {organization.branches
          .filter((branch) => !branch.archived)
          .map((branch) => (
            <BranchLine key={branch.id} branch={branch} canEdit={organization.can.edit} onArchive={() => save.mutate({ id: branch.id, body: { archived: true } })} />
          ))}
      </ul>
      {organization.can.edit && (
        <div className={styles.add}>
          <Field label={t("desk.organization.branch.name")} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} onKeyDown={(event) => event.key === "Enter" && (event.preventDefault(), add())} />
          <Field label={t("desk.organization.branch.code")} maxLength={100} value={code} onChange={(event) => setCode(event.target.value)} onKeyDown={(event) => event.key === "Enter" && (event.preventDefault(), add())} />
          <Button busy={save.isPending} onClick={add}>
            {t("desk.organization.branch.new")}
          </Button>
        </div>
      )}
    </section>
  );
}

function BranchLine({ branch, canEdit, onArchive }: { branch: Branch; canEdit: boolean; onArchive: () => void }) {
  return (
    <li className={styles.branch}>
      <span className={styles.name} dir="auto">
        {branch.name}
      </span>
      {branch.code && <span className={styles.meta}>{branch.code}</span>}
      {canEdit && (
        <IconButton label={t("desk.organization.branch.archive")} side="left" onClick={onArchive}>
          <IconArchive size={16} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

function Members({ id, hrefOfQuery }: { id: number; hrefOfQuery: (q: string) => string }) {
  const { data } = useQuery(membersQuery(id));
  if (!data || data.items.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2>{t("desk.organization.people")}</h2>
      <ul className={styles.branches}>
        {data.items.map((person) => (
          <li key={person.id} className={styles.branch}>
            <Face name={person.name} seed={person.email ?? person.name} size={24} />
            <span className={styles.name} dir="auto">
              {person.email ? <a href={hrefOfQuery(`requester:${person.email}`)}>{person.name}</a> : person.name}
            </span>
            <span className={styles.meta}>{person.branch}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
