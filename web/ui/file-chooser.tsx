import { useCallback, useRef, type InputHTMLAttributes, type JSX } from "react";

type Asked = Pick<InputHTMLAttributes<HTMLInputElement>, "accept" | "capture" | "multiple">;

/**
 * The browser's own choice of files: what opens it, for a button, and what has to stand in the page for it.
 * @param onFiles never called with none; the same file may be chosen again
 */
export function useFileChooser(onFiles: (files: File[]) => void, asked: Asked = {}): [choose: () => void, input: JSX.Element] {
  const own = useRef<HTMLInputElement>(null);
  const choose = useCallback(() => own.current?.click(), []);
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = "";
    if (files.length > 0) onFiles(files);
  };
  const input = <input ref={own} type="file" hidden aria-hidden tabIndex={-1} {...asked} onChange={(event) => take(event.currentTarget)} />;
  return [choose, input];
}
