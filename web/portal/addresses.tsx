import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { OwnAddress } from "../../contract/access.ts";
import { chooseAddress, claimAddress, listOwnAddresses, removeAddress } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { toast } from "../ui/toasts.tsx";
import styles from "./account.module.css";
import { usePortalDesk } from "./desk.ts";
import forms from "./forms.module.css";
import { sessionQuery } from "./session.ts";
import { inWords } from "./words.ts";

export const addressesQuery = queryOptions({ queryKey: ["addresses"], queryFn: ({ signal }) => listOwnAddresses({ signal }) });

/** The addresses one writes from: with several of them all requests are in one place. */
export function Addresses() {
  const { data } = useQuery(addressesQuery);
  if (!data) return null;
  return (
    <section className={forms["other"]} aria-labelledby="addresses">
      <h2 id="addresses">{t("portal.addresses.title")}</h2>
      <p className={styles["about"]}>{data.can.change ? t("portal.addresses.about") : t("portal.addresses.fixed")}</p>
      <ul className={styles["rows"]}>
        {data.items.map((one) => (
          <Row key={one.email} address={one} fixed={!data.can.change} />
        ))}
      </ul>
      {data.can.change && <Add />}
    </section>
  );
}

function Row({ address: { email, primary, verified }, fixed }: { address: OwnAddress; fixed: boolean }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = async (run: () => Promise<unknown>, said: string) => {
    setBusy(true);
    try {
      await run();
      await Promise.all([client.invalidateQueries(addressesQuery), client.invalidateQueries(sessionQuery)]);
      toast({ text: said, key: "saved" });
    } catch (error) {
      toast({ kind: "problem", text: inWords(error), key: "saved" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={styles["row"]}>
      <span className={styles["what"]}>
        <b>{email}</b>
        <span>{primary ? t("portal.addresses.primary") : verified ? t("portal.addresses.verified") : t("portal.addresses.unverified")}</span>
      </span>
      {!fixed && !primary && (
        <span className={styles["acts"]}>
          {verified && (
            <Button busy={busy} aria-label={t("portal.addresses.choose-of", { email })} onClick={() => void act(() => chooseAddress(email), t("portal.addresses.chosen", { email }))}>
              {t("portal.addresses.choose")}
            </Button>
          )}
          <Button busy={busy} aria-label={t("portal.addresses.remove-of", { email })} onClick={() => void act(() => removeAddress(email), t("portal.addresses.removed", { email }))}>
            {t("portal.addresses.remove")}
          </Button>
        </span>
      )}
    </li>
  );
}

/** Asks for the mail that proves it; says the same whosever the address is. */
function Add() {
  const { key } = usePortalDesk();
  const [email, setEmail] = useState("");
  const [mailed, setMailed] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    setMailed(undefined);
    try {
      await claimAddress({ email: email.trim(), desk: key });
      setMailed(email.trim());
      setEmail("");
    } catch (error) {
      setProblem(inWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles["add"]} onSubmit={(event) => void submit(event)}>
      <Field label={t("portal.addresses.another")} type="email" inputMode="email" autoComplete="off" autoCapitalize="none" required problem={problem} value={email} onChange={(event) => setEmail(event.target.value)} />
      <Button type="submit" large busy={busy} disabled={email.trim() === ""}>
        {t("portal.addresses.add")}
      </Button>
      <p role="status" className={styles["said"]}>
        {mailed && t("portal.addresses.mailed", { email: mailed })}
      </p>
    </form>
  );
}
