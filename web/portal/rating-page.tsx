import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { RatingLink } from "../../contract/satisfaction.ts";
import { problemOf } from "../lib/api.ts";
import { rateByLink, readRatingLink } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import forms from "./forms.module.css";
import { Frame, Notice, Then } from "./frame.tsx";
import { Said, useMailedLink } from "./mailed-link.tsx";
import { RatingForm } from "./rating.tsx";
import { Given, scoreOf } from "./stars.tsx";
import { inWords } from "./words.ts";

const unknown: RatingLink = { state: "unknown", ticket: null, rating: null };

/** Where the stars of a mail lead (T6): the one that was pressed, chosen already, and the button that confirms it. Opening it changes nothing. */
export function RatingPage({ token, asked }: { token: string; asked: string | null }) {
  const client = useQueryClient();
  const queryKey = ["rating-link", token];
  const link = useMailedLink(queryKey, (how) => readRatingLink(token, how), unknown);
  const [done, setDone] = useState(false);
  if (link.isPending) return <Frame>{null}</Frame>;
  if (link.isError)
    return (
      <Frame>
        <Notice title={t("portal.problem.title")} lead={inWords(link.error)}>
          <Button large onClick={() => void link.refetch()}>
            {t("ui.try-again")}
          </Button>
        </Notice>
      </Frame>
    );
  const { state, ticket, rating } = link.data;
  if (ticket === null || state === "unknown") return <Said title={t("portal.choice.unknown")} lead={t("portal.rating.unknown.lead")} />;
  const about = (
    <>
      {t("portal.ticket.number", { number: ticket.number })} · <bdi>{ticket.subject}</bdi>
    </>
  );
  const said = (title: string, lead: ReactNode) => <Said title={title} lead={<>{about}<Then>{lead}</Then></>} number={ticket.number} />;
  if (state === "expired") return said(t("portal.choice.expired"), t("portal.rating.expired.lead"));
  if (state === "over") return said(t("portal.rating.over"), t("portal.rating.over.lead"));
  if (done && rating !== null) return said(t("portal.rating.thanks"), <Given score={rating.score} />);
  const title = ticket.agent === null ? t("portal.rating.title") : t("portal.rating.title-of", { agent: ticket.agent });
  return (
    <Frame title={title}>
      <div className={forms["narrow"]}>
        <h1 tabIndex={-1}>{title}</h1>
        <p className={forms["lead"]}>{about}</p>
        <RatingForm
          first={scoreOf(asked) ?? scoreOf(String(rating?.score))}
          said={rating?.message ?? ""}
          wide
          onRate={async (input) => {
            try {
              client.setQueryData(queryKey, await rateByLink(token, input));
              setDone(true);
            } catch (error) {
              // what it is now says itself
              if (![404, 409, 410].includes(problemOf(error)?.status ?? 0)) throw error;
              await link.refetch();
            }
          }}
        />
      </div>
    </Frame>
  );
}
