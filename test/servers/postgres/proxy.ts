import { connect, createServer, type Socket } from "node:net";

/** Stands between a client and a server, so that a test can cut the line at a moment of its own. */
export interface Line {
  readonly port: number;
  /** Called with what the client sends; true drops it, and cuts the line. */
  watch(cut: (sent: Buffer) => "before" | "after" | null): void;
  close(): Promise<void>;
}

/** Two ends of one line, which are closed together; `open` holds them until then. */
export function tie(client: Socket, upstream: Socket, open: Set<Socket>): void {
  for (const socket of [client, upstream]) {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      open.delete(socket);
      client.destroy();
      upstream.destroy();
    });
  }
}

/** A proxy to a port on this machine. `before` cuts the line before the server gets the bytes, `after` once it has them. */
export async function startProxy(target: number): Promise<Line> {
  let decide: (sent: Buffer) => "before" | "after" | null = () => null;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    tie(client, upstream, open);
    let silent = false;
    client.on("data", (chunk: Buffer) => {
      const verdict = decide(chunk);
      if (verdict === "before") {
        upstream.destroy();
        client.destroy();
        return;
      }
      if (verdict === "after") silent = true;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => {
      // The answer says that the server has done what it was sent; nobody hears of it.
      if (silent) client.destroy();
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address !== "object") throw new Error("the proxy has no port");
  return {
    port: address.port,
    watch: (cut) => {
      decide = cut;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
