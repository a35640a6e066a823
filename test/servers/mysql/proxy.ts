import { createConnection, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and a server, and cuts the connection when a statement goes by. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts at the next statement that holds `text`: before the server gets it, or once it did and before it answers. */
  cutAt(text: string, when: "before" | "after"): void;
  /** Cuts every connection that there is. */
  cut(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to a port on this machine. */
export async function startProxy(target: number): Promise<CuttingProxy> {
  let plan: { readonly text: string; readonly when: "before" | "after" } | null = null;
  const pairs = new Set<readonly [Socket, Socket]>();
  const server: Server = createServer((client) => {
    const upstream = createConnection({ host: "127.0.0.1", port: target });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) {
      socket.on("error", end);
      socket.on("close", end);
    }
    let isMute = false;
    client.on("data", (chunk) => {
      if (plan === null || !chunk.toString("latin1").includes(plan.text)) {
        upstream.write(chunk);
        return;
      }
      const { when } = plan;
      plan = null;
      if (when === "before") end();
      else {
        isMute = true;
        upstream.write(chunk);
      }
    });
    upstream.on("data", (chunk) => {
      // The answer shows that the statement was done; it never arrives.
      if (isMute) end();
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const cut = (): void => {
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy();
  };
  return {
    port,
    cutAt: (text, when) => {
      plan = { text, when };
    },
    cut,
    stop: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
