import { Modal } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { BoardAgent, BoardGroup, BoardTicket } from "../../../contract/board.ts";
import { labelIn } from "../../../contract/common.ts";
import { problemOf } from "../../lib/api.ts";
import { number } from "../../lib/format.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button, Key } from "../../ui/button.tsx";
import { AnchoredPicker } from "../../ui/controls/anchored-picker.tsx";
import { Face } from "../../ui/face.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { useDesk, type DeskWords } from "../desks/api.ts";
import { BulkReport } from "../inbox/bulk-bar.tsx";
import { Agents, byPresence, dragType, presenceWords } from "./agents.tsx";
import { boardSizes, useAssign, useBoard } from "./api.ts";
import styles from "./board.module.css";
import { Card } from "./card.tsx";

interface BoardPageProps {
  desk: string;
  /** the desk's choice, where there are several */
  tools?: ReactNode;
  hrefOf: (ticket: number) => string;
  hrefOfList: (q: string) => string;
  onOpen: (ticket: number) => void;
}

/** The supervisor's board (C3): what nobody has yet, and the agents to give it to, by drag, by key or by tap. */
export function BoardPage({ desk, tools, hrefOf, hrefOfList, onOpen }: BoardPageProps) {
  const [limit, setLimit] = useState(boardSizes.first);
  const board = useBoard(desk, limit);
  const words = useDesk(desk);
  const { assign, bulk } = useAssign(desk);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [cursor, setCursor] = useState<number>();
  const [picking, setPicking] = useState<DOMRect>();
  const [sheet, setSheet] = useState(false);
  const { data } = board;
  const waiting = useMemo(() => (data?.groups ?? []).flatMap((group) => group.items), [data]);
  const here = new Set(waiting.map((ticket) => ticket.number));
  // what a colleague has taken meanwhile is chosen no more
  const marked = waiting.filter((ticket) => chosen.has(ticket.number));
  const current = cursor !== undefined && here.has(cursor) ? cursor : undefined;

  const toggle = (ticket: number) => setChosen((before) => (before.has(ticket) ? new Set([...before].filter((one) => one !== ticket)) : new Set([...before, ticket])));
  const give = (tickets: readonly BoardTicket[], to: BoardAgent) => {
    const last = waiting.findLastIndex((one) => tickets.includes(one));
    setCursor(waiting.slice(last + 1).find((one) => !tickets.includes(one))?.number ?? waiting.findLast((one) => !tickets.includes(one))?.number);
    setChosen(new Set());
    setSheet(false);
    assign(tickets, to);
  };
  const meant = marked.length > 0 ? marked : waiting.filter((ticket) => ticket.number === current);
  const step = (by: number) => {
    const at = waiting.findIndex((ticket) => ticket.number === current);
    const next = waiting[at < 0 ? 0 : Math.min(Math.max(at + by, 0), waiting.length - 1)];
    setCursor(next?.number);
  };
  useEffect(() => {
    if (current !== undefined) document.querySelector(`[data-card="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const pick = () => {
    const card = document.querySelector(`[data-card="${current ?? meant[0]?.number}"]`);
    if (card && meant.length > 0) setPicking(card.getBoundingClientRect());
  };
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    x: () => current !== undefined && toggle(current),
    a: pick,
    Enter: () => current !== undefined && onOpen(current),
    Escape: () => setChosen(new Set()),
  });

  const dragsFrom = useDrags((number) => (chosen.has(number) ? marked.map((one) => one.number) : [number]));

  const title = t("desk.board");
  if (board.isError && data === undefined)
    return (
      <Page title={title} tools={tools}>
        <NothingHere title={problemOf(board.error)?.detail ?? problemOf(board.error)?.title ?? t("ui.unknown-problem")}>
          <Button onClick={() => void board.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      </Page>
    );
  if (data === undefined)
    return (
      <Page title={title} tools={tools}>
        <Loading />
      </Page>
    );
  return (
    <Page title={title} tools={tools}>
      <div className={styles.board}>
        <div className={styles.waiting} ref={dragsFrom}>
          {waiting.length === 0 && <NothingHere title={t("desk.board.empty")} about={t("desk.board.empty.about")} />}
          {data.groups.map((group) => (
            <Group
              key={group.key}
              group={group}
              words={words}
              chosen={chosen}
              cursor={current}
              hrefOf={hrefOf}
              hrefOfList={hrefOfList}
              onToggle={toggle}
              onCursor={setCursor}
              onAll={(on) => setChosen(new Set([...chosen].filter((one) => !group.items.some((item) => item.number === one)).concat(on ? group.items.map((item) => item.number) : [])))}
              onMore={limit < boardSizes.more ? () => setLimit(boardSizes.more) : undefined}
            />
          ))}
        </div>
        <aside className={styles.side} aria-label={t("desk.board.agents")}>
          <header>
            <h2>{t("desk.board.agents")}</h2>
            <p>
              {marked.length > 0 ? (
                t("desk.board.give", { count: marked.length })
              ) : (
                <>
                  {t("desk.board.hint")} <span className={styles.keys}><Key>J</Key> <Key>K</Key> <Key>X</Key> <Key>A</Key></span>
                </>
              )}
            </p>
          </header>
          <Agents agents={data.agents} chosen={marked.length} onAssign={(to) => give(marked, to)} onDrop={(to, numbers) => give(waiting.filter((one) => numbers.includes(one.number)), to)} />
        </aside>
      </div>
      {bulk.bulk && <BulkReport bulk={bulk.bulk} running={bulk.running} onUndo={bulk.undo} onClose={bulk.dismiss} />}
      {marked.length > 0 && (
        <div className={styles.foot}>
          <span>{t("desk.bulk.chosen", { count: marked.length })}</span>
          <Button look="quiet" onClick={() => setChosen(new Set())}>
            {t("desk.bulk.clear")}
          </Button>
          <Button look="primary" onClick={() => setSheet(true)}>
            {t("desk.board.assign")}
          </Button>
        </div>
      )}
      {sheet && (
        <Modal opened fullScreen onClose={() => setSheet(false)} title={t("desk.board.give", { count: marked.length })} closeButtonProps={{ "aria-label": t("ui.close") }}>
          <Agents agents={data.agents} chosen={marked.length} onAssign={(to) => give(marked, to)} onDrop={() => {}} />
        </Modal>
      )}
      {picking && (
        <AnchoredPicker
          at={picking}
          label={t("desk.board.assign")}
          options={byPresence(data.agents).map((agent) => ({ value: agent.email, label: agent.name, hint: agent.presence.kind === "absent" || agent.presence.kind === "off" ? presenceWords(agent.presence) : number(agent.open), icon: <Face name={agent.name} seed={agent.email} size={18} /> }))}
          onChoose={(email) => {
            const to = data.agents.find((agent) => agent.email === email);
            if (to) give(meant, to);
          }}
          onClose={() => setPicking(undefined)}
        />
      )}
    </Page>
  );
}

/** A card that is dragged takes along what is chosen with it. @returns the ref of what holds the cards */
function useDrags(numbersOf: (number: number) => number[]) {
  const current = useRef(numbersOf);
  useEffect(() => {
    current.current = numbersOf;
  });
  return useCallback((holder: HTMLElement | null) => {
    if (holder === null) return undefined;
    const start = (event: DragEvent) => {
      const card = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-card]") : null;
      if (card === null || event.dataTransfer === null) return;
      event.dataTransfer.setData(dragType, current.current(Number(card.dataset["card"])).join(","));
      event.dataTransfer.effectAllowed = "move";
    };
    holder.addEventListener("dragstart", start);
    return () => holder.removeEventListener("dragstart", start);
  }, []);
}

interface GroupProps {
  group: BoardGroup;
  words: DeskWords | undefined;
  chosen: ReadonlySet<number>;
  cursor: number | undefined;
  hrefOf: (ticket: number) => string;
  hrefOfList: (q: string) => string;
  onToggle: (ticket: number) => void;
  onCursor: (ticket: number) => void;
  onAll: (on: boolean) => void;
  onMore: (() => void) | undefined;
}

export function groupName(group: BoardGroup, words: DeskWords | undefined): string {
  if (group.kind === "mail" || group.kind === "rest") return t(`desk.board.${group.kind}`);
  return labelIn(group.labels, currentLanguage(), words?.configuration.language);
}

function Group({ group, words, chosen, cursor, hrefOf, hrefOfList, onToggle, onCursor, onAll, onMore }: GroupProps) {
  if (group.count === 0) return null;
  const name = groupName(group, words);
  const here = group.items.filter((item) => chosen.has(item.number)).length;
  const unseen = group.more || group.count > group.items.length;
  return (
    <section className={styles.group} aria-label={name}>
      <header>
        <label className={styles.all}>
          <input
            type="checkbox"
            checked={here > 0 && here === group.items.length}
            ref={(box) => {
              if (box) box.indeterminate = here > 0 && here < group.items.length;
            }}
            onChange={(event) => onAll(event.currentTarget.checked)}
            aria-label={t("desk.board.choose-all", { name })}
          />
        </label>
        <h2 dir="auto">{name}</h2>
        <span>{group.more ? "999+" : number(group.count)}</span>
        {group.q !== null && <a href={hrefOfList(group.q)}>{t("desk.board.as-list")}</a>}
      </header>
      <ul>
        {group.items.map((ticket) => (
          <Card
            key={ticket.number}
            ticket={ticket}
            words={words}
            href={hrefOf(ticket.number)}
            chosen={chosen.has(ticket.number)}
            cursor={cursor === ticket.number}
            onToggle={() => {
              onCursor(ticket.number);
              onToggle(ticket.number);
            }}
          />
        ))}
      </ul>
      {unseen && onMore && (
        <button type="button" className={styles.more} onClick={onMore}>
          {t("desk.board.more")}
        </button>
      )}
    </section>
  );
}

function Loading() {
  return (
    <div className={styles.board} aria-busy>
      <div className={styles.waiting}>
        {[70, 55, 64, 48, 60].map((width) => (
          <div key={width} className={styles.bones}>
            <Bone width={16} height={16} round />
            <Bone width={`${width}%`} />
          </div>
        ))}
      </div>
      <aside className={styles.side}>
        {[1, 2, 3].map((n) => (
          <div key={n} className={styles.bones}>
            <Bone width={28} height={28} round />
            <Bone width="50%" />
          </div>
        ))}
      </aside>
    </div>
  );
}

