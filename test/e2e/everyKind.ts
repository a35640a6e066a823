import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqlite3 } from "./sqlite3";

const models = `from django.db import models


class Owner(models.Model):
    name = models.CharField(max_length=40)

    def __str__(self):
        return self.name


class Thing(models.Model):
    big = models.BigIntegerField(null=True)
    price = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    ratio = models.FloatField(null=True)
    flag = models.BooleanField(null=True)
    text = models.TextField(null=True)
    title = models.CharField(max_length=80)
    size = models.CharField(max_length=20, choices=[("S", "Small"), ("L", "Large")])
    at = models.DateTimeField(null=True)
    on = models.DateField(null=True)
    clock = models.TimeField(null=True)
    took = models.DurationField(null=True)
    key = models.UUIDField(null=True)
    facts = models.JSONField(null=True)
    data = models.BinaryField(null=True)
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True)
`;

const columns =
  'id integer PRIMARY KEY, big bigint, price decimal, ratio real, flag bool, text text, title varchar(80) NOT NULL, size varchar(20) NOT NULL, at datetime, "on" date, clock time, took bigint, key char(32), facts text CHECK (json_valid(facts) OR facts IS NULL), data blob, owner_id bigint REFERENCES app_owner (id)';
const rows = [
  `1, 9223372036854775807, 1.5, 0.1, 1, 'one' || char(13, 10) || 'two', '  spaces  ', 'S', '2026-01-03 10:00:00.000001', '2026-01-03', '23:59:59.999999', -1000000, '12345678123456781234567812345678', '{"a": [1, 1.10], "big": 9007199254740993}', X'00FF', 1`,
  `2, -9223372036854775808, 12345678901234.5, 1e300, 0, '', '', 'none of them', '0001-01-01 00:00:00', '9999-12-31', '00:00:00', 1, NULL, 'null', X'', NULL`,
  "3, NULL, NULL, NULL, NULL, NULL, 'x', 'L', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
];

/** A workspace with a model that has every kind of field, and rows with the values that are easily lost. */
export async function everyKind(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "queryset-kinds-"));
  const folder = join(home, "kinds");
  await mkdir(join(folder, "app"), { recursive: true });
  await writeFile(join(folder, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
  const database = 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}';
  await writeFile(
    join(folder, "settings.py"),
    `INSTALLED_APPS = ["app"]\nUSE_TZ = True\nTIME_ZONE = "Europe/Berlin"\n${database}\n`,
  );
  await writeFile(join(folder, "app", "__init__.py"), "");
  await writeFile(join(folder, "app", "models.py"), models);
  await sqlite3(
    folder,
    `CREATE TABLE app_owner (id integer PRIMARY KEY, name varchar(40) NOT NULL);
     INSERT INTO app_owner VALUES (1, 'Ada'), (2, 'Grace');
     CREATE TABLE app_thing (${columns});
     INSERT INTO app_thing VALUES ${rows.map((row) => `(${row})`).join(", ")};`,
  );
  return { folder, remove: () => rm(home, { recursive: true, force: true }) };
}
