import type { PasswordPolicy } from "../../../contract/auth.ts";
import { t } from "../../lib/i18n.ts";

/** What a password must have, told before it is chosen. */
export const policyInWords = ({ minLength, minDigits, lettersAndDigits }: PasswordPolicy): string =>
  t("auth.password.rule", { count: minLength, digits: minDigits, counted: lettersAndDigits === true ? "letters" : "characters" });
