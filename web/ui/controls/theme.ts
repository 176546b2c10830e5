import { createTheme, type CSSVariablesResolver } from "@mantine/core";

const accent = Array.from({ length: 10 }, () => "var(--accent)") as [string, string, string, string, string, string, string, string, string, string];

/** Gone at once: while a list is to be seen, keys are its own, and the next one pressed is the page's. */
const appear = { duration: 80, exitDuration: 0 };

/** Mantine dressed in the tokens: its own palette fails AA in places. */
export const mantineTheme = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  primaryColor: "accent",
  colors: { accent },
  defaultRadius: 6,
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 80 }, withArrow: false } },
    // its placeholder for the focus is no entry of a menu, and a reader of the screen counts it as one
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: "none", radius: 8, transitionProps: appear, position: "bottom-start", offset: 4 } },
    Popover: { defaultProps: { shadow: "none", radius: 8, transitionProps: appear, offset: 4 } },
    Combobox: { defaultProps: { shadow: "none", radius: 8, transitionProps: appear, offset: 4 } },
    Modal: { defaultProps: { radius: 10, centered: false, transitionProps: { duration: 100 } } },
  },
});

const shared = {
  "--mantine-color-body": "var(--bg)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-bright": "var(--text)",
  "--mantine-color-dimmed": "var(--text-2)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-anchor": "var(--accent-text)",
  "--mantine-color-default": "var(--bg-raised)",
  "--mantine-color-default-hover": "var(--bg-hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--border-strong)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-light": "var(--accent-soft)",
  "--mantine-primary-color-light-color": "var(--accent-text)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
};
export const mantineVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
