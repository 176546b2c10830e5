/**
 * The tabs of one browser share a session. Whose it is now is told to the others, so that none goes on in the name of
 * somebody who has left. Nothing of it is kept.
 */
const channel = new BroadcastChannel("ventanilla.session");

/** @param email null: nobody is signed in any more */
export const tellTabs = (email: string | null): void => channel.postMessage(email);

/** Hears of other tabs. Returns how to stop. */
export function onOtherTab(listener: (email: string | null) => void): () => void {
  const hear = ({ data }: MessageEvent<string | null>) => listener(data);
  channel.addEventListener("message", hear);
  return () => channel.removeEventListener("message", hear);
}
