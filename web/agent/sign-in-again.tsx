import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { meQuery } from "../features/auth/api.ts";
import { SignInPage } from "../features/auth/sign-in-page.tsx";
import { onSignedOut } from "../lib/api.ts";
import { readMe } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { onOtherTab, tellTabs } from "../lib/tabs.ts";
import type { createAppRouter } from "./router.tsx";
import styles from "./sign-in-again.module.css";

/**
 * When the session has ended, the door stands before the page that is open, which stays as it is behind it: whatever was
 * being written there is still there once its writer is back. For anybody else the page begins anew.
 */
export function SignInAgain({ router }: { router: ReturnType<typeof createAppRouter> }) {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  const here = useCallback(() => {
    const { pathname, search } = router.state.location;
    return pathname + new URLSearchParams(search as Record<string, string>).toString().replace(/^(?=.)/, "?");
  }, [router]);

  useEffect(
    () =>
      onSignedOut(() => {
        if (/^\/(sign-in|link|setup)/.test(router.state.location.pathname)) return;
        // nobody was here yet: there is nothing to keep
        if (client.getQueryData(meQuery.queryKey) === undefined) void router.navigate({ to: "/sign-in", search: { to: here() } });
        else setEnded(true);
      }),
    [client, router, here],
  );
  const goOn = useCallback(() => {
    setEnded(false);
    void client.invalidateQueries();
    // what waits for the server to be reached, as a draft does, need wait no longer
    dispatchEvent(new Event("online"));
  }, [client]);
  useEffect(
    () =>
      onOtherTab((email) => {
        const shown = client.getQueryData(meQuery.queryKey);
        if (shown === undefined || (email === shown.email && !ended)) return;
        readMe().then(
          (me) => (me.email === shown.email ? goOn() : location.reload()),
          () => undefined, // nobody: that has been told as the end of the session
        );
      }),
    [client, ended, goOn],
  );
  if (!ended) return null;
  return (
    <Door>
      <SignInPage to={here()} lead={t("auth.ended.lead")} onSignedIn={(me) => (goOn(), tellTabs(me.email))} />
    </Door>
  );
}

/** Above everything, dialogs too: what is behind it can be neither seen nor reached. */
function Door({ children }: { children: React.ReactNode }) {
  const door = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    door.current?.showModal();
    return () => {
      if (focused instanceof HTMLElement) focused.focus();
    };
  }, []);
  return (
    <dialog ref={door} aria-modal className={styles.door} aria-label={t("auth.sign-in.title")} onCancel={(event) => event.preventDefault()} onKeyDownCapture={(event) => event.key === "Escape" && event.preventDefault()}>
      {children}
    </dialog>
  );
}
