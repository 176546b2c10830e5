import type { DraftEvent, PresenceEvent } from "../../contract/conversations.ts";
import type { BellEvent } from "../../contract/notifications.ts";
import type { ConfigurationEvent, LiveEvent } from "../../contract/live.ts";

export interface Whispers {
  presence: PresenceEvent;
  draft: DraftEvent;
  /** what one was told changed */
  bell: BellEvent;
  configuration: ConfigurationEvent;
  /** what one may see and do changed */
  access: Record<string, never>;
}
type Listeners = { [K in keyof Whispers]: Set<(data: Whispers[K]) => void> };
const whispers: Listeners = { presence: new Set(), draft: new Set(), bell: new Set(), configuration: new Set(), access: new Set() };
const whisperNames = ["presence", "draft", "bell", "configuration", "access"] as const satisfies readonly (keyof Whispers)[];
function tell<K extends keyof Whispers>(name: K, data: Whispers[K]): void {
  for (const listener of whispers[name]) listener(data);
}
/** Hears what is true for a moment and stands in no history: who is where, that one's own draft changed. Returns how to stop. */
export function onWhisper<K extends keyof Whispers>(name: K, listener: (data: Whispers[K]) => void): () => void {
  whispers[name].add(listener);
  return () => whispers[name].delete(listener);
}

export type LiveState = "connecting" | "open" | "lost";
interface Live {
  close: () => void;
}

/** The last event this page has seen, whoever was signed in. */
let cursor: string | undefined;
/** whether it has been connected before: what was whispered since then is not said again */
let missed = false;

/** Longest wait between two tries to connect again, in ms. */
const longestWait = 30_000;

/**
 * Follows what happens, without gaps: after a lost connection, and where it had been left, it goes on from the last event
 * seen, and whoever hears the bell, the configuration or the access is told that they may have changed. `onEvent` gets every event;
 * `onResume` is called when the place was lost and everything shown should be read again.
 */
export function followLive({ onEvent, onState, onResume }: { onEvent: (event: LiveEvent) => void; onState?: (state: LiveState) => void; onResume?: () => void }): Live {
  let source: EventSource | undefined;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const connect = () => {
    if (closed) return;
    onState?.(tries === 0 ? "connecting" : "lost");
    source = new EventSource(`/api/v1/live${cursor ? `?after=${encodeURIComponent(cursor)}` : ""}`, { withCredentials: true });
    source.addEventListener("open", () => {
      if (tries > 0 && !cursor) onResume?.();
      tries = 0;
      if (missed) {
        tell("bell", {});
        tell("configuration", { desk: null });
        tell("access", {});
      }
      missed = true;
      onState?.("open");
    });
    source.addEventListener("hello", (event) => (cursor = event.lastEventId || cursor));
    source.addEventListener("reset", (event) => {
      cursor = event.lastEventId || cursor;
      onResume?.();
    });
    for (const name of whisperNames) source.addEventListener(name, (event: MessageEvent<string>) => tell(name, JSON.parse(event.data) as Whispers[typeof name]));
    source.addEventListener("message", (event: MessageEvent<string>) => {
      cursor = event.lastEventId || cursor;
      onEvent(JSON.parse(event.data) as LiveEvent);
    });
    // The browser's own retry gives up on an HTTP error, so the retrying is done here, with the cursor.
    source.addEventListener("error", () => {
      source?.close();
      tries += 1;
      onState?.("lost");
      clearTimeout(timer);
      timer = setTimeout(connect, Math.min(longestWait, 500 * 2 ** Math.min(tries, 6)) * (0.75 + Math.random() / 2));
    });
  };
  const now = () => {
    if (source?.readyState === EventSource.OPEN) return;
    clearTimeout(timer);
    source?.close();
    connect();
  };
  connect();
  addEventListener("online", now);
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      source?.close();
      removeEventListener("online", now);
    },
  };
}
