import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Backend, Transaction } from "../../../src/database/backend";
import { openDatabase } from "../../../src/database/open";
import { makeMusic } from "./music";
import { type Line, startProxy } from "./proxy";
import { type PostgresServer, PROGRAMS, startPostgres } from "./server";

const insert = (transaction: Transaction, id: number) =>
  transaction.write(`INSERT INTO "music_album" ("id", "title") VALUES (${id}, 'x')`, [], {
    action: "insert",
    table: "music_album",
    columns: ["id", "title"],
  });

describe.skipIf(PROGRAMS === null)("a PostgreSQL server that fails", () => {
  let server: PostgresServer | null = null;
  const opened: Backend[] = [];
  const proxies: Line[] = [];

  const given = (): PostgresServer => {
    if (!server) throw new Error("the server did not start");
    return server;
  };
  const open = async (url = given().url("music")): Promise<Backend> => {
    const backend = await openDatabase({ url, workspace: "/" });
    opened.push(backend);
    return backend;
  };
  const throughProxy = async (): Promise<{ backend: Backend; proxy: Line }> => {
    const proxy = await startProxy(given().port);
    proxies.push(proxy);
    const url = given().url("music", "?sslmode=disable").replace(`:${given().port}/`, `:${proxy.port}/`);
    return { backend: await open(url), proxy };
  };
  const albums = async (id: number): Promise<number> =>
    Number((await given().sql("music", `SELECT count(*) AS n FROM music_album WHERE id = ${id}`))[0]?.n);
  const isCommit = (sent: Buffer): boolean => sent.includes("COMMIT");

  beforeAll(async () => {
    server = await startPostgres();
    await makeMusic(server, "music");
  });

  afterEach(async () => {
    for (const backend of opened.splice(0)) await backend.close().catch(() => undefined);
    for (const proxy of proxies.splice(0)) await proxy.close();
  });

  afterAll(async () => {
    await server?.stop();
  });

  it("is reached over its unix socket, by host= and by a password of its own", async () => {
    const url = `postgresql://queryset@/music?host=${encodeURIComponent(given().socket)}&port=${given().port}`;
    const backend = await open(url);
    expect(backend.info.name).toBe("music on this machine");
    const apart = await openDatabase({
      url: `postgresql://queryset@127.0.0.1:${given().port}/music`,
      workspace: "/",
      password: "s3cr:et/p@ss?",
    });
    opened.push(apart);
    expect((await apart.read((session) => session.all("SELECT 1 AS n")))[0]?.n).toBe(1n);
  });

  it("says which part of the way failed", async () => {
    const at = (rest: string): Promise<unknown> =>
      openDatabase({ url: `postgresql://${rest}`, workspace: "/" }).catch((error: unknown) => error);
    const host = `127.0.0.1:${given().port}`;
    expect(String(await at(`queryset:wrong@${host}/music`))).toMatch(/reached, and refused the password/);
    expect(String(await at(`queryset:s3cr%3Aet%2Fp%40ss%3F@${host}/nowhere`))).toMatch(/has no database of that name/);
    expect(String(await at(`queryset:s3cr%3Aet%2Fp%40ss%3F@${host}/music?sslmode=require`))).toMatch(/has no TLS/);
    expect(String(await at("queryset@127.0.0.1:1/music"))).toMatch(/nothing answers there/);
    expect(String(await at("queryset@no-such-host.invalid/music"))).toMatch(
      /no host of that name|could not be looked up/,
    );
    expect(String(await at(`queryset@${host}/music?sslmode=maybe`))).toMatch(/sslmode=maybe is unknown/);
  });

  it("that takes the connection and says nothing is given up", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = address && typeof address === "object" ? address.port : 0;
    try {
      const error = await openDatabase({
        url: `postgresql://a@127.0.0.1:${port}/b?connect_timeout=1`,
        workspace: "/",
      }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: "ConnectionFailed",
        message: expect.stringContaining("nothing answered in time"),
      });
    } finally {
      silent.close();
    }
  });

  it("survives a restart between two statements", async () => {
    const backend = await open();
    await backend.transaction((transaction) => insert(transaction, 500));
    await given().shutDown();
    await given().start();
    expect((await backend.read((session) => session.all("SELECT count(*) AS n FROM music_album")))[0]?.n).toBe(3n);
    await backend.transaction(async (transaction) => {
      await insert(transaction, 501);
      await transaction.commit();
    });
    expect(await albums(501)).toBe(1);
  });

  it("that dies in the middle of a write has written nothing of it", async () => {
    const backend = await open();
    await expect(
      backend.transaction(async (transaction) => {
        await insert(transaction, 510);
        await given().kill();
        await insert(transaction, 511);
      }),
    ).rejects.toMatchObject({
      code: "OperationalError",
      message: expect.stringContaining("connection to the database server was lost"),
    });
    const dead = backend.read((session) => session.all("SELECT 1 AS n"));
    await expect(dead).rejects.toMatchObject({ code: "ConnectionFailed" });
    await given().start();
    expect((await backend.read((session) => session.all("SELECT 1 AS n")))[0]?.n).toBe(1n);
    expect(await albums(510)).toBe(0);
  });

  it("cut off before COMMIT reached it has written nothing, and says so", async () => {
    const { backend, proxy } = await throughProxy();
    const work = backend.transaction(async (transaction) => {
      await insert(transaction, 520);
      let cut = false;
      proxy.watch((sent) => {
        if (cut || !isCommit(sent)) return null;
        cut = true;
        return "before";
      });
      await transaction.commit();
    });
    await expect(work).rejects.toMatchObject({ message: "The connection was lost, and nothing was written." });
    expect(await albums(520)).toBe(0);
  });

  it("cut off after COMMIT reached it has written all of it, and that is known", async () => {
    const { backend, proxy } = await throughProxy();
    await backend.transaction(async (transaction) => {
      await insert(transaction, 530);
      let cut = false;
      proxy.watch((sent) => {
        if (cut || !isCommit(sent)) return null;
        cut = true;
        return "after";
      });
      await transaction.commit();
    });
    expect(await albums(530)).toBe(1);
  });

  it("that cannot be asked what became of a COMMIT leaves it open", async () => {
    const { backend, proxy } = await throughProxy();
    const work = backend.transaction(async (transaction) => {
      await insert(transaction, 540);
      let cut = false;
      proxy.watch((sent) => {
        if (cut) return "before";
        cut = isCommit(sent);
        return cut ? "after" : null;
      });
      await transaction.commit();
    });
    await expect(work).rejects.toMatchObject({ hint: expect.stringContaining("looked up") });
  });

  it("is told to stop a statement, whose connection then goes on", async () => {
    const backend = await open();
    const stop = new AbortController();
    const slow = backend.read((session) => session.all("SELECT pg_sleep(20) AS n"), stop.signal);
    const ended = slow.catch((error: unknown) => error);
    for (let i = 0; i < 100; i++) {
      const running = await given().sql(
        "music",
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND state = 'active' AND pid <> pg_backend_pid()",
      );
      if (running.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    stop.abort();
    expect(await ended).toMatchObject({ code: "Cancelled" });
    expect((await backend.read((session) => session.all("SELECT 1 AS n")))[0]?.n).toBe(1n);
  });

  it("stops by itself what a client that is gone had asked for", async () => {
    const { backend, proxy } = await throughProxy();
    const slow = backend.transaction((transaction) => transaction.all("SELECT pg_sleep(30) AS n")).catch(() => "gone");
    const running = () =>
      given().sql(
        "music",
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()",
      );
    while ((await running()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await proxy.close();
    expect(await slow).toBe("gone");
    for (let i = 0; i < 100 && (await running()).length > 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await running()).toEqual([]);
  });

  it("waits for another program's lock, and no longer than it may", async () => {
    const backend = await open();
    const client = await given().client("music");
    await client.query("BEGIN; SELECT * FROM music_album WHERE id = 1 FOR UPDATE");
    try {
      await expect(
        backend.transaction(async (transaction) => {
          await transaction.write('DELETE FROM "music_album"', [], { action: "delete", table: "music_album" });
        }),
      ).rejects.toMatchObject({
        code: "OperationalError",
        hint: expect.stringContaining("Another program holds a lock"),
      });
    } finally {
      await client.end();
    }
  });

  it("gets no more connections than a few, however much is asked at once", async () => {
    const backend = await open();
    await Promise.all(
      Array.from({ length: 30 }, () => backend.read((session) => session.all("SELECT pg_sleep(0.01) AS n"))),
    );
    const [row] = await given().sql(
      "music",
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'Queryset Explorer'",
    );
    expect(Number(row?.n)).toBeLessThanOrEqual(4);
  });
});
