import { useCallback, useRef, useState } from "react";
import { maxFileBytes } from "../../../contract/files.ts";
import { newKey, problemOf, isNetworkProblem } from "../../lib/api.ts";
import { fileUrl, storeFile } from "../../lib/calls.ts";
import { fileSize } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import type { UploadingFile } from "../../lib/uploads.ts";

/** Pictures on their way into a text: listed until they are stored, then shown in it. One that fails stays listed, with why. */
export function usePictures() {
  const [coming, setComing] = useState<UploadingFile[]>([]);
  const dropped = useRef(new Set<string>());
  const drop = useCallback((key: string) => {
    dropped.current.add(key);
    setComing((all) => all.filter((one) => one.key !== key));
  }, []);
  const store = useCallback(
    async (file: File): Promise<string | undefined> => {
      const key = newKey();
      const patch = (some: Partial<UploadingFile>) => setComing((all) => all.map((one) => (one.key === key ? { ...one, ...some } : one)));
      const name = file.name || t("ui.file.pasted");
      const tooLarge = file.size > maxFileBytes;
      setComing((all) => [...all, { key, name, type: file.type, size: file.size, ...(tooLarge ? { problem: t("ui.file.too-large", { limit: fileSize(maxFileBytes) }) } : { progress: 0 }) }]);
      if (tooLarge) return undefined;
      try {
        const stored = await storeFile(file, (progress) => patch({ progress })).done;
        if (dropped.current.has(key)) return undefined;
        drop(key);
        return fileUrl(stored.id, true);
      } catch (error) {
        patch({ progress: undefined, problem: isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? t("ui.file.failed")) });
        return undefined;
      }
    },
    [drop],
  );
  return { coming, store, drop, busy: coming.some((one) => one.progress !== undefined) };
}
