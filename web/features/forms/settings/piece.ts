import type { Language } from "../../../../contract/common.ts";
import type { FormDefinition, FormPart } from "../../../../contract/forms.ts";
import type { Parts } from "../../settings/api.ts";

/** What the editor of a piece of a part is given. */
export interface PieceProps {
  part: FormPart;
  form: FormDefinition;
  lists: Parts;
  languages: readonly Language[];
  /** below the part */
  problemAt: (path: string) => string | undefined;
  onChange: (part: FormPart) => void;
}
