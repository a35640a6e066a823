import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine";
import type { PreviewView } from "../../src/protocol/results";
import { settingsText } from "../django/open";
import { type AnyClient, type AnyKind, type AnyServer, KINDS } from "./anyServer";

const MODELS = `
from django.db import models

class Widget(models.Model):
    name = models.CharField(max_length=20)
    count = models.IntegerField()
`;

const SCRIPT = "for pk in (1, 2): Widget.objects.filter(pk=pk).update(count=F('count') + 1)";
const NEVER = new AbortController().signal;

for (const kind of KINDS) {
  describe.skipIf(kind.isMissing)(`an apply on ${kind.name}`, () => {
    let server: AnyServer | null = null;
    let folder: string | null = null;
    let engine: Engine | null = null;
    let other: AnyClient | null = null;

    beforeAll(async () => {
      server = await kind.start();
      folder = mkdtempSync(join(tmpdir(), "queryset-apply-"));
      for (const name of ["app", "storage"]) mkdirSync(join(folder, name));
      const files = { "manage.py": "", "app/__init__.py": "", "app/models.py": MODELS };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" };
      writeFileSync(join(folder, "settings.py"), settingsText(settings, "app"));
      await server.createDatabase("apply");
      await server.sql("apply", [
        "CREATE TABLE app_widget (id integer PRIMARY KEY, name varchar(20) NOT NULL, count integer NOT NULL, secret varchar(20))",
        // The test's own rows are to outlive the server that is killed.
        kind.engine === "postgresql"
          ? "GRANT ALL ON ALL TABLES IN SCHEMA public TO queryset"
          : "SET GLOBAL innodb_flush_log_at_trx_commit = 2",
      ]);
      engine = new Engine("");
      await engine.open({ workspace: folder, storage: join(folder, "storage"), database: server.url("apply") });
    });

    beforeEach(async () => {
      await other?.end().catch(() => undefined);
      other = null;
      await running().sql("apply", [
        "DELETE FROM app_widget",
        "INSERT INTO app_widget VALUES (1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'z'), (4, 'd', 40, NULL)",
      ]);
    });

    afterAll(async () => {
      await other?.end().catch(() => undefined);
      await engine?.close();
      await server?.stop();
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    });

    it("ends in all or nothing where it and another program wait for each other's rows", async () => {
      const view = await preview();
      const client = await locking("UPDATE app_widget SET count = count + 100 WHERE id >= 2");
      const applying = applied(view);
      await waiting(kind);
      const theirs = await client.query("UPDATE app_widget SET count = count + 100 WHERE id = 1").then(
        () => client.query("COMMIT").then(() => true),
        () => client.query("ROLLBACK").then(() => false),
      );
      const isApplied = await applying;
      // Whichever of the two the server gave up: its work is gone, and the other's is there.
      expect({ theirs, isApplied }).toEqual(
        theirs ? { theirs: true, isApplied: false } : { theirs: false, isApplied: true },
      );
      expect(await counts()).toEqual(theirs ? [110, 120, 130, 140] : [11, 21, 30, 40]);
    });

    it("writes nothing where another program changes a row while it waits for it", async () => {
      const view = await preview();
      const before = (await engine?.history())?.length;
      const client = await locking("UPDATE app_widget SET secret = 'theirs' WHERE id = 2");
      const applying = applied(view);
      await waiting(kind);
      await client.query("COMMIT");
      expect(await applying).toBe(false);
      expect(await counts()).toEqual([10, 20, 30, 40]);
      expect((await engine?.history())?.length).toBe(before);
    });

    it("writes nothing where another program changed a column that no model knows", async () => {
      const view = await preview();
      await running().sql("apply", ["UPDATE app_widget SET secret = 'theirs' WHERE id = 1"]);
      expect(await applied(view)).toBe(false);
      expect(await counts()).toEqual([10, 20, 30, 40]);
    });

    it("has written nothing where the server dies in its middle, says so, and can be done again", async () => {
      const view = await preview();
      const before = (await engine?.history())?.length;
      await locking("UPDATE app_widget SET count = 0 WHERE id = 2");
      const applying = applied(view);
      await waiting(kind);
      await running().kill();
      expect(await applying).toBe(false);
      await running().start();
      expect(await counts()).toEqual([10, 20, 30, 40]);
      expect((await engine?.history())?.length).toBe(before);
      expect(await applied(await preview())).toBe(true);
      expect(await counts()).toEqual([11, 21, 30, 40]);
    });

    async function preview(): Promise<PreviewView> {
      const answer = await engine?.run({ source: SCRIPT }, NEVER);
      if (answer?.kind !== "preview") throw new Error(`no preview but ${JSON.stringify(answer)}`);
      return answer.preview;
    }

    async function applied(view: PreviewView): Promise<boolean> {
      if (engine === null) throw new Error("the engine was not opened");
      try {
        const answer = await engine.handlers.apply({ preview: view.id, confirmed: { many: true } }, NEVER);
        if (answer.kind === "failed") expect(answer.message).toMatch(/^Nothing was written: /);
        return answer.kind === "applied";
      } catch (error) {
        expect(error).toMatchObject({
          code: "OperationalError",
          message: expect.stringMatching(/^Nothing was written: /),
        });
        return false;
      }
    }

    /** Another program's transaction that holds rows. */
    async function locking(statement: string): Promise<AnyClient> {
      const client = await running().client("apply");
      other = client;
      await client.query("BEGIN");
      await client.query(statement);
      return client;
    }

    /** Until the apply waits for a row. */
    async function waiting({ engine: product }: AnyKind): Promise<void> {
      const select =
        product === "postgresql"
          ? "SELECT count(*) AS n FROM pg_locks WHERE NOT granted"
          : "SELECT COUNT(*) AS n FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
      for (let i = 0; i < 50; i++) {
        const [[row] = []] = await running().rows("apply", [select]);
        if (Number(row?.n) > 0) return;
        // InnoDB looks anew only where nobody asked for a tenth of a second.
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      throw new Error("the apply does not wait for the row");
    }

    async function counts(): Promise<readonly number[]> {
      const [rows = []] = await running().rows("apply", ["SELECT count FROM app_widget ORDER BY id"]);
      return rows.map(({ count }) => Number(count));
    }

    function running(): AnyServer {
      if (server === null) throw new Error("the server did not start");
      return server;
    }
  });
}
