import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Me } from "../../../contract/auth.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { readLink, useLink as confirmLink } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, focusFirst } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { enter } from "./api.ts";
import { Gate, gateStyles as styles } from "./gate.tsx";
import { policyInWords } from "./policy.ts";
import { inWords } from "./sign-in-page.tsx";

/** What a mailed link is for, and the one button that confirms it: opening the page changes nothing. */
export function LinkPage({ token, onSignedIn, onAnother }: { token: string; onSignedIn: (me: Me) => void; onAnother: () => void }) {
  const client = useQueryClient();
  const link = useQuery({ queryKey: ["link", token], queryFn: ({ signal }) => readLink(token, { signal }), retry: (failures, error) => failures < 2 && isNetworkProblem(error), staleTime: Infinity });
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const me = await confirmLink(token, link.data?.purpose === "password" ? password : undefined);
      if (enter(client, me)) onSignedIn(me);
    } catch (error) {
      // the link was the first half: the sign-in page asks for the second
      if (problemOf(error)?.key === "session.second-factor") return onAnother();
      setProblem(inWords(error));
      setBusy(false);
    }
  };

  if (link.isPending)
    return (
      <Gate title={t("auth.link.opening")}>
        <Bone height={40} />
      </Gate>
    );
  // A token that cannot even be one is as unknown as one that was never given out.
  const unknown = link.isError && [400, 404].includes(problemOf(link.error)?.status ?? 0);
  if (link.isError && !unknown)
    return (
      <Gate title={t("auth.link.unreadable")} lead={inWords(link.error)}>
        <Button large wide onClick={() => void link.refetch()}>
          {t("ui.try-again")}
        </Button>
      </Gate>
    );
  const { state, purpose, email } = link.data ?? ({ state: "unknown", purpose: "sign-in", email: null } as const);
  if (state !== "valid")
    return (
      <Gate title={t(`auth.link.${state}.title`)} lead={t(`auth.link.${state}.lead`)}>
        <Button look="primary" large wide onClick={onAnother}>
          {state === "directory" ? t("auth.link.directory.do") : t("auth.link.another")}
        </Button>
      </Gate>
    );
  return (
    <Gate title={t(`auth.link.${purpose}.title`)} lead={t(`auth.link.${purpose}.lead`, { email: email ?? "" })}>
      <form className={styles.form} onSubmit={(event) => void confirm(event)}>
        {problem && (
          <Problem>
            {problem}
          </Problem>
        )}
        <input type="hidden" name="email" autoComplete="username" value={email ?? ""} readOnly />
        {purpose === "password" && <Field label={t("auth.new-password")} hint={link.data && policyInWords(link.data.passwordPolicy)} type="password" autoComplete="new-password" required ref={focusFirst} value={password} onChange={(event) => setPassword(event.target.value)} />}
        <Button type="submit" look="primary" large wide busy={busy} {...(purpose === "sign-in" ? { ref: focusFirst } : {})}>
          {t(`auth.link.${purpose}.do`)}
        </Button>
      </form>
    </Gate>
  );
}
