import type { Setup, SetupView } from "../../../contract/setup.ts";
import { call } from "../../lib/api.ts";

export const readSetup = (token: string, signal?: AbortSignal) => call<SetupView>(`/setup/${encodeURIComponent(token)}`, signal === undefined ? {} : { signal });
export const setUp = (body: Setup) => call<{ link: string }>("/setup", { method: "POST", body });
