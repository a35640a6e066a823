import type { MysqlConnection } from "./connection";

/** Which server it is, and what it can do. */
export interface Server {
  readonly product: "MariaDB" | "MySQL";
  /** `10.11.19`, `9.7.4`. */
  readonly version: string;
  /** INSERT … RETURNING, which MariaDB has from 10.5. */
  readonly returning: boolean;
  /** The step between two keys that AUTO_INCREMENT gives. */
  readonly keyStep: bigint;
  /** The server, or this user, may not write. */
  readonly readOnly: boolean;
}

/** Asks a connection what it is connected to. */
export async function readServer(connection: MysqlConnection): Promise<Server> {
  const [row] = await connection.all(
    "SELECT VERSION() AS version, @@auto_increment_increment AS step, @@global.read_only AS readonly",
  );
  const text = String(row?.version ?? "");
  const version = /\d+\.\d+\.\d+/.exec(text.replace(/^5\.5\.5-/, ""))?.[0] ?? "0.0.0";
  const product = /mariadb/i.test(text) ? "MariaDB" : "MySQL";
  return {
    product,
    version,
    returning: product === "MariaDB" && isAtLeast(version, 10, 5),
    keyStep: BigInt(String(row?.step ?? 1)),
    readOnly: Number(row?.readonly ?? 0) !== 0,
  };
}

/** Whether a version is that one or a later one. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split(".").map(Number);
  return first > major || (first === major && second >= minor);
}
