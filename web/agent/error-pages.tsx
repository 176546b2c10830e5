import { useRouter } from "@tanstack/react-router";
import { Gate } from "../features/auth/gate.tsx";
import { inWords } from "../features/auth/sign-in-page.tsx";
import { problemOf } from "../lib/api.ts";
import { t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";

export function NotFoundPage() {
  return (
    <Gate title={t("desk.not-found")} lead={t("desk.not-found.about")}>
      <a className={buttonClass("primary", true)} href="/desk/tickets">
        {t("desk.not-found.home")}
      </a>
    </Gate>
  );
}

/** A page that could not be shown: told, reported to the console once, with a way on. */
export function TroublePage({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  const known = problemOf(error) !== undefined;
  return (
    <Gate title={t("desk.trouble")} lead={known ? inWords(error) : t("desk.trouble.about")}>
      <Button
        look="primary"
        large
        wide
        onClick={() => {
          reset?.();
          void router.invalidate();
        }}
      >
        {t("ui.try-again")}
      </Button>
    </Gate>
  );
}
