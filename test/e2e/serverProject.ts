import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type PostgresServer, startPostgres } from "../servers/postgres/server";

const run = promisify(execFile);

const MODELS = `from django.db import models


class Album(models.Model):
    title = models.CharField(max_length=80)
    genre = models.CharField(max_length=20)

    def __str__(self):
        return self.title
`;

const TABLE =
  "CREATE TABLE music_album (id integer PRIMARY KEY, title varchar(80) NOT NULL, genre varchar(20) NOT NULL)";

const rowsOf = (titles: readonly string[]): string =>
  `INSERT INTO music_album VALUES ${titles.map((title, i) => `(${i + 1}, '${title}', 'Rock')`).join(", ")}`;

/** A project whose settings name three databases: a file, an archive in another one, and a server that wants a password. */
export interface ServerProject {
  readonly folder: string;
  readonly server: PostgresServer;
  /** The address that the settings come to, without a password. */
  readonly url: string;
  /** Asks the `sqlite3` program what a file of the project holds. */
  sqlite3(file: string, sql: string): Promise<string>;
  remove(): Promise<void>;
}

export async function serverProject(): Promise<ServerProject> {
  const server = await startPostgres();
  const home = await mkdtemp(join(tmpdir(), "queryset-server-"));
  const remove = async (): Promise<void> => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await server.createDatabase("music");
    await server.sql("music", `SET ROLE queryset; ${TABLE}; ${rowsOf(["Kind of Blue", "Blue Train", "Giant Steps"])}`);
    const folder = join(home, "music");
    await mkdir(join(folder, "music"), { recursive: true });
    await writeFile(join(folder, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
    await writeFile(join(folder, "settings.py"), settingsText(server.port));
    await writeFile(join(folder, "music", "__init__.py"), "");
    await writeFile(join(folder, "music", "models.py"), MODELS);
    const sqlite3 = async (file: string, sql: string): Promise<string> =>
      (await run("sqlite3", ["-cmd", ".timeout 5000", join(folder, file), sql])).stdout.trim();
    await sqlite3("db.sqlite3", `${TABLE}; ${rowsOf(["Divide", "Abbey Road"])};`);
    await sqlite3("archive.sqlite3", `${TABLE}; ${rowsOf(["Old One"])};`);
    return { folder, server, url: `postgresql://queryset@127.0.0.1:${server.port}/music`, sqlite3, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function settingsText(port: number): string {
  const file = (name: string): string => `{"ENGINE": "django.db.backends.sqlite3", "NAME": "${name}"}`;
  return `INSTALLED_APPS = ["music"]
DATABASES = {
    "default": ${file("db.sqlite3")},
    "archive": ${file("archive.sqlite3")},
    "server": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "music",
        "USER": "queryset",
        "HOST": "127.0.0.1",
        "PORT": "${port}",
    },
}
`;
}
