import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { problemOf } from "../lib/api.ts";
import { claimAddress, readProof, useProof as confirmProof } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { toast } from "../ui/toasts.tsx";
import { addressesQuery } from "./addresses.tsx";
import { usePortalDesk } from "./desk.ts";
import styles from "./forms.module.css";
import { Frame, Notice } from "./frame.tsx";
import { Link, navigate } from "./router.tsx";
import { useSession } from "./session.ts";
import { SignInPage } from "./sign-in-page.tsx";
import { inWords } from "./words.ts";

/** Where the mail about a further address leads. Opening it changes nothing; who asked confirms it, signed in. */
export function AddressPage({ token }: { token: string }) {
  const { key, at } = usePortalDesk();
  const client = useQueryClient();
  const me = useSession();
  const proof = useQuery({
    // what is told depends on who is signed in
    queryKey: ["proof", token, me?.email ?? null],
    queryFn: ({ signal }) =>
      readProof(token, { signal }).catch((error: unknown) => {
        if (problemOf(error)?.status === 400) return null;
        throw error;
      }),
    staleTime: Infinity,
  });
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  if (proof.isPending) return <Frame>{null}</Frame>;
  if (proof.isError)
    return (
      <Frame>
        <Notice title={t("portal.problem.title")} lead={inWords(proof.error)}>
          <Button large onClick={() => void proof.refetch()}>
            {t("ui.try-again")}
          </Button>
        </Notice>
      </Frame>
    );
  const state = proof.data?.state ?? "unknown";
  const email = proof.data?.email ?? "";
  const asker = proof.data?.askedBy ?? { name: "", email: "" };
  const act = async (run: () => Promise<unknown>, said: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await run();
      toast({ text: said, key: "saved" });
      await client.invalidateQueries();
      navigate(at("account"), { replace: true });
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
      if (problemOf(error)?.status === 410) void proof.refetch();
    }
  };
  const alert = problem && (
    <p className={styles["problem"]} role="alert">
      {problem}
    </p>
  );

  if (state !== "valid")
    return (
      <Frame title={t(`portal.proof.${state}.title`)}>
        <Notice title={t(`portal.proof.${state}.title`)} lead={t(`portal.proof.${state}.lead`, { email })}>
          {alert}
          {state === "expired" && proof.data?.yours && (
            <Button look="primary" large busy={busy} onClick={() => void act(() => claimAddress({ email, desk: key }), t("portal.addresses.mailed", { email }))}>
              {t("portal.link.another")}
            </Button>
          )}
          <Link to={at("account")} className={buttonClass(state === "expired" && proof.data?.yours ? "plain" : "primary", true)}>
            {t("portal.proof.account")}
          </Link>
        </Notice>
      </Frame>
    );
  // after signing in here it is the asker's page, or says that it is somebody else's
  if (!me) return <SignInPage ended={false} ticket={undefined} lead={t("portal.proof.sign-in", { email: asker.email })} />;
  if (!proof.data?.yours)
    return (
      <Frame title={t("portal.proof.foreign.title")}>
        <Notice title={t("portal.proof.foreign.title")} lead={t("portal.proof.foreign.lead", { name: asker.name, email: asker.email, address: email, me: me.email ?? me.name })}>
          <Link to={at("")} className={buttonClass("primary", true)}>
            {t("portal.link.go-in")}
          </Link>
        </Notice>
      </Frame>
    );
  return (
    <Frame title={t("portal.proof.title")}>
      <div className={styles["narrow"]}>
        <h1 tabIndex={-1}>{t("portal.proof.title")}</h1>
        <p className={styles["lead"]}>{t("portal.proof.lead", { email })}</p>
        <div className={styles["form"]}>
          {alert}
          <Button
            look="primary"
            large
            wide
            busy={busy}
            onClick={() =>
              void act(async () => client.setQueryData(addressesQuery.queryKey, await confirmProof(token)), t("portal.proof.done", { email }))
            }
          >
            {t("portal.proof.do")}
          </Button>
        </div>
      </div>
    </Frame>
  );
}
