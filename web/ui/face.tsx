import styles from "./face.module.css";

/** One or two letters that stand for a name, in any script. */
export function initials(name: string): string {
  const words = name.split("@")[0]?.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const first = words[0];
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return ([...(first ?? "?")][0] ?? "?").toLocaleUpperCase() + (last ? ([...last][0] ?? "").toLocaleUpperCase() : "");
}
/** A hue that stays the same for a name. */
function hueOf(name: string): number {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 3600;
  return sum / 10;
}

/** A person's initials in a colour of their own; null: nobody yet. Decoration: the name stands beside or in a tooltip. */
export function Face({ name, seed, size = 20, title }: { name: string | null; seed?: string; size?: number; title?: string }) {
  if (name === null) return <span className={`${styles["face"]} ${styles["nobody"]}`} style={{ width: size, height: size }} title={title} aria-hidden />;
  const style = { width: size, height: size, fontSize: Math.round(size * 0.42), lineHeight: 1, "--of": hueOf(seed ?? name) };
  return (
    <span className={styles["face"]} style={style} title={title} aria-hidden>
      {initials(name)}
    </span>
  );
}
