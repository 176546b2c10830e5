import styles from "./skeleton.module.css";

/** A grey box where something will stand; sizes in px or any CSS length. */
export function Bone({ width = "100%", height = 12, round = false }: { width?: number | string; height?: number; round?: boolean }) {
  return <span className={styles["bone"]} style={{ width, height, ...(round ? { borderRadius: "50%" } : {}) }} aria-hidden />;
}
