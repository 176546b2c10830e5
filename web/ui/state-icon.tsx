import type { State, StatusColor } from "../../contract/desks.ts";

const shapes: Record<State, React.ReactNode> = {
  new: <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.75" />,
  open: <circle cx="8" cy="8" r="6" fill="currentColor" />,
  pending: (
    <>
      <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 2.75a5.25 5.25 0 0 0 0 10.5z" fill="currentColor" />
    </>
  ),
  on_hold: (
    <>
      <rect x="3.25" y="2.5" width="3.5" height="11" rx="1" fill="currentColor" />
      <rect x="9.25" y="2.5" width="3.5" height="11" rx="1" fill="currentColor" />
    </>
  ),
  solved: <path d="m3 8.5 3.4 3.5L13 4.5" fill="none" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" strokeLinejoin="round" />,
  closed: (
    <>
      <rect x="2.75" y="2.75" width="10.5" height="10.5" rx="2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <rect x="5.5" y="5.5" width="5" height="5" rx="0.5" fill="currentColor" />
    </>
  ),
};

/** Hues of what a status may be shown in; how light and how strong they are is the theme's. */
const hues: Record<StatusColor, number> = { red: 25, orange: 50, amber: 80, green: 150, teal: 195, blue: 255, violet: 300, pink: 350 };
const colorOf = (state: State, color: StatusColor | null | undefined) => (color == null ? `var(--state-${state})` : `oklch(var(--status-lightness) var(--status-chroma) ${hues[color]})`);

/** A state's shape in its colour, or in that of the status. `label` names it where no word stands beside; without, it is decoration. */
export function StateIcon({ state, color, label, size = 16 }: { state: State; color?: StatusColor | null | undefined; label?: string; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" style={{ color: colorOf(state, color), flex: "none", display: "block" }} {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}>
      {label && <title>{label}</title>}
      {shapes[state]}
    </svg>
  );
}
