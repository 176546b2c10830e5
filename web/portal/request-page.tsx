import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type MouseEvent } from "react";
import { handSources, type Ticket, type TicketPage } from "../../contract/tickets.ts";
import { problemOf } from "../lib/api.ts";
import { wantNotifications } from "../lib/calls.ts";
import { dayAndTime, exactTime, relativeTime } from "../lib/format.ts";
import { currentLanguage, t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Bone } from "../ui/skeleton.tsx";
import { StateIcon } from "../ui/state-icon.tsx";
import { Closing } from "./closing.tsx";
import { Conversation } from "./conversation.tsx";
import { explanation, useNewStatuses, usePortalDesk } from "./desk.ts";
import { Frame, Notice } from "./frame.tsx";
import { Rating } from "./rating.tsx";
import { Reply } from "./reply.tsx";
import { Times } from "./times.tsx";
import styles from "./request-page.module.css";
import { requestQuery } from "./requests.ts";
import { Link, navigate } from "./router.tsx";
import { useSession } from "./session.ts";
import { inWords } from "./words.ts";

/** From this many letters on a heading's size would fill a phone. */
const longSubject = 80;

/** One request: where it stands, who handles it, the whole correspondence (H5), and the place to answer. */
export function RequestPage({ number, live }: { number: number; live: boolean }) {
  const { key, at, words } = usePortalDesk();
  const me = useSession();
  const request = useQuery(requestQuery(number));
  const ticket = request.data?.ticket;
  useNewStatuses(ticket === undefined || ticket.desk !== key ? [] : [ticket.status]);
  const elsewhere = ticket && (ticket.number !== number || ticket.desk !== key) ? ticket : undefined;
  useEffect(() => {
    if (!elsewhere) return;
    // merged into another, or handled by another desk: that is its address now
    if (elsewhere.desk === key) navigate(at(`tickets/${elsewhere.number}`), { replace: true });
    else location.replace(`/portal/${elsewhere.desk}/tickets/${elsewhere.number}`);
  }, [elsewhere, key, at]);

  if (request.isPending)
    return (
      <Frame title={t("portal.ticket.number", { number })}>
        <Back />
        <div className={styles["loading"]}>
          <Bone width="70%" height={26} />
          <Bone width="40%" height={14} />
          <Bone height={92} />
          <Bone height={160} />
        </div>
      </Frame>
    );
  const missing = request.isError && problemOf(request.error)?.status === 404;
  // what is no longer one's to see does not stay on the page
  if (!request.data || missing) {
    return (
      <Frame>
        <Notice
          title={missing ? t("portal.missing.title") : t("portal.problem.title")}
          lead={
            missing ? (
              <>
                {t("portal.missing.lead")} {me?.email && t("portal.missing.other", { email: me.email })}
              </>
            ) : (
              inWords(request.error)
            )
          }
        >
          {missing ? (
            <Back />
          ) : (
            <Button large onClick={() => void request.refetch()}>
              {t("ui.try-again")}
            </Button>
          )}
        </Notice>
      </Frame>
    );
  }
  const { data } = request;
  const newestFirst = words.configuration.conversationOrder === "newest-first";
  return (
    <Frame title={data.ticket.subject}>
      <Back />
      <h1 className={`${styles["subject"]} ${data.ticket.subject.length > longSubject ? styles["long"] : ""}`} tabIndex={-1} dir="auto">
        {data.ticket.subject}
      </h1>
      <p className={styles["about"]}>
        {t("portal.ticket.number", { number: data.ticket.number })} · {t("portal.ticket.opened", { when: relativeTime(data.ticket.createdAt) })}
        {data.ticket.followUpOf !== null && (
          <>
            {"\u00a0· "}
            <Link to={at(`tickets/${data.ticket.followUpOf}`)}>{t("portal.ticket.continues", { number: data.ticket.followUpOf })}</Link>
          </>
        )}
        {data.continuedBy !== null && (
          <>
            {"\u00a0· "}
            <Link to={at(`tickets/${data.continuedBy}`)}>{t("portal.ticket.continued", { number: data.continuedBy })}</Link>
          </>
        )}
        {handSources.some((one) => one === data.ticket.source && one !== "email") && data.ticket.requester.email === me?.email && ` · ${t("portal.ticket.entered")}`}
      </p>
      <Standing page={data} />
      <Rating page={data} />
      <h2 className="visually-hidden">{t("portal.ticket.conversation")}</h2>
      {newestFirst && <Reply ticket={data.ticket} effect={data.replyEffect} joins={standsBy(data.ticket, me?.email) === "colleague"} />}
      <Conversation page={data} />
      <NewAnswer page={data} />
      {!live && (
        <p className={styles["lost"]} role="status">
          {t("portal.ticket.lost")}
        </p>
      )}
      {!newestFirst && <Reply ticket={data.ticket} effect={data.replyEffect} joins={standsBy(data.ticket, me?.email) === "colleague"} />}
      {data.notifications !== null && <Notifications number={data.ticket.number} wanted={data.notifications} />}
    </Frame>
  );
}

/** T13: whether each change is mailed, and the way to have it otherwise. */
function Notifications({ number, wanted }: { number: number; wanted: boolean }) {
  const client = useQueryClient();
  const { queryKey } = requestQuery(number);
  const choose = useMutation({
    mutationFn: () => wantNotifications(number, !wanted),
    onSuccess: () => client.setQueryData(queryKey, (page) => page && { ...page, notifications: !wanted }),
  });
  return (
    <section className={styles["notifications"]} aria-label={t("portal.notifications")}>
      <p>{wanted ? t("portal.notifications.on") : t("portal.notifications.off")}</p>
      <Button look="quiet" busy={choose.isPending} onClick={() => choose.mutate()}>
        {wanted ? t("portal.notifications.stop") : t("portal.notifications.start")}
      </Button>
      {choose.isError && <p className={styles["problem"]} role="alert">{inWords(choose.error)}</p>}
    </section>
  );
}

function Back() {
  const { at } = usePortalDesk();
  return (
    <Link to={at("")} className={styles["back"]}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        <path d="M10 3 5 8l5 5" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      {t("portal.ticket.back")}
    </Link>
  );
}

/** How somebody stands to a request: it is theirs, they are in copy, or their organization shows it to them. */
function standsBy(ticket: Ticket, email: string | null | undefined): "requester" | "copied" | "colleague" {
  if (ticket.requester.email === email) return "requester";
  return ticket.cc.some((one) => one.email === email) ? "copied" : "colleague";
}

/** T15: what solved it, in its first words, and the way to the rest. */
function Solution({ page: { solution, messages, clocks } }: { page: TicketPage }) {
  const message = messages.find(({ id }) => id === solution?.message);
  if (!solution || !message) return null;
  const words = message.text.slice(0, message.quoteAt ?? undefined).trim();
  const show = (event: MouseEvent) => {
    event.preventDefault();
    const card = document.getElementById(`message-${message.id}`);
    card?.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    card?.focus({ preventScroll: true });
  };
  return (
    <div className={styles["solution"]}>
      <p className={styles["solution-head"]}>
        <StateIcon state="solved" size={16} />
        <strong>{t("portal.solution")}</strong>
        {message.author && <span dir="auto">{message.author.name}</span>}
        {/* where it was promised, the moment stands among the times */}
        {!clocks.some(({ kind, metAt }) => kind === "resolution" && metAt !== null) && (
          <time dateTime={solution.at} title={exactTime(solution.at)}>
            {dayAndTime(solution.at)}
          </time>
        )}
      </p>
      {words !== "" && (
        <p className={styles["solution-words"]} dir="auto">
          {words.slice(0, 600)}
        </p>
      )}
      <a href={`#message-${message.id}`} onClick={show}>
        {t("portal.solution.read")}
      </a>
    </div>
  );
}

/** The state in the desk's words with what it means (H9), who handles it and how to reach that person (H6). */
function Standing({ page }: { page: TicketPage }) {
  const { ticket, clocks } = page;
  const { words } = usePortalDesk();
  const me = useSession();
  const means = explanation(words, ticket.status, currentLanguage());
  const stands = standsBy(ticket, me?.email);
  const copied = stands !== "requester";
  const others = ticket.cc.filter((one) => one.email !== me?.email);
  return (
    <section className={styles["standing"]} aria-label={t("portal.ticket.status")}>
      <div className={styles["state"]}>
        <StateIcon state={ticket.state} color={words.colorOf(ticket.status)} size={20} />
        <div>
          <p className={styles["label"]}>{words.status(ticket.status)}</p>
          {means && <p className={styles["means"]}>{means}</p>}
        </div>
      </div>
      <dl className={styles["facts"]}>
        <div>
          <dt>{t("portal.ticket.assigned")}</dt>
          <dd>
            {ticket.assignedTo ? (
              <>
                <span dir="auto">{ticket.assignedTo.name}</span>
                {ticket.assignedTo.contact && <Contact text={ticket.assignedTo.contact} />}
              </>
            ) : (
              t("portal.ticket.unassigned")
            )}
          </dd>
        </div>
        {copied && (
          <div>
            <dt>{t("portal.ticket.asked-by")}</dt>
            <dd dir="auto">{ticket.requester.name || ticket.requester.email}</dd>
          </div>
        )}
        {others.length > 0 && (
          <div>
            <dt>{t("portal.ticket.copied")}</dt>
            <dd dir="auto">{others.map((one) => one.name || one.email).join(", ")}</dd>
          </div>
        )}
        <Times ticket={ticket} clocks={clocks} />
      </dl>
      <Solution page={page} />
      {stands !== "colleague" && <Closing ticket={ticket} />}
    </section>
  );
}

/** How the desk publishes its agent: a mail address or a telephone number becomes a link. */
function Contact({ text }: { text: string }) {
  const href = /^\S+@\S+\.\S+$/.test(text) ? `mailto:${text}` : /^[+\d][\d\s().-]{5,}$/.test(text) ? `tel:${text.replace(/[^+\d]/g, "")}` : undefined;
  return <span className={styles["contact"]}>{href ? <a href={href}>{text}</a> : text}</span>;
}

/** Tells who listens rather than looks that an answer has come. */
function NewAnswer({ page }: { page: TicketPage }) {
  const newest = page.messages.findLast((message) => message.side === "agent");
  const first = useRef(newest?.id);
  const [told, setTold] = useState("");
  useEffect(() => {
    if (!newest || newest.id === first.current) return;
    first.current = newest.id;
    setTold(t("portal.ticket.new-answer", { name: newest.author?.name ?? "" }));
  }, [newest]);
  return (
    <p className="visually-hidden" role="status">
      {told}
    </p>
  );
}
