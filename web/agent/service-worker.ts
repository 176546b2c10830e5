import type { PushOpen, PushPayload } from "../../contract/notifications.ts";

/**
 * Shows what was pushed while the desk is closed, and opens it. It keeps nothing and answers no request: a page is always
 * the server's own, never an older one.
 */
interface PushMessage extends ExtendableEvent {
  data: { json(): PushPayload } | null;
}
interface ExtendableEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Clicked extends ExtendableEvent {
  notification: Notification;
}
interface WindowClient {
  url: string;
  focus(): Promise<WindowClient>;
  postMessage(message: unknown): void;
}
interface Worker {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void>; matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<WindowClient[]>; openWindow(url: string): Promise<WindowClient | null> };
  registration: ServiceWorkerRegistration;
  location: Location;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "push", listener: (event: PushMessage) => void): void;
  addEventListener(type: "notificationclick", listener: (event: Clicked) => void): void;
}
declare const self: unknown;
const worker = self as Worker;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("push", (event) => {
  const told = event.data?.json();
  if (told === undefined) return;
  const { title, body, path, tag, lang } = told;
  event.waitUntil(worker.registration.showNotification(title, { body, tag, lang, data: { path }, icon: __ICON__, badge: __BADGE__ }));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path } = event.notification.data as { path: string };
  event.waitUntil(open(path));
});

/** In a window of the desk that is open already, else in a new one. */
async function open(path: string): Promise<void> {
  const url = new URL(path, worker.location.origin).href;
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const desk = windows.find((one) => one.url === url) ?? windows.find((one) => new URL(one.url).pathname.startsWith("/desk/"));
  if (desk === undefined) return void (await worker.clients.openWindow(url));
  // it goes there by itself: what somebody is writing in it is not lost
  desk.postMessage({ open: path } satisfies PushOpen);
  await desk.focus();
}
