import { queryOptions } from "@tanstack/react-query";
import type { DeviceList, PushOpen } from "../../../contract/notifications.ts";
import { call } from "../../lib/api.ts";

const worker = "/desk/service-worker.js";
const scope = "/desk/";

/** Whether this browser can show notifications while the page is closed. On an iPhone only what is on the home screen can. */
export const canPush = (): boolean => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export const devicesQuery = queryOptions({ queryKey: ["me", "devices"], queryFn: ({ signal }) => call<DeviceList>("/me/devices", { signal }) });
export const hereQuery = queryOptions({ queryKey: ["me", "devices", "here"], queryFn: hashHere, enabled: canPush() });

/** This browser as the server's list names it; null where it is not told anything. */
async function hashHere(): Promise<string | null> {
  const subscription = await (await navigator.serviceWorker.getRegistration(scope))?.pushManager.getSubscription();
  if (!subscription) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint)));
  return btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const tell = (subscription: PushSubscription) => {
  const { endpoint, keys } = subscription.toJSON();
  return call<DeviceList>("/me/devices", { method: "POST", body: { endpoint, keys: { p256dh: keys?.["p256dh"], auth: keys?.["auth"] } } });
};

/** Asks the person, then the browser's push service, then tells ours. `denied`: the browser was told never to. */
export async function turnOn(publicKey: string): Promise<"on" | "denied"> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const registration = await navigator.serviceWorker.register(worker, { scope });
  await navigator.serviceWorker.ready;
  await tell(await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) }));
  return "on";
}

export async function turnOff(device: number | undefined): Promise<void> {
  await (await (await navigator.serviceWorker.getRegistration(scope))?.pushManager.getSubscription())?.unsubscribe();
  if (device !== undefined) await removeDevice(device);
}
export const removeDevice = (device: number) => call<void>(`/me/devices/${device}`, { method: "DELETE" });

/** At each sign-in and start: the newest worker, and a browser that was told before is told for who is signed in now. */
export async function keepPush(): Promise<void> {
  if (!canPush() || Notification.permission !== "granted") return;
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const subscription = await registration?.pushManager.getSubscription();
  if (!registration || !subscription) return;
  void registration.update().catch(() => {}); // the one that is there goes on
  await tell(subscription);
}

/** Somebody chose a pushed notification while this page is open. Returns how to stop. */
export function onPushOpened(go: (path: string) => void): () => void {
  if (!canPush()) return () => {};
  const hear = ({ data }: MessageEvent<PushOpen>) => {
    if (data.open.startsWith(scope)) go(data.open);
  };
  navigator.serviceWorker.addEventListener("message", hear);
  return () => navigator.serviceWorker.removeEventListener("message", hear);
}

/** A key as bytes: `base64url` as text is not taken by every browser. */
function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
