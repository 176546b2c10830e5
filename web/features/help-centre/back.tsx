import { IconArrowLeft } from "@tabler/icons-react";
import { t } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";

export function BackToArticles({ onClick }: { onClick: () => void }) {
  return (
    <IconButton label={t("desk.help.back")} onClick={onClick}>
      <IconArrowLeft size={20} aria-hidden />
    </IconButton>
  );
}
