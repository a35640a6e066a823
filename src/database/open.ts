import { basename, isAbsolute, join, relative } from "node:path";
import type { DatabaseInfo } from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import type { Backend } from "./backend";
import type { SqlFunction } from "./functions";
import { openSqlite } from "./sqlite/open";
import { probeNodeSqlite } from "./sqlite/probe";
import { openScratch, openSqljsFile, type SqljsWasm } from "./sqljs/open";
import { parseAddress } from "./url";

/** What to open, and with what. */
export interface OpenDatabaseOptions {
  /** A path, `sqlite:///…`, `postgresql://…`, `mysql://…`, `mariadb://…`, or `scratch`. */
  readonly url: string;
  /** Absolute path of the workspace, where relative paths start. */
  readonly workspace: string;
  readonly backend?: "auto" | "native" | "sqljs";
  readonly functions?: readonly SqlFunction[];
  /** Where sql.js finds its WebAssembly; only needed where it is used. */
  readonly wasm?: SqljsWasm;
  /** Milliseconds to wait for another program's lock. */
  readonly busyTimeout?: number;
  /** Folder outside the workspace, for copies of files before sql.js saves over them; without it, it saves to none. */
  readonly storage?: string;
  /** A server's password, where its address does not hold it. */
  readonly password?: string;
}

/** Opens a database with the backend that fits it and this host. Never makes a file. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Backend> {
  const address = parseAddress(options.url, options.workspace);
  const functions = options.functions ?? [];
  if (address.kind === "server" && address.engine !== "PostgreSQL") {
    const { openMysql } = await import("./mysql/open");
    const password = options.password === undefined ? {} : { password: options.password };
    const patience = options.busyTimeout === undefined ? {} : { lockTimeout: options.busyTimeout };
    return openMysql({ url: address.url, product: address.engine, ...password, ...patience });
  }
  if (address.kind === "server") {
    const { openPostgres } = await import("./postgres/backend");
    return openPostgres({
      url: address.url,
      ...(options.password !== undefined && { password: options.password }),
      ...(options.busyTimeout !== undefined && { lockTimeout: options.busyTimeout }),
    });
  }
  if (address.kind === "scratch")
    return openScratch({ functions, ...(options.wasm === undefined ? {} : { wasm: options.wasm }) });
  const info = describe(address.path, options.workspace);
  const chosen = options.backend ?? "auto";
  const sqlite = chosen === "sqljs" ? "the setting asks for sql.js" : probeNodeSqlite();
  if (typeof sqlite !== "string") {
    const more = options.busyTimeout === undefined ? {} : { busyTimeout: options.busyTimeout };
    return openSqlite(address.path, { info, functions, sqlite, ...more });
  }
  if (chosen === "native") {
    throw new QuerysetError("ConnectionFailed", `Could not open ${info.location}: ${sqlite}.`, {
      hint: "Set querysetExplorer.sqlite.backend to auto or sqljs.",
    });
  }
  return openSqljsFile(address.path, {
    info,
    functions,
    ...(options.wasm === undefined ? {} : { wasm: options.wasm }),
    ...(options.storage === undefined ? {} : { backups: join(options.storage, "backups") }),
  });
}

function describe(path: string, workspace: string): Pick<DatabaseInfo, "name" | "location"> {
  const inside = relative(workspace, path);
  const location = inside === "" || inside.startsWith("..") || isAbsolute(inside) ? path : inside.replaceAll("\\", "/");
  return { name: basename(path), location };
}
