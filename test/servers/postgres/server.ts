import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A PostgreSQL server that a test started: on a free port, in a temporary folder, gone after `stop`. */
export interface PostgresServer {
  readonly port: number;
  /** The folder of its unix socket. */
  readonly socket: string;
  /** The address of a database as the person `queryset`, who is no superuser, owns what the tests make, and has a password. */
  url(database: string, parameters?: string): string;
  /** Runs SQL as the superuser. */
  sql(database: string, text: string): Promise<readonly Record<string, unknown>[]>;
  /** A connection of the superuser. The caller ends it. */
  client(database: string): Promise<pg.Client>;
  /** Makes an empty database that belongs to `queryset`, as a copy where a template is named. */
  createDatabase(name: string, template?: string): Promise<void>;
  /** Ends the process as a crash does; `start` brings it back over the same data. */
  kill(): Promise<void>;
  /** Ends it in order. */
  shutDown(): Promise<void>;
  start(): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** One that addresses have to escape. */
export const PASSWORD = "s3cr:et/p@ss?";

/** The folder of the server's programs; null where there is none on this machine. */
export const PROGRAMS = programs();

function programs(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(":")];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))) ?? null;
}

/** Starts a server. Throws where it does not come up. */
export async function startPostgres(
  settings: readonly string[] = [],
  tls: { readonly key: string; readonly certificate: string } | null = null,
): Promise<PostgresServer> {
  if (PROGRAMS === null) throw new Error("There is no PostgreSQL here.");
  const programs_ = PROGRAMS;
  const owner = serverUser();
  const folder = mkdtempSync(join(tmpdir(), "queryset-postgres-"));
  const data = join(folder, "data");
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const made = spawnSync(
    join(programs_, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { encoding: "utf8", cwd: folder, ...owner },
  );
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.stderr}`);
  }
  // Over its socket the server believes everybody; over the network it asks for the password.
  const rules = ["local all all trust", "host all all 127.0.0.1/32 scram-sha-256"];
  writeFileSync(join(data, "pg_hba.conf"), `${rules.join("\n")}\n`);
  const own: string[] = [];
  if (tls) {
    // The server takes a key only from its owner.
    copyFileSync(tls.key, join(data, "server.key"));
    copyFileSync(tls.certificate, join(data, "server.crt"));
    if (owner) chownSync(join(data, "server.key"), owner.uid, owner.gid);
    chmodSync(join(data, "server.key"), 0o600);
    own.push("ssl=on");
  }
  const port = await freePort();
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();

  const server: PostgresServer = {
    port,
    socket: folder,
    url: (database, parameters = "") =>
      `postgresql://queryset:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}${parameters}`,
    async client(database) {
      const client = new pg.Client({ host: folder, port, user: "postgres", database });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
    async sql(database, text) {
      const client = await server.client(database);
      try {
        const result = await client.query(text);
        return (Array.isArray(result) ? result.at(-1) : result).rows;
      } finally {
        await client.end();
      }
    },
    async createDatabase(name, template) {
      await server.sql(
        "postgres",
        `CREATE DATABASE "${name}" OWNER queryset${template ? ` TEMPLATE "${template}"` : ""}`,
      );
    },
    async start() {
      const started = spawn(
        join(programs_, "postgres"),
        [
          ["-D", data, "-p", String(port), "-k", folder, "-h", "127.0.0.1"],
          // A test's data need not outlive the machine.
          [
            "fsync=off",
            "full_page_writes=off",
            "max_connections=60",
            "shared_buffers=64MB",
            ...own,
            ...settings,
          ].flatMap((setting) => ["-c", setting]),
        ].flat(),
        { cwd: folder, stdio: ["ignore", "ignore", "pipe"], ...owner },
      );
      let said = "";
      started.stderr?.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4000);
      });
      ended = new Promise((resolve) => started.on("exit", () => resolve()));
      child = started;
      for (let i = 0; ; i++) {
        if (started.exitCode !== null || i > 300) throw new Error(`PostgreSQL did not come up: ${said}`);
        try {
          await server.sql("postgres", "SELECT 1");
          return;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
    async kill() {
      // Its children outlive it by a moment in which they would go on answering.
      const children = await server.sql("postgres", "SELECT pid FROM pg_stat_activity");
      child?.kill("SIGKILL");
      for (const { pid } of children) {
        try {
          process.kill(Number(pid), "SIGKILL");
        } catch {
          // It has ended already.
        }
      }
      await ended;
    },
    async shutDown() {
      child?.kill("SIGINT");
      await ended;
    },
    async stop() {
      child?.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await server.start();
    const literal = `'${PASSWORD.replaceAll("'", "''")}'`;
    await server.sql("postgres", `CREATE ROLE queryset LOGIN PASSWORD ${literal}`);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** PostgreSQL refuses to run as root: the user it runs as then. Null where it is our own. */
function serverUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((option) => spawnSync("id", [option, name], { encoding: "utf8" }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error("There is no user that PostgreSQL could run as.");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
