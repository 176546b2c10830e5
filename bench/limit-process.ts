import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { stopProcess } from "./installation.ts";

/** A process of its own beside the product, which gets an input, answers, and may be asked again. */
export interface LimitProcess<Input extends object, Answer> {
  ask(input: Input): Promise<Answer>;
  stop(): Promise<void>;
}

export function startLimit<Input extends object, Answer>(file: string): LimitProcess<Input, Answer> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, file), { stdio: ["ignore", "inherit", "inherit", "ipc"], serialization: "advanced" });
  return {
    async ask(input) {
      child.send(input);
      const gone = once(child, "exit").then(([code]) => {
        throw new Error(`${file} ended with ${String(code)}`);
      });
      gone.catch(() => {}); // it ends at the end
      const [answer] = await Promise.race([once(child, "message"), gone]);
      return answer as Answer; // what the file's own type says it sends
    },
    stop: () => stopProcess(child),
  };
}
