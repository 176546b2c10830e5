import net from "node:net";
import path from "node:path";
import type { DbConnection } from "../platform/db.ts";

export interface DatabaseProxy {
  /** the database by way of the proxy */
  connection: DbConnection;
  /** as if the server had gone: connections break, new ones are refused */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** A way to the database that can be cut, to see what happens while it is away. */
export async function proxyTo(connection: DbConnection): Promise<DatabaseProxy> {
  if ("connectionString" in connection) throw new Error("tests reach the database by its socket");
  const socketFile = path.join(connection.host, `.s.PGSQL.${connection.port}`);
  const open = new Set<net.Socket>();
  let server = net.createServer();
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server = net.createServer((client) => {
        const upstream = net.connect(socketFile);
        for (const socket of [client, upstream]) {
          open.add(socket);
          socket.on("error", () => socket.destroy());
          socket.on("close", () => {
            open.delete(socket);
            client.destroy();
            upstream.destroy();
          });
        }
        client.pipe(upstream).pipe(client);
      });
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  const port = await listen(0);
  const down = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return { connection: { ...connection, host: "127.0.0.1", port }, down, up: async () => void (await listen(port)), stop: down };
}
