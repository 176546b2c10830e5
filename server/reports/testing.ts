/** An event as the test reads it. */
export interface RecordedRow {
  at: string;
  type: string;
  ticket: number | null;
  // oxlint-disable-next-line typescript/no-explicit-any -- each type has its own data
  data: any;
  desk: string | null;
  actor: string | null;
}

/** What the events tell of a ticket. */
export interface Told {
  number: number;
  desk: string;
  queue: string;
  status: string;
  state: string;
  type: string | null;
  location: string | null;
  tags: string[];
  assignee: string | null;
  requester: string;
  source: string;
  created: string;
  solved: string | null;
  /** of staff, also in what was merged into it, never before it was created */
  replied: string | null;
  reopened: string[];
  firstCall: boolean;
  left: "merged" | "spam" | "deleted" | "erased" | null;
  followUps: { by: string; at: string; means: string; outcome: string }[];
}

type Own = Omit<Told, "replied" | "left" | "followUps" | "firstCall"> & { called: boolean; mergedInto: number | null; spam: boolean; deleted: boolean; erased: boolean; own: Told["followUps"]; types: Map<string, string | null> };

/** Everything that happened, told again in memory: what no SQL of the product took part in. */
export function foldHistory(events: readonly RecordedRow[], states: ReadonlyMap<string, string>): Told[] {
  const tickets = new Map<number, Own>();
  const messages = new Map<number, { ticket: number; at: string; reply: boolean }>();
  for (const { at, type, ticket, data, desk, actor } of events) {
    if (type === "ticket.created" && ticket !== null) {
      tickets.set(ticket, begun(ticket, at, desk ?? "", data, states));
      continue;
    }
    const told = ticket === null ? undefined : tickets.get(ticket);
    if (told === undefined) continue;
    switch (type) {
      case "message.added":
        messages.set(data.messageId, { ticket: told.number, at, reply: data.kind === "reply" && data.side === "agent" });
        break;
      case "message.moved": {
        const moved = messages.get(data.messageId);
        if (moved !== undefined) moved.ticket = data.to;
        break;
      }
      case "ticket.split":
        // an empty copy of the ticket, begun anew
        tickets.set(data.to, { ...told, number: data.to, created: at, solved: null, reopened: [], called: false, assignee: null, status: "nuevo", state: "new", ...firstStatus(told.desk), mergedInto: null, own: [], types: new Map() });
        for (const id of data.messages) {
          const moved = messages.get(id);
          if (moved !== undefined) moved.ticket = data.to;
        }
        break;
      case "ticket.status-changed":
        told.status = data.to;
        told.state = data.toState;
        told.solved = data.toState === "solved" || data.toState === "closed" ? (told.solved ?? at) : null;
        break;
      case "ticket.reopened":
        told.reopened.push(at);
        break;
      case "ticket.queue-changed":
        told.queue = data.to;
        break;
      case "ticket.type-changed":
        told.type = data.to;
        break;
      case "ticket.location-changed":
        told.location = data.to?.name ?? null;
        break;
      case "ticket.source-changed":
        told.source = data.to;
        break;
      case "ticket.tags-changed":
        told.tags = data.to;
        break;
      case "ticket.assigned":
        told.assignee = data.to;
        break;
      case "ticket.handed-over":
        told.types.set(told.desk, told.type);
        break;
      case "ticket.received":
        told.desk = data.to;
        told.queue = data.queue;
        told.type = told.types.get(data.to) ?? null;
        told.status = data.status;
        told.state = states.get(`${data.to} ${data.status}`) ?? "";
        told.solved = null;
        break;
      case "ticket.merged":
        told.mergedInto = data.into;
        break;
      case "ticket.merge-undone":
        told.mergedInto = null;
        break;
      case "ticket.marked-spam":
      case "ticket.unmarked-spam":
        told.spam = type === "ticket.marked-spam";
        break;
      case "ticket.deleted":
      case "ticket.restored":
        told.deleted = type === "ticket.deleted";
        break;
      case "ticket.purged":
        for (const number of data.numbers) Object.assign(tickets.get(number) ?? {}, { erased: true, assignee: null, tags: [] });
        break;
      case "follow-up.recorded":
        told.own.push({ by: actor ?? "", at, means: data.means, outcome: data.outcome });
        break;
    }
  }
  const rootOf = (told: Own): Own => (told.mergedInto === null ? told : rootOf(tickets.get(told.mergedInto) ?? told));
  return [...tickets.values()].map((told): Told => {
    const family = [...tickets.values()].filter((one) => rootOf(one) === told || one === told);
    const replies = [...messages.values()].flatMap((one) => (one.reply && family.some(({ number }) => number === one.ticket) ? [one.at] : [])).toSorted();
    const first = replies[0];
    const left = told.erased ? "erased" : told.deleted ? "deleted" : told.spam ? "spam" : told.mergedInto !== null ? "merged" : null;
    return {
      ...told,
      replied: first === undefined ? null : first < told.created ? told.created : first,
      firstCall: told.called && told.reopened.length === 0,
      left,
      followUps: family.flatMap((one) => one.own),
    };
  });
}

const firstStatus = (desk: string) => (desk === "finanzas" ? { status: "por-revisar" } : {});

function begun(number: number, at: string, desk: string, data: RecordedRow["data"], states: ReadonlyMap<string, string>): Own {
  const state = states.get(`${desk} ${data.status}`) ?? "";
  return {
    number, desk, queue: data.queue, status: data.status, state, type: null, location: null, tags: [], assignee: null, requester: data.requester, source: data.source, created: at,
    solved: state === "solved" || state === "closed" ? at : null, reopened: [], called: data.firstCall === true, mergedInto: null, spam: false, deleted: false, erased: false, own: [], types: new Map(),
  };
}
