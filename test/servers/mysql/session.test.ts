import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Backend, SqlValue, Transaction } from "../../../src/database/backend";
import { openMysql } from "../../../src/database/mysql/open";
import { openDatabase } from "../../../src/database/open";
import { OutcomeUnknown } from "../../../src/database/outcome";
import { Cancelled } from "../../../src/protocol/errors";
import { type CuttingProxy, startProxy } from "./proxy";
import { MYSQL_SERVERS, type MysqlServer, PASSWORD } from "./server";

const VALUES: readonly (readonly [type: string, literal: string, stored: SqlValue])[] = [
  ["bigint", "-9223372036854775808", -9223372036854775808n],
  ["bigint unsigned", "18446744073709551615", 18446744073709551615n],
  ["tinyint(1)", "1", 1n],
  ["bit(1)", "b'1'", 1n],
  ["bit(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'", 18446744073709551615n],
  ["year", "2024", 2024n],
  [
    "decimal(65,30)",
    "'12345678901234567890123456789012345.123456789012345678901234567890'",
    "12345678901234567890123456789012345.123456789012345678901234567890",
  ],
  ["double", "0.1e0 + 0.2e0", 0.30000000000000004],
  ["double", "5e-324", 5e-324],
  ["double", "9.100000381469727e0", 9.100000381469727],
  ["float", "0.1", 0.10000000149011612],
  ["datetime(6)", "'9999-12-31 23:59:59.999999'", "9999-12-31 23:59:59.999999"],
  ["datetime", "'2024-02-29 01:02:03'", "2024-02-29 01:02:03"],
  ["timestamp(6) NULL", "'2038-01-19 03:14:07.999999'", "2038-01-19 03:14:07.999999"],
  ["date", "'0001-01-01'", "0001-01-01"],
  ["time(6)", "'-838:59:58.000001'", "-838:59:58.000001"],
  ["varchar(20)", "'  a\\0b\\n\\\\''\\Z☃ 😀 '", "  a\0b\n\\'\u001a☃ 😀 "],
  ["char(5)", "'a'", "a"],
  ["varchar(5)", "''", ""],
  ["longtext", "REPEAT('é', 70000)", "é".repeat(70_000)],
  ["varbinary(4)", "X'00FF0A27'", new Uint8Array([0, 255, 10, 39])],
  ["longblob", "''", new Uint8Array()],
  ["enum('a','b''c')", "'b''c'", "b'c"],
  ["set('x','y')", "'x,y'", "x,y"],
  ["json", '\'{"n": 123456789012345678, "t": "é"}\'', '{"n": 123456789012345678, "t": "é"}'],
];

for (const { name, start, isMissing } of MYSQL_SERVERS) {
  describe.skipIf(isMissing)(`sessions on ${name}`, () => {
    let server: MysqlServer | null = null;
    let backend: Backend | null = null;
    let proxy: CuttingProxy | null = null;

    beforeAll(async () => {
      server = await start();
      await server.createDatabase("music");
      const admin = await server.admin("music");
      await admin.query(
        "CREATE TABLE artist (id int AUTO_INCREMENT PRIMARY KEY, name varchar(30), plays int NOT NULL DEFAULT 0)",
      );
      const columns = VALUES.map(([type], i) => `v${i} ${type}`).join(", ");
      await admin.query(`CREATE TABLE kinds (id int PRIMARY KEY, ${columns})`);
      await admin.query(`INSERT INTO kinds VALUES (1, ${VALUES.map(([, literal]) => literal).join(", ")})`);
      await admin.end();
      backend = await openDatabase({ url: server.url("music"), workspace: "/" });
      proxy = await startProxy(server.port);
    });

    beforeEach(async () => {
      const admin = await running().admin("music");
      await admin.query("DELETE FROM artist; INSERT INTO artist (id, name) VALUES (1, 'Nina'), (2, 'Ella')");
      await admin.end();
    });

    afterAll(async () => {
      await backend?.close();
      await proxy?.stop();
      await server?.stop();
    });

    const running = (): MysqlServer => {
      if (server === null) throw new Error("not started");
      return server;
    };
    const opened = (): Backend => {
      if (backend === null) throw new Error("not open");
      return backend;
    };
    const count = (): Promise<unknown> =>
      opened().read(async (session) => (await session.all("SELECT COUNT(*) AS n FROM artist"))[0]?.n);

    it("reads and writes back every kind of value exactly", async () => {
      await opened().transaction(async (transaction) => {
        const { changes } = await transaction.write("UPDATE kinds SET id = 2");
        const row = changes.find(({ action }) => action === "insert")?.after ?? {};
        expect(VALUES.map((_, i) => row[`v${i}`])).toEqual(
          VALUES.map(([, , stored]) => (stored instanceof Uint8Array ? Buffer.from(stored) : stored)),
        );
        const names = VALUES.map((_, i) => `v${i}`);
        const values = names.map((column) => row[column] ?? null);
        const set = names.map((column) => `${column} = ?`).join(", ");
        const again = await transaction.write(`UPDATE kinds SET ${set} WHERE id = 2`, values);
        expect(again.changes).toEqual([]);
      });
    });

    it("keeps what was committed, and nothing else", async () => {
      await opened().transaction(async (transaction) => {
        await transaction.write("INSERT INTO artist (name) VALUES ('kept')");
        await transaction.commit();
      });
      await expect(
        opened().transaction(async (transaction) => {
          await transaction.write("INSERT INTO artist (name) VALUES ('not')");
          throw new Error("stop");
        }),
      ).rejects.toThrow("stop");
      expect(await count()).toBe(3);
    });

    it("sees one moment of the database for a whole reading session", async () => {
      await opened().read(async (session) => {
        const before = await session.all("SELECT COUNT(*) AS n FROM artist");
        const admin = await running().admin("music");
        await admin.query("INSERT INTO artist (name) VALUES ('later')");
        await admin.end();
        expect(await session.all("SELECT COUNT(*) AS n FROM artist")).toEqual(before);
      });
    });

    it("says who is in the way where another program holds a row", async () => {
      const hasty = await openMysql({ url: running().url("music"), product: "MySQL", lockTimeout: 1000 });
      const admin = await running().admin("music");
      try {
        await admin.query("START TRANSACTION; UPDATE artist SET plays = 5 WHERE id = 1");
        const write = hasty.transaction((transaction) => transaction.write("UPDATE artist SET plays = 6 WHERE id = 1"));
        await expect(write).rejects.toMatchObject({
          code: "OperationalError",
          hint: expect.stringContaining("Another program holds a row"),
        });
      } finally {
        await admin.end();
        await hasty.close();
      }
    });

    it("keeps nothing of a transaction that the server ended for a deadlock", async () => {
      const other = await openMysql({ url: running().url("music"), product: "MySQL" });
      const both = (backend: Backend, first: number, second: number, meet: () => Promise<void>): Promise<unknown> =>
        backend.transaction(async (transaction) => {
          await transaction.write("UPDATE artist SET plays = plays + 1 WHERE id = ?", [BigInt(first)]);
          await meet();
          const error = await transaction
            .write("UPDATE artist SET plays = plays + 1 WHERE id = ?", [BigInt(second)])
            .then(
              () => null,
              (thrown: unknown) => thrown,
            );
          if (error === null) {
            await transaction.commit();
            return null;
          }
          // What is asked now would stand alone, and be written at once.
          await expect(transaction.write("UPDATE artist SET plays = 100")).rejects.toMatchObject({
            code: "TransactionManagementError",
          });
          return error;
        });
      const meet = meeting(2);
      const errors = await Promise.all([both(opened(), 1, 2, meet), both(other, 2, 1, meet)]);
      await other.close();
      expect(errors.filter((error) => error === null).length).toBe(1);
      expect(errors.find((error) => error !== null)).toMatchObject({ message: expect.stringContaining("1213") });
      const rows = await opened().read((session) => session.all("SELECT plays FROM artist ORDER BY id"));
      expect(rows).toEqual([{ plays: 1 }, { plays: 1 }]);
    });

    it.each(["read", "transaction"] as const)("stops a query in a %s, and leaves no lock", async (how) => {
      const controller = new AbortController();
      const work = async (session: Pick<Transaction, "all">): Promise<unknown> => {
        setTimeout(() => controller.abort(), 100);
        return session.all("SELECT id FROM artist WHERE SLEEP(60) = 0");
      };
      const backend_ = opened() as Backend & {
        read(work: (session: Transaction) => Promise<unknown>, signal: AbortSignal): Promise<unknown>;
        transaction(work: (session: Transaction) => Promise<unknown>, signal: AbortSignal): Promise<unknown>;
      };
      await expect(backend_[how](work, controller.signal)).rejects.toThrow(Cancelled);
      const admin = await running().admin("music");
      const [busy] = await admin.query(
        "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(60)%' AND ID <> CONNECTION_ID()",
      );
      await admin.end();
      expect(busy).toEqual([{ n: 0 }]);
      expect(await count()).toBe(2);
    });

    it("survives a server that was restarted between two statements", async () => {
      expect(await count()).toBe(2);
      await running().kill();
      await running().start();
      expect(await count()).toBe(2);
    });

    it("keeps nothing where the server dies in the middle, and says that it is gone", async () => {
      const write = opened().transaction(async (transaction) => {
        await transaction.write("DELETE FROM artist WHERE id = 1");
        await running().kill();
        await transaction.write("DELETE FROM artist WHERE id = 2");
      });
      await expect(write).rejects.toMatchObject({
        code: "OperationalError",
        message: "The connection to the database was lost.",
      });
      await expect(count()).rejects.toMatchObject({
        code: "ConnectionFailed",
        message: expect.stringContaining("nothing listens on"),
      });
      await running().start();
      expect(await count()).toBe(2);
    });

    it.each([
      ["before", 2],
      ["after", 3],
    ] as const)(
      "does not claim to know what became of a COMMIT that was cut off %s it was done",
      async (when, rows) => {
        // In the clear, so that the proxy sees what is said.
        const url = `${running().url("music").replace(`:${running().port}/`, `:${proxy?.port}/`)}?ssl-mode=DISABLED`;
        const far = await openDatabase({ url, workspace: "/" });
        try {
          const commit = far.transaction(async (transaction) => {
            await transaction.write("INSERT INTO artist (name) VALUES ('maybe')");
            proxy?.cutAt("COMMIT", when);
            await transaction.commit();
          });
          await expect(commit).rejects.toBeInstanceOf(OutcomeUnknown);
          // What is read next is final: it waits for the end of the connection that was lost.
          const [row] = await far.read((session) => session.all("SELECT COUNT(*) AS n FROM artist"));
          expect(row).toEqual({ n: rows });
        } finally {
          await far.close();
        }
      },
    );

    it.each([
      [
        "a wrong password",
        (url: string) => url.replace("queryset:", "queryset:x"),
        "AccessDenied",
        "refused the password of queryset",
      ],
      ["no password", (url: string) => url.replace(/:[^:@/]*@/, "@"), "AccessDenied", "wants a password for queryset"],
      [
        "an unknown database",
        (url: string) => url.replace("/music", "/nope"),
        "ConnectionFailed",
        "has no database nope",
      ],
      ["no database", (url: string) => url.replace("/music", "/"), "ConnectionFailed", "names no database"],
      [
        "a closed port",
        (url: string) => url.replace(/:\d+\//, ":1/"),
        "ConnectionFailed",
        "nothing listens on 127.0.0.1:1",
      ],
      [
        "an unknown host",
        (url: string) => url.replace("127.0.0.1", "nowhere.invalid"),
        "ConnectionFailed",
        "the name nowhere.invalid is not known",
      ],
      [
        "no such socket",
        (url: string) => `${url}?socket=/nowhere/s.sock`,
        "ConnectionFailed",
        "there is no socket /nowhere/s.sock",
      ],
      [
        "an unreadable certificate",
        (url: string) => `${url}?ssl-ca=/nowhere/ca.pem`,
        "ConnectionFailed",
        "/nowhere/ca.pem cannot be read",
      ],
    ])("says what is wrong with %s, and never the password", async (_, changed, code, reason) => {
      const error: unknown = await openDatabase({ url: changed(running().url("music")), workspace: "/" }).then(
        (made) => made.close(),
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code, message: expect.stringContaining(reason) });
      const everything = inspect(error, { depth: 20, showHidden: true });
      expect(everything).not.toContain(PASSWORD);
      expect(everything).not.toContain(encodeURIComponent(PASSWORD));
    });

    it("connects by a unix socket, and with a password given apart", async () => {
      const url = `${running()
        .url("music")
        .replace(/:[^:@/]*@/, "@")}?socket=${running().socket}`;
      const made = await openDatabase({ url, workspace: "/", password: PASSWORD });
      expect(inspect(made.info)).not.toContain(PASSWORD);
      expect(await made.read((session) => session.all("SELECT 1 AS n"))).toEqual([{ n: 1 }]);
      await made.close();
    });
  });
}

/** Resolves for all once so many have come. */
function meeting(size: number): () => Promise<void> {
  let come = 0;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    if (++come === size) open();
    return all;
  };
}
