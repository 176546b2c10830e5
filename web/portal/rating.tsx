import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { longestRating, type NewRating, type Score } from "../../contract/satisfaction.ts";
import type { TicketPage } from "../../contract/tickets.ts";
import { rateTicket } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { toast } from "../ui/toasts.tsx";
import styles from "./rating.module.css";
import { requestQuery } from "./requests.ts";
import { Given, scoreOf, StarsField } from "./stars.tsx";
import { inWords } from "./words.ts";

/** T6: who asked is asked how satisfied they are, once it is solved; what they said stands there, and can be changed as long as it is. */
export function Rating({ page: { ticket, rating, mayRate } }: { page: TicketPage }) {
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const rate = async (input: NewRating) => {
    await rateTicket(ticket.number, input);
    toast({ text: t("portal.rating.thanks"), key: "rated" });
    await client.invalidateQueries({ queryKey: requestQuery(ticket.number).queryKey });
    setChanging(false);
  };
  if (rating !== null && !changing)
    return (
      <section className={styles["given"]} aria-label={t("portal.rating.yours")}>
        <p>
          {t("portal.rating.yours")} <Given score={rating.score} />
        </p>
        {mayRate && (
          <Button look="quiet" large onClick={() => setChanging(true)}>
            {t("portal.rating.change")}
          </Button>
        )}
        {rating.message !== "" && (
          <p className={styles["said"]} dir="auto">
            {rating.message}
          </p>
        )}
      </section>
    );
  if (!mayRate) return null;
  return (
    <section className={styles["rating"]} aria-labelledby="rating">
      <h2 id="rating">{t("portal.rating.title")}</h2>
      <RatingForm first={scoreOf(String(rating?.score))} said={rating?.message ?? ""} onRate={rate}>
        {changing && (
          <Button look="quiet" large onClick={() => setChanging(false)}>
            {t("ui.cancel")}
          </Button>
        )}
      </RatingForm>
    </section>
  );
}

interface RatingFormProps {
  /** chosen already */
  first: Score | undefined;
  said: string;
  onRate: (input: NewRating) => Promise<unknown>;
  /** beside the button */
  children?: ReactNode;
  wide?: boolean;
}

/** The words are asked for once there is a star: most people want nothing but to press one. */
export function RatingForm({ first, said, onRate, children, wide = false }: RatingFormProps) {
  const [score, setScore] = useState(first);
  const [message, setMessage] = useState(said);
  const [missing, setMissing] = useState(false);
  const send = useMutation({ mutationFn: onRate });
  return (
    <form
      style={{ display: "grid", gap: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (score === undefined) return setMissing(true);
        return send.mutate({ score, ...(message.trim() === "" ? {} : { message }) });
      }}
    >
      <StarsField
        name="score"
        legend={t("portal.rating.title")}
        score={score}
        onChoose={(chosen) => {
          setScore(chosen);
          setMissing(false);
        }}
      />
      {score !== undefined && <TextArea label={t("portal.rating.message")} optional rows={3} maxLength={longestRating} dir="auto" value={message} onChange={(event) => setMessage(event.target.value)} />}
      {(missing || send.isError) && (
        <p className={styles["problem"]} role="alert">
          {missing ? t("portal.rating.choose") : inWords(send.error)}
        </p>
      )}
      <div className={styles["acts"]}>
        <Button type="submit" look={score === undefined ? "plain" : "primary"} large wide={wide} busy={send.isPending}>
          {t("portal.rating.send")}
        </Button>
        {children}
      </div>
    </form>
  );
}
