import { useMutation, useQueryClient } from "@tanstack/react-query";
import { problemOf } from "../../lib/api.ts";
import { resendDelivery } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";

/** Sends a mail again that failed or may not have arrived. */
export function Resend({ ticket, delivery }: { ticket: number; delivery: number }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => resendDelivery(ticket, delivery),
    onSuccess: () => {
      toast({ key: "resent", text: t("desk.resend.done") });
      return client.invalidateQueries({ queryKey: ["ticket", ticket] });
    },
    onError: (error) => toast({ kind: "problem", key: "resent", text: problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem") }),
  });
  return (
    <Button look="quiet" busy={again.isPending} onClick={() => again.mutate()}>
      {t("desk.resend")}
    </Button>
  );
}
