import { useState } from "react";
import { isDarkInk } from "./ink.ts";

/** A desk's logo. `data-ink="dark"` says that it was drawn for white paper: in the dark it needs some. */
export function Logo({ src, alt, className }: { src: string; alt: string; className?: string | undefined }) {
  const [dark, setDark] = useState(false);
  return <img className={className} src={src} alt={alt} data-ink={dark ? "dark" : undefined} onLoad={(event) => setDark(isDarkInk(event.currentTarget))} />;
}
