import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { problemOf } from "../lib/api.ts";
import { chooseNotifications, readNotificationChoice } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { usePortalDesk } from "./desk.ts";
import { Frame, Notice, Then } from "./frame.tsx";
import { Link } from "./router.tsx";
import { inWords } from "./words.ts";

/** Where “I do not want to get notifications” leads (T13): the choice, for one request, and the button that confirms it. Opening it changes nothing. */
export function NotificationsPage({ token }: { token: string }) {
  const { at } = usePortalDesk();
  const client = useQueryClient();
  const choice = useQuery({ queryKey: ["notification-choice", token], queryFn: ({ signal }) => readNotificationChoice(token, { signal }), retry: (count, error) => count < 2 && problemOf(error) === undefined });
  const choose = useMutation({ mutationFn: (wanted: boolean) => chooseNotifications(token, wanted), onSuccess: (chosen) => client.setQueryData(["notification-choice", token], chosen) });
  if (choice.isPending) return <Frame>{null}</Frame>;
  if (choice.isError) {
    const unknown = [400, 404].includes(problemOf(choice.error)?.status ?? 0);
    return (
      <Frame>
        <Notice title={unknown ? t("portal.notifications.unknown") : t("portal.problem.title")} lead={unknown ? t("portal.notifications.unknown.lead") : inWords(choice.error)}>
          {unknown ? (
            <Link to={at("")} className={buttonClass("plain", true)}>
              {t("portal.ticket.back")}
            </Link>
          ) : (
            <Button large onClick={() => void choice.refetch()}>
              {t("ui.try-again")}
            </Button>
          )}
        </Notice>
      </Frame>
    );
  }
  const { number, subject, wanted } = choice.data;
  const about = <bdi>{subject}</bdi>;
  return (
    <Frame title={t("portal.notifications")}>
      <Notice
        title={wanted ? t("portal.notifications.stop.title") : t("portal.notifications.stopped.title")}
        lead={
          <>
            {t("portal.ticket.number", { number })} · {about}
            <Then>{wanted ? t("portal.notifications.stop.lead") : t("portal.notifications.stopped.lead")}</Then>
          </>
        }
      >
        <Button look={wanted ? "primary" : "plain"} large busy={choose.isPending} onClick={() => choose.mutate(!wanted)}>
          {wanted ? t("portal.notifications.stop") : t("portal.notifications.start")}
        </Button>
        <Link to={at(`tickets/${number}`)} className={buttonClass("quiet", true)}>
          {t("portal.notifications.request")}
        </Link>
      </Notice>
      {choose.isError && <Problem>{inWords(choose.error)}</Problem>}
    </Frame>
  );
}
