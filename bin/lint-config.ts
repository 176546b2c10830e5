import { writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes `.oxlintrc.json`: the import rules of the house, made from one list. `--print` shows it instead; the drift check
 * compares.
 */

/** The slices of the server in import order: each may import those before it, through their `index.ts` only. */
export const slices = [
  "settings", "files", "desks", "people", "organizations", "mail-out", "auth", "tickets", "conversations", "outgoing", "follow-ups", "approvals", "waiting", "sla",
  "satisfaction", "help-centre", "community", "notifications", "automations", "inbox", "reports", "mail-in", "intake", "privacy", "presets",
] as const;

type Rule = [string, { patterns: { group: string[]; message: string }[] }];
const restrict = (group: string[], message: string): { "no-restricted-imports": Rule } => ({
  "no-restricted-imports": ["error", { patterns: [{ group, message }] }],
});

const ofSlice = (slice: string, earlier: readonly string[]) => ({
  files: [`server/${slice}/**/*.ts`],
  rules: restrict(
    ["../*", "../*/**", "../../*", "../../*/**", "!../platform/**", "!../../contract/**", ...earlier.map((name) => `!../${name}/index.ts`)],
    `${slice} imports contract, platform and earlier slices through their index.ts, nothing else`,
  ),
});

export const config = {
  $schema: "./node_modules/oxlint/configuration_schema.json",
  plugins: ["typescript", "import", "unicorn", "oxc", "react", "jsx-a11y", "promise", "vitest"],
  categories: { correctness: "error", suspicious: "off", perf: "off" },
  ignorePatterns: ["node_modules", "dist", "data", "shots", "server/platform/db-types.ts"],
  rules: {
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/ban-ts-comment": "error",
    "no-empty": ["error", { allowEmptyCatch: false }],
    "no-var": "error",
    "prefer-const": "error",
    eqeqeq: ["error", "always", { null: "ignore" }],
    "no-restricted-globals": ["error", { name: "alert", message: "use a notification" }],
    "vitest/no-focused-tests": "error",
    "vitest/no-disabled-tests": "error",
    "vitest/expect-expect": "off",
    "vitest/no-conditional-expect": "off",
    "vitest/no-standalone-expect": "off",
    "vitest/require-to-throw-message": "off",
    "unicorn/no-useless-spread": "off",
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
    "vitest/require-mock-type-parameters": "off",
    "unicorn/no-thenable": "off",
    "jsx-a11y/prefer-tag-over-role": "off",
  },
  overrides: [
    { files: ["contract/**/*.ts"], rules: restrict(["../*", "../*/**"], "contract imports nothing of ours") },
    {
      files: ["server/platform/**/*.ts"],
      rules: restrict(
        ["../*", "../*/**", "../../*", "../../*/**", "!../../contract/**", "!../../../contract/**", "!../*.ts", "!../{smtp,imap,mime,rich-text,postgres}/**", "!../../locales/**"],
        "platform knows no slice",
      ),
    },
    ...slices.map((slice, position) => ofSlice(slice, slices.slice(0, position))),
    {
      files: ["web/**/*.{ts,tsx}"],
      rules: restrict(["**/server/**", "**/bin/**"], "the browser imports contract and web only"),
    },
    {
      files: ["web/ui/**/*.{ts,tsx}", "web/lib/**/*.{ts,tsx}"],
      rules: restrict(["**/server/**", "**/features/**", "**/agent/**", "**/portal/**"], "ui and lib know no feature and no app"),
    },
    {
      files: ["web/features/**/*.{ts,tsx}"],
      rules: restrict(["**/server/**", "**/agent/**", "**/portal/**"], "a feature knows no app"),
    },
    { files: ["**/*.test.ts", "**/*.test.tsx", "server/*/testing.ts", "server/testing/**", "e2e/**", "bench/**"], rules: { "no-restricted-imports": "off" } },
  ],
};

const text = `${JSON.stringify(config, null, 2)}\n`;
if (import.meta.main) {
  if (process.argv.includes("--print")) process.stdout.write(text);
  else writeFileSync(path.join(import.meta.dirname, "..", ".oxlintrc.json"), text);
}
