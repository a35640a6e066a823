import { connect, createServer, type Socket } from "node:net";
import { tie } from "./proxy";

/**
 * A stand-in for CockroachDB, which is not to be had for these tests: a real PostgreSQL behind a line that says it is
 * CockroachDB and refuses, by its documentation, what that lacks. It shows that we keep to that list, and no more.
 */
export interface StandIn {
  readonly port: number;
  /** Every statement that arrived, in its order. */
  readonly sent: readonly string[];
  /** The next so many statements that match are answered with a serialization failure. */
  failNext(times: number, matching: RegExp): void;
  close(): Promise<void>;
}

/** What `version()` of the stand-in says; the database has it as a function of the schema `standin`. */
export const VERSION_FUNCTION = `CREATE SCHEMA standin; GRANT USAGE ON SCHEMA standin TO PUBLIC;
  CREATE FUNCTION standin.version() RETURNS text LANGUAGE sql AS $$ SELECT 'CockroachDB CCL v25.1.0 (x86_64-pc-linux-gnu, built 2025/02/18)' $$`;

const LACKS: readonly (readonly [RegExp, code: string])[] = [
  [/\bxmin\b/, "42703"],
  [/pg_stat_xact_user_tables/, "42P01"],
  [/\b(?:txid_\w+|pg_cancel_backend|pg_is_in_recovery|setseed|pg_get_serial_sequence)\s*\(/, "42883"],
  [/^EXPLAIN \(FORMAT JSON\)/, "42601"],
  [/^SET (?:xmloption|client_connection_check_interval)/, "42704"],
];

/** Starts one in front of a PostgreSQL server on this machine. Addresses need `sslmode=disable`. */
export async function startStandIn(target: number): Promise<StandIn> {
  const sent: string[] = [];
  const open = new Set<Socket>();
  let failing: { times: number; readonly matching: RegExp } | null = null;
  const refusalOf = (sql: string): string | null => {
    sent.push(sql);
    if (failing !== null && failing.times > 0 && failing.matching.test(sql)) {
      failing.times--;
      return "40001";
    }
    return LACKS.find(([pattern]) => pattern.test(sql))?.[1] ?? null;
  };
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    tie(client, upstream, open);
    upstream.on("data", (chunk: Buffer) => client.write(chunk));
    client.on("data", messages(refusalOf, upstream, client));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address !== "object") throw new Error("the stand-in has no port");
  return {
    port: address.port,
    sent,
    failNext: (times, matching) => {
      failing = { times, matching };
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Takes what a client sends apart into the protocol's messages, and hands on those that are not refused. */
function messages(
  refusalOf: (sql: string) => string | null,
  upstream: Socket,
  client: Socket,
): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let isStarted = false;
  let refused: string | null = null;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isStarted ? 1 : 0;
      if (rest.length < head + 4) return;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      if (!isStarted) {
        isStarted = true;
        upstream.write(message);
        continue;
      }
      const kind = String.fromCharCode(message[0] ?? 0);
      const isQuery = kind === "Q" || kind === "P";
      if (isQuery && refused === null) refused = refusalOf(textIn(message, kind));
      if (refused === null) upstream.write(isQuery ? asCockroach(message) : message);
      else if (kind === "Q" || kind === "S") {
        client.write(refusal(refused));
        refused = null;
      }
    }
  };
}

/** The statement of a `Query`, or of a `Parse` behind its name. */
function textIn(message: Buffer, kind: string): string {
  const start = kind === "Q" ? 5 : message.indexOf(0, 5) + 1;
  return message.subarray(start, message.indexOf(0, start)).toString();
}

function asCockroach(message: Buffer): Buffer {
  const body = message
    .subarray(5)
    .toString("latin1")
    .replaceAll(/(?<![\w.])version\(\)/g, "standin.version()");
  const whole = Buffer.alloc(5 + body.length);
  whole[0] = message[0] ?? 0;
  whole.writeInt32BE(4 + body.length, 1);
  whole.write(body, 5, "latin1");
  return whole;
}

/** An error of that SQLSTATE, and that the server is ready again. */
function refusal(code: string): Buffer {
  const fields = Buffer.from(`SERROR\0C${code}\0Mrefused by the stand-in: ${code}\0\0`);
  const error = Buffer.alloc(5 + fields.length);
  error.write("E", 0);
  error.writeInt32BE(4 + fields.length, 1);
  fields.copy(error, 5);
  return Buffer.concat([error, Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]);
}
