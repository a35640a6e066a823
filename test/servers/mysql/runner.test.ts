import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunReport } from "../../../src/protocol/results";
import { bundled } from "../../unit/engine/bundle";
import { MYSQL_SERVERS, type MysqlServer, PASSWORD } from "./server";

const built = bundled({ cli: "src/cli/main.ts" });
const UPDATE = 'Album.objects.filter(artist="The Beatles").update(genre="Pop")';

for (const { name, start, isMissing } of MYSQL_SERVERS) {
  describe.skipIf(isMissing)(`the runner on ${name}`, () => {
    let server: MysqlServer | null = null;
    let folder: string | null = null;
    /** Everything the runner ever said. */
    let said = "";

    beforeAll(async () => {
      server = await start();
      await server.createDatabase("music");
      const admin = await server.admin("music");
      await admin.query(
        readFileSync(join(import.meta.dirname, "fixtures", `music.base.${name.toLowerCase()}.sql`), "utf8"),
      );
      await admin.end();
      folder = mkdtempSync(join(tmpdir(), "queryset-runner-"));
      for (const inside of ["site", "music"]) mkdirSync(join(folder, "project", inside), { recursive: true });
      const write = (file: string, text: string): void => writeFileSync(join(folder ?? "", "project", file), text);
      write("manage.py", 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n');
      write("site/__init__.py", "");
      write("music/__init__.py", "");
      const models = join(import.meta.dirname, "..", "..", "django", "models", "music", "models.py");
      cpSync(models, join(folder, "project", "music", "models.py"));
      write(
        "site/settings.py",
        `INSTALLED_APPS = ["music"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.mysql", "NAME": "music", "USER": "queryset",
    "PASSWORD": ${JSON.stringify(PASSWORD)}, "HOST": "127.0.0.1", "PORT": "${server.port}", "OPTIONS": {"charset": "utf8mb4"}}}
`,
      );
    });

    afterAll(async () => {
      await server?.stop();
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    });

    function queryset(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
      const ended = spawnSync(process.execPath, [built.path("cli"), ...args], {
        cwd: join(folder ?? "", "project"),
        encoding: "utf8",
        env: { ...process.env, QUERYSET_EXPLORER_STATE: join(folder ?? "", "state"), ...more },
        timeout: 60_000,
      });
      said += ended.stdout + ended.stderr;
      return { code: ended.status, out: ended.stdout, error: ended.stderr };
    }

    const genres = async (): Promise<readonly string[]> => {
      const admin = await server?.admin("music");
      const [rows] = (await admin?.query("SELECT genre FROM music_album WHERE artist = 'The Beatles' ORDER BY id")) ?? [
        [],
      ];
      await admin?.end();
      return (rows as { genre: string }[]).map(({ genre }) => genre);
    };

    it("opens the project's own database with the password of its settings", () => {
      expect(queryset(["run", "-e", "Album.objects.count()"])).toEqual({ code: 0, out: "5\n", error: "" });
    });

    it("previews, applies and undoes", async () => {
      const before = await genres();
      const preview = JSON.parse(queryset(["run", "--json", "-e", UPDATE]).out) as RunReport;
      expect(preview).toMatchObject({
        outcome: "previewed",
        statements: [{ value: before.length, effects: [{ action: "update", count: before.length }] }],
      });
      expect(await genres()).toEqual(before);
      const applied = queryset(["run", "--json", "--apply", "-e", UPDATE]);
      expect(JSON.parse(applied.out)).toMatchObject({ outcome: "applied", fingerprint: preview.fingerprint });
      expect(await genres()).toEqual(before.map(() => "Pop"));
      const { history } = JSON.parse(queryset(["history", "--json"]).out) as { history: readonly { state: string }[] };
      expect(history).toMatchObject([{ state: "applied" }]);
      expect(queryset(["undo", "--apply"]).code).toBe(0);
      expect(await genres()).toEqual(before);
    });

    it("previews new rows twice alike, though the server has used up their keys", () => {
      const create = 'Album.objects.create(title="New", artist="N", genre="G")';
      const first = JSON.parse(queryset(["run", "--json", "-e", create]).out) as RunReport;
      const second = JSON.parse(queryset(["run", "--json", "-e", create]).out) as RunReport;
      expect(second.fingerprint).toBe(first.fingerprint);
      expect(second.statements[0]?.effects).toMatchObject([{ action: "insert", count: 1 }]);
    });

    it("takes a password from the variable that MySQL's own programs read", () => {
      const url = `mysql://queryset@127.0.0.1:${server?.port}/music`;
      const args = ["run", "--database", `${url}?ssl-mode=DISABLED`, "-e", "Album.objects.count()"];
      expect(queryset(args, { MYSQL_PWD: PASSWORD })).toMatchObject({ code: 0, out: "5\n" });
      expect(queryset(args, { MYSQL_PWD: "wrong" })).toMatchObject({
        code: 3,
        error: expect.stringContaining("refused the password"),
      });
    });

    it("leaves the password in nothing that it says or keeps", () => {
      const kept = readdirSync(join(folder ?? "", "state"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
      expect(kept.length).toBeGreaterThan(0);
      for (const text of [said, ...kept]) {
        expect(text).not.toContain(PASSWORD);
        expect(text).not.toContain(encodeURIComponent(PASSWORD));
      }
    });
  });
}
