// What the tests need from the machine, and how to get it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { find, retried, run } from "../run.mjs";
import { fetchDjango, hasDjango } from "./django.mjs";
import { fetchMysql, hasMysql } from "./mysql.mjs";

const chromium = {
  name: "Chromium",
  package: "chromium",
  present: () => find("chromium", "chromium-browser", "google-chrome") !== undefined,
};

const sqlite = {
  name: "the sqlite3 program",
  package: "sqlite3",
  present: () => find("sqlite3") !== undefined,
};

/** Another program that writes to the same database. */
const python = {
  name: "Python",
  package: "python3",
  present: () => ["/usr/bin/python3", "python3"].some((name) => spawnSync(name, ["--version"]).status === 0),
};

/** Real Django judges what we write; Debian's own Python has it where another `python3` comes first. */
const django = {
  name: "Django for Python",
  package: "python3-django",
  present: () =>
    ["/usr/bin/python3", "python3"].some((python) => spawnSync(python, ["-c", "import django"]).status === 0),
};

/** The Django we follow may be newer than the one that the machine's packages have. */
const currentDjango = {
  name: "Django 5.2 or newer for Python",
  fetch: fetchDjango,
  present: hasDjango,
};

/** Where Debian's package and others put the server's programs. */
const postgresql = {
  name: "PostgreSQL",
  package: "postgresql",
  present: () => find("initdb", "postgres") !== undefined || existsSync("/usr/lib/postgresql"),
};

/** The server alone: Debian's whole package would start one. */
const mariadb = {
  name: "MariaDB",
  package: ["mariadb-server-core", "mariadb-client-core"],
  present: () => existsSync("/usr/sbin/mariadbd") && find("mariadb-install-db") !== undefined,
};

/** Only on request: it comes from a release of Debian that still changes. */
const mysql = {
  name: "MySQL",
  fetch: fetchMysql,
  present: () => !process.env.QUERYSET_EXPLORER_MYSQL || hasMysql(),
};

/** What real Django speaks to servers with. */
const drivers = {
  name: "psycopg2 and mysqlclient for Python",
  package: ["python3-psycopg2", "python3-mysqldb"],
  present: () =>
    ["/usr/bin/python3", "python3"].some(
      (python) => spawnSync(python, ["-c", "import psycopg2, MySQLdb"]).status === 0,
    ),
};

/** Another editor, for the language server. */
const neovim = { name: "Neovim", package: "neovim", present: () => find("nvim") !== undefined };

/** Without these a runner cannot run at all. */
const needs = { unit: [], django: [], servers: [], e2e: [chromium, sqlite] };
/** These some of its tests use, and skip themselves without: Django's answers are kept in files. */
const wishes = {
  unit: [sqlite, python, neovim],
  django: [sqlite, django, currentDjango],
  servers: [postgresql, mariadb, mysql, django, currentDjango, drivers],
  e2e: [postgresql, django, currentDjango],
};

/** Installs what the runners need and the machine lacks: on Debian, as root. Elsewhere it says what is missing. */
export async function provide(runners) {
  const wanted = runners.flatMap((name) => [...needs[name], ...wishes[name]]);
  const missing = new Set(wanted.filter((need) => !need.present()));
  if (missing.size === 0) return;
  const packages = [...missing].flatMap((need) => need.package ?? []);
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    const names = [...missing].map((need) => need.name).join(", ");
    const hint = packages.length > 0 ? ` On Debian: sudo apt-get install ${packages.join(" ")}` : "";
    console.log(`Missing: ${names}.${hint}`);
    return;
  }
  if (packages.length > 0) await install(packages);
  for (const need of missing) {
    if (need.fetch === undefined || need.present()) continue;
    console.log(`Fetching ${need.name} …`);
    await retried(need.name, 3, need.fetch).catch((error) => console.log(`Could not fetch it: ${error.message}`));
  }
}

async function install(packages) {
  console.log(`Installing ${packages.join(", ")} …`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await retried("apt-get", 3, async () => {
    await run("apt-get", ["update", "-qq"], { env, quiet: true });
    const code = await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
      env,
      quiet: true,
    });
    if (code !== 0) throw new Error(`code ${code}`);
  }).catch((error) => console.log(`Could not install them: ${error.message}`));
}

/** Names of what a runner still lacks. */
export function missingFor(runner) {
  return needs[runner].filter((need) => !need.present()).map((need) => need.name);
}
