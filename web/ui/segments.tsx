import { useId, type ReactNode } from "react";
import styles from "./segments.module.css";

interface SegmentsProps<T extends string> {
  legend: string;
  /** for who cannot see, where the page around says it already */
  quiet?: boolean;
  options: readonly { value: T; label: ReactNode }[];
  value: T | null;
  onChange: (value: T) => void;
}

/** One of a few, side by side; none is chosen before the person did. */
export function Segments<T extends string>({ legend, quiet = false, options, value, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.segments}>
      <legend className={quiet ? "visually-hidden" : ""}>{legend}</legend>
      {options.map((one) => (
        <label key={one.value}>
          <input type="radio" name={name} required checked={one.value === value} onChange={() => onChange(one.value)} />
          {one.label}
        </label>
      ))}
    </fieldset>
  );
}
