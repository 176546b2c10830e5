import { useState } from "react";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";

/** "Limpiar": empties the form, after a second look (L4). */
export function Clear({ onClear }: { onClear: () => void }) {
  const [sure, setSure] = useState(false);
  return (
    <Button
      look={sure ? "danger" : "quiet"}
      large
      onClick={() => {
        if (sure) onClear();
        setSure(!sure);
      }}
      onBlur={() => setSure(false)}
    >
      {t(sure ? "form.clear.sure" : "form.clear")}
    </Button>
  );
}
