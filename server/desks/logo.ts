import { createHash } from "node:crypto";

/** What a picture of each type begins with (PNG 5.2; JFIF, Exif; RIFF with WEBP at 8). */
const beginnings: Record<string, (bytes: Buffer) => boolean> = {
  "image/png": (bytes) => bytes.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1")),
  "image/jpeg": (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  "image/webp": (bytes) => bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP",
};

/** A logo as it is configured: a data URL. */
export function readLogo(logo: string): { type: string; bytes: Buffer } {
  const [, type = "", base64 = ""] = /^data:([a-z/]+);base64,(.*)$/s.exec(logo) ?? [];
  return { type, bytes: Buffer.from(base64, "base64") };
}

/** Is it a picture of the type it says it is? */
export function isPicture(logo: string): boolean {
  const { type, bytes } = readLogo(logo);
  return beginnings[type]?.(bytes) === true;
}

/** Which picture it is, where the picture itself would be too much: `image/png 3f2a…`. */
export const logoName = (logo: string): string => `${readLogo(logo).type} ${createHash("sha256").update(logo).digest("hex").slice(0, 12)}`;

/** Where browsers find it; another picture is found elsewhere, so that each is kept for ever. Null: the desk has none. */
export const logoPath = ({ key, settings: { logo } }: { key: string; settings: { logo?: string } }): string | null =>
  logo === undefined ? null : `/api/v1/desks/${key}/logo?v=${logoName(logo).slice(-12)}`;
