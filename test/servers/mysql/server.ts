import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { mysqlCommand } from "../../../scripts/test/mysql.mjs";

/** A server that a test started: on a free port, in a temporary folder, gone after `stop`. */
export interface MysqlServer {
  readonly port: number;
  readonly socket: string;
  /** The address of a database as the person `queryset`, who may do everything. */
  url(database: string): string;
  /** A connection as root, for what the tests prepare. The caller ends it. */
  admin(database?: string): Promise<mysql.Connection>;
  /** Makes an empty database, in the character set and collation that Django's own tests use unless told otherwise. */
  createDatabase(name: string, collation?: string): Promise<void>;
  /** Ends the process as a crash does; `start` brings it back over the same data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** The password of the person `queryset`: one that addresses have to escape. */
export const PASSWORD = "s3cr:et/p@ss?";

const MARIADBD = ["/usr/sbin/mariadbd", "/usr/bin/mariadbd"].find((path) => existsSync(path));

/** A server that tests run on, where it is there. */
export interface Kind {
  readonly name: "MariaDB" | "MySQL";
  readonly isMissing: boolean;
  start(): Promise<MysqlServer>;
}

/** MariaDB; and MySQL where it was fetched, which happens on request: `QUERYSET_EXPLORER_MYSQL=1 npm test -- servers`. */
export const MYSQL_SERVERS: readonly Kind[] = [
  { name: "MariaDB", isMissing: MARIADBD === undefined, start: () => startMariadb() },
  ...(mysqlCommand() === null ? [] : [{ name: "MySQL" as const, isMissing: false, start: startMysql }]),
];

/** Starts MariaDB, with more options where they are given. Throws where it does not come up. */
export async function startMariadb(more: readonly string[] = []): Promise<MysqlServer> {
  const owner = serverUser();
  return launch(owner, {
    prepare: (data) => [
      "mariadb-install-db",
      "--no-defaults",
      `--datadir=${data}`,
      ...(owner === null ? [] : [`--user=${owner.name}`]),
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      "--skip-name-resolve",
      "--innodb-log-file-size=16M",
    ],
    // A test's data need not outlive the machine.
    run: [
      MARIADBD ?? "mariadbd",
      "--no-defaults",
      "--innodb-log-file-size=16M",
      "--innodb-flush-method=nosync",
      "--skip-innodb-doublewrite",
      "--sync-frm=OFF",
      ...more,
    ],
  });
}

/** Starts the MySQL that was fetched. Throws where it does not come up. */
export async function startMysql(): Promise<MysqlServer> {
  const owner = serverUser();
  const program = [...(mysqlCommand() ?? ["mysqld"]), "--no-defaults", "--secure-file-priv=NULL"];
  const user = owner === null ? [] : [`--user=${owner.name}`];
  const base = `--basedir=${join(program.at(-3) ?? "/", "..", "..")}`;
  return launch(owner, {
    prepare: (data) => [...program, base, "--initialize-insecure", `--datadir=${data}`, ...user],
    run: [...program, base, "--mysqlx=OFF", "--skip-log-bin", "--performance-schema=OFF"],
  });
}

interface Owner {
  readonly name: string;
  readonly id: number;
}

/** Servers refuse to run as root: the user they run as then. Null where it is our own. */
function serverUser(): Owner | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["mysql", "nobody"]) {
    const { status, stdout } = spawnSync("id", ["-u", name], { encoding: "utf8" });
    if (status === 0) return { name, id: Number(stdout) };
  }
  throw new Error("There is no user that a server could run as.");
}

interface Program {
  readonly prepare: (data: string) => readonly string[];
  readonly run: readonly string[];
}

async function launch(owner: Owner | null, program: Program): Promise<MysqlServer> {
  const folder = mkdtempSync(join(tmpdir(), "queryset-mysql-"));
  // A server that starts clears away temporary tables where it keeps its own: in a shared folder, another server's.
  mkdirSync(join(folder, "tmp"));
  if (owner !== null) for (const made of [folder, join(folder, "tmp")]) chownSync(made, owner.id, owner.id);
  const server = new Server(folder, await freePort(), owner, program);
  try {
    server.prepare();
    await server.start();
    await server.makeUser();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class Server implements MysqlServer {
  readonly socket: string;
  #child: ChildProcess | null = null;
  #said = "";
  readonly #atExit = () => void this.#child?.kill("SIGKILL");

  constructor(
    readonly folder: string,
    readonly port: number,
    readonly owner: Owner | null,
    readonly program: Program,
  ) {
    this.socket = join(folder, "s.sock");
    process.on("exit", this.#atExit);
  }

  prepare(): void {
    const [name = "", ...words] = this.program.prepare(join(this.folder, "data"));
    const env = { ...process.env, TMPDIR: join(this.folder, "tmp") };
    const made = spawnSync(name, words, { encoding: "utf8", env });
    if (made.status !== 0) throw new Error(`${name} failed: ${made.stdout}${made.stderr}${made.error ?? ""}`);
  }

  async start(): Promise<void> {
    const [name = "", ...words] = this.program.run;
    const child = spawn(
      name,
      [
        ...words,
        `--datadir=${join(this.folder, "data")}`,
        `--tmpdir=${join(this.folder, "tmp")}`,
        `--socket=${this.socket}`,
        `--port=${this.port}`,
        `--pid-file=${join(this.folder, "data", "pid")}`,
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        "--innodb-buffer-pool-size=64M",
        "--innodb-flush-log-at-trx-commit=0",
        ...(this.owner === null ? [] : [`--user=${this.owner.name}`]),
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    this.#child = child;
    this.#said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        this.#said = `${this.#said}${text}`.slice(-4000);
      });
    for (let attempt = 0; attempt < 600; attempt++) {
      if (child.exitCode !== null) break;
      const connection = await this.admin().catch(() => null);
      if (connection !== null) return connection.end();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The server did not come up:\n${this.#said}`);
  }

  async makeUser(): Promise<void> {
    const admin = await this.admin();
    await admin.query("CREATE USER 'queryset'@'%' IDENTIFIED BY ?", [PASSWORD]);
    await admin.query("GRANT ALL ON *.* TO 'queryset'@'%'");
    await admin.end();
  }

  url(database: string): string {
    return `mysql://queryset:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  admin(database?: string): Promise<mysql.Connection> {
    const more = database === undefined ? {} : { database };
    return mysql.createConnection({ socketPath: this.socket, user: "root", multipleStatements: true, ...more });
  }

  async createDatabase(name: string, collation = "utf8mb4_bin"): Promise<void> {
    const admin = await this.admin();
    await admin.query(`DROP DATABASE IF EXISTS \`${name}\``);
    await admin.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE ${collation}`);
    await admin.end();
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    process.off("exit", this.#atExit);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
