import { connect, createServer } from "node:net";
import { isErrno } from "../../server/platform/postgres/processes.ts";
import type { Config } from "../../server/platform/config.ts";
import type { Finding } from "./finding.ts";

/** Whether the port is free, or our own server has it. */
export async function examinePort(name: "PORT" | "SMTP_PORT", { host, port: webPort, smtpPort, mailHost }: Config): Promise<Finding> {
  const area = name === "PORT" ? "web" : "mail";
  const port = name === "PORT" ? webPort : smtpPort;
  if (port === 0) return { area, verdict: "hint", says: `${name} is 0: every start takes another port` };
  const error = await tryListening(host, port);
  if (error === null) return { area, verdict: "good", says: `port ${port} is free: no server is running` };
  if (isErrno(error, "EACCES")) {
    return {
      area,
      verdict: "bad",
      says: `${name} ${port} may not be listened on by this account`,
      mend: `take a port from 1024 up, or run: sysctl net.ipv4.ip_unprivileged_port_start=${port}`,
    };
  }
  if (isErrno(error, "EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN")) {
    return {
      area,
      verdict: "bad",
      says: `HOST ${host} is no address of this machine`,
      mend: "set HOST to 127.0.0.1, 0.0.0.0 or an address of this machine",
    };
  }
  if (!isErrno(error, "EADDRINUSE"))
    return { area, verdict: "bad", says: `port ${port} cannot be listened on (${error.message})`, mend: `set ${name}` };
  const isOurs = name === "PORT" ? await answersAsOurWeb(host, port) : await greetsAsOurs(host, port, mailHost);
  if (isOurs === null) return { area, verdict: "hint", says: `port ${port} is taken, and what has it did not answer within ${patience / 1000} seconds`, mend: "if it is our server, it has too much to do: see the load of this machine" };
  return isOurs
    ? { area, verdict: "good", says: `our server answers on port ${port}` }
    : {
        area,
        verdict: "bad",
        says: `another program has port ${port}`,
        mend: `stop it (ss -ltnp shows which it is), or set ${name} to another port`,
      };
}

/** So long we wait for an answer, in ms: a server that works hard is not to be taken for a stranger. */
const patience = 10_000;

function tryListening(host: string, port: number): Promise<Error | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

const reachable = (host: string) => (host === "0.0.0.0" || host === "::" ? "localhost" : host);

/** null: it did not answer. What anybody may ask costs our server nothing, and names us. */
async function answersAsOurWeb(host: string, port: number): Promise<boolean | null> {
  const name = reachable(host);
  try {
    const response = await fetch(`http://${name.includes(":") ? `[${name}]` : name}:${port}/api/v1/me`, { signal: AbortSignal.timeout(patience) });
    return (await response.text()).includes("urn:ventanilla:");
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? null : false;
  }
}

function greetsAsOurs(host: string, port: number, mailHost: string): Promise<boolean | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: reachable(host), port, timeout: patience });
    const end = (is: boolean | null) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("data", (bytes) => end(bytes.toString().startsWith(`220 ${mailHost} `)));
    socket.once("timeout", () => end(null));
    socket.once("error", () => end(false));
  });
}
