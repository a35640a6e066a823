import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine";
import { settingsText } from "../django/open";
import { type AnyClient, type AnyServer, KINDS } from "./anyServer";

const MODELS = `
from django.db import models

class Widget(models.Model):
    name = models.CharField(max_length=20)
    count = models.IntegerField()
`;
const NEVER = new AbortController().signal;
/** Milliseconds that the setting allows: less and more than the five seconds that hold without it. */
const SHORT = 1_000;
const LONG = 60_000;
/** Milliseconds that the other program takes, where we have time for it. */
const THEIRS = 6_000;

for (const kind of KINDS)
  describe.skipIf(kind.isMissing)(`the time to wait for a lock on ${kind.name}`, () => {
    let server: AnyServer | null = null;
    let folder: string | null = null;
    let opened: Engine | null = null;
    let other: AnyClient | null = null;

    beforeAll(async () => {
      server = await kind.start();
      folder = mkdtempSync(join(tmpdir(), "queryset-wait-"));
      for (const name of ["app", "storage"]) mkdirSync(join(folder, name));
      const files = { "manage.py": "", "app/__init__.py": "", "app/models.py": MODELS };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" };
      writeFileSync(join(folder, "settings.py"), settingsText(settings, "app"));
      await server.createDatabase("wait");
      await server.sql("wait", [
        "CREATE TABLE app_widget (id integer PRIMARY KEY, name varchar(20) NOT NULL, count integer NOT NULL)",
        "INSERT INTO app_widget VALUES (1, 'a', 1), (2, 'b', 2)",
        ...(kind.engine === "postgresql" ? ["GRANT ALL ON app_widget TO queryset"] : []),
      ]);
      other = await server.client("wait");
    });

    afterEach(async () => {
      await opened?.close();
      opened = null;
    });

    afterAll(async () => {
      await other?.end().catch(() => undefined);
      await server?.stop();
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    });

    async function open(lockWait: number): Promise<Engine> {
      if (server === null || folder === null) throw new Error("the server did not start");
      opened = new Engine("");
      const storage = join(folder, "storage");
      await opened.open({ workspace: folder, storage, database: server.url("wait"), settings: { lockWait } });
      return opened;
    }

    /** While another program holds the first row. */
    async function held<T>(work: (client: AnyClient) => Promise<T>): Promise<T> {
      if (other === null) throw new Error("not connected");
      await other.query("BEGIN");
      try {
        await other.query("UPDATE app_widget SET count = count + 10 WHERE id = 1");
        return await work(other);
      } finally {
        await other.query("ROLLBACK");
      }
    }

    it("is the setting's: after it the person is told who is in the way, and nothing was written", async () => {
      const engine = await open(SHORT);
      await held(async () => {
        const answer = await engine.run({ source: "Widget.objects.update(count=5)" }, NEVER);
        if (answer.kind !== "failed") throw new Error(`not failed but ${answer.kind}`);
        const error = answer.statements.at(-1)?.error;
        expect(error?.type).toBe("OperationalError");
        expect(`${error?.message} ${error?.hint}`).toMatch(/lock/i);
        expect(error?.hint).toMatch(/another program/i);
      });
      const [rows] = (await server?.rows("wait", ["SELECT count FROM app_widget ORDER BY id"])) ?? [];
      expect(rows?.map(({ count }) => Number(count))).toEqual([1, 2]);
      // Nothing is left of it in the way of the next one.
      expect((await engine.run({ source: "Widget.objects.filter(pk=1).update(count=9)" }, NEVER)).kind).toBe("preview");
    });

    it("can be longer than it is without the setting", async () => {
      const engine = await open(LONG);
      const answer = await held(async (client) => {
        const running = engine.run({ source: "Widget.objects.update(count=5)" }, NEVER);
        await new Promise((resolve) => setTimeout(resolve, THEIRS));
        await client.query("ROLLBACK");
        return running;
      });
      expect(answer.kind).toBe("preview");
    });
  });
