import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Backend } from "../../src/database/backend";
import { momentOf } from "../../src/engine/clock";
import { NOTHING } from "../../src/preview/observe";
import { rehearse } from "../../src/preview/rehearsal";
import type { ScriptHost } from "../../src/preview/script";
import { Cancelled } from "../../src/protocol/errors";
import { openModels } from "../django/open";
import { type AnyClient, type AnyServer, KINDS } from "./anyServer";

const MODELS = `
from django.db import models

class Widget(models.Model):
    name = models.CharField(max_length=20)
    count = models.IntegerField()
`;

const UPDATE = "Widget.objects.filter(name='one').update(count=5)";
const THEIRS = "UPDATE app_widget SET count = 7 WHERE id = 1";

for (const kind of KINDS)
  describe.skipIf(kind.isMissing)(`locks of a preview on ${kind.name}`, () => {
    const isPostgres = kind.engine === "postgresql";
    let server: AnyServer | null = null;
    let opened: { readonly backend: Backend; readonly host: ScriptHost } | null = null;
    let other: AnyClient | null = null;

    beforeAll(async () => {
      server = await kind.start();
      await server.createDatabase("locks");
      await server.sql("locks", [
        "CREATE TABLE app_widget (id integer PRIMARY KEY, name varchar(20) NOT NULL, count integer NOT NULL)",
        ...(isPostgres ? ["GRANT ALL ON app_widget TO queryset"] : []),
      ]);
      const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" };
      opened = await openModels({ app: "app", models: MODELS, settings, url: server.url("locks") });
      other = await server.client("locks");
    });

    beforeEach(async () => {
      await server?.sql("locks", [
        "DELETE FROM app_widget",
        "INSERT INTO app_widget VALUES (1, 'one', 1), (2, 'two', 2)",
      ]);
    });

    afterAll(async () => {
      await other?.end().catch(() => undefined);
      await opened?.backend.close();
      await server?.stop();
    });

    /** Previews the update; `during` is called when it was run, and before it is rolled back. */
    async function preview(during: () => Promise<void>, signal: AbortSignal | null = null): Promise<void> {
      if (opened === null) throw new Error("the database did not open");
      const { backend, host } = opened;
      const now = momentOf("2024-06-01T00:00:00", host.project.settings);
      const observe = async () => {
        await during();
        return NOTHING;
      };
      const script = { source: `${UPDATE}\n`, now, seed: 1, keepGoing: false };
      await rehearse({ backend, host, signal, observe }, { kind: "script", script });
    }

    const client = (): AnyClient => {
      if (other === null) throw new Error("not connected");
      return other;
    };

    /** Resolves when the server says that somebody waits for a lock. */
    async function blocked(): Promise<void> {
      const waiting = isPostgres
        ? "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = 'locks' AND wait_event_type = 'Lock'"
        : "SELECT COUNT(*) AS n FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'";
      for (;;) {
        const [rows] = (await server?.rows("locks", [waiting])) ?? [];
        if (Number(rows?.[0]?.n) > 0) return;
        // InnoDB looks anew only where nobody asked for a tenth of a second.
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    }

    async function count(): Promise<unknown> {
      const [rows] = (await server?.rows("locks", ["SELECT count FROM app_widget WHERE id = 1"])) ?? [];
      return rows?.[0]?.count;
    }

    /** Fails at once where somebody holds a row. */
    const lockAll = (): Promise<unknown> =>
      client().query("BEGIN; SELECT * FROM app_widget FOR UPDATE NOWAIT; ROLLBACK");

    it("make another program wait while the preview runs, and not a moment longer", async () => {
      let theirs: Promise<unknown> | null = null;
      await preview(async () => {
        theirs = client().query(THEIRS);
        await blocked();
      });
      // Nobody has decided about the preview yet.
      await theirs;
      expect(await count()).toBe(7);
      await lockAll();
    });

    it("concern no other row, as far as the server locks by row", async () => {
      if (opened === null) throw new Error("the database did not open");
      await preview(async () => {
        // Without an index MySQL reads, and locks, every row; by its key it is this one.
        if (isPostgres) await client().query("UPDATE app_widget SET count = 9 WHERE id = 2");
        await expect(lockAll()).rejects.toThrow(/could not obtain lock|NOWAIT|Lock wait/i);
        await client().query("ROLLBACK");
      });
      await lockAll();
    });

    it("are gone with a cancelled preview", async () => {
      const controller = new AbortController();
      let theirs: Promise<unknown> | null = null;
      const cancelled = preview(async () => {
        theirs = client().query(THEIRS);
        await blocked();
        controller.abort();
        // What is asked of the session from now on is refused.
        await opened?.backend.read((session) => session.all("SELECT 1 AS n"));
      }, controller.signal);
      await cancelled.catch((error: unknown) => expect(error).toBeInstanceOf(Cancelled));
      await theirs;
      expect(await count()).toBe(7);
      await lockAll();
    });

    it("are gone with a preview that failed", async () => {
      let theirs: Promise<unknown> | null = null;
      const failed = preview(async () => {
        theirs = client().query(THEIRS);
        await blocked();
        throw new Error("stopped");
      });
      await expect(failed).rejects.toThrow("stopped");
      await theirs;
      expect(await count()).toBe(7);
      await lockAll();
    });
  });
