import { useEffect, useRef, useState } from "react";

/** Files dropped on a box, and Escape inside it, whatever in it has the focus. */
export function useDropAndEscape(onFiles: (files: Iterable<File>) => void, onEscape: () => void) {
  const box = useRef<HTMLElement>(null);
  const [dropping, setDropping] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const listening = new AbortController();
    const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void) => element.addEventListener(type, act, { signal: listening.signal });
    on("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && onEscape());
    on("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setDropping(true);
    });
    on("dragleave", () => setDropping(false));
    on("drop", (event) => {
      setDropping(false);
      if (event.defaultPrevented || !event.dataTransfer?.files.length) return;
      event.preventDefault();
      onFiles(event.dataTransfer.files);
    });
    return () => listening.abort();
  }, [onFiles, onEscape]);
  return { box, dropping };
}
