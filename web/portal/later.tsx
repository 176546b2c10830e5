import { useQuery } from "@tanstack/react-query";
import { useState, type ComponentType } from "react";
import { networkProblem } from "../lib/api.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Frame, Notice } from "./frame.tsx";

/**
 * A page that is fetched when it is first asked for: what most people do not open is not loaded with what they came for.
 * @param name of its own, among such pages
 */
export function later<P extends object>(name: string, load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function Later(props: P) {
    const [tried, setTried] = useState(0);
    const fetched = useQuery({
      queryKey: ["page", name, tried],
      queryFn: () =>
        load().then(
          (Page) => ({ Page }),
          () => {
            throw networkProblem();
          },
        ),
      staleTime: Infinity,
      gcTime: Infinity,
    });
    if (fetched.isPending) return <Frame>{null}</Frame>;
    if (fetched.isError)
      return (
        <Frame>
          <Notice title={t("portal.problem.title")} lead={t("ui.network")}>
            <Button large onClick={() => setTried(tried + 1)}>
              {t("ui.try-again")}
            </Button>
          </Notice>
        </Frame>
      );
    const { Page } = fetched.data;
    return <Page {...props} />;
  };
}
