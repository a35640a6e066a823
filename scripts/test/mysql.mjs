// MySQL's own server for the tests: Debian's stable release has only MariaDB, so it is fetched and run from a folder.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../run.mjs";
import { withPackages } from "./debian.mjs";
import { keep } from "./django.mjs";

/** The Debian release that has MySQL. */
const release = "sid";
/** Holds `usr/sbin/mysqld`, and every library it needs down to the C library. */
export const mysqlFolder = join(root, "node_modules", ".cache", "queryset-explorer", "mysql");

/** The words that start the server that was fetched; null where there is none, or where it does not run here. */
export function mysqlCommand(folder = mysqlFolder) {
  if (!existsSync(join(folder, "usr/sbin/mysqld"))) return null;
  for (const triplet of readdirSync(join(folder, "usr/lib"))) {
    const libraries = join(folder, "usr/lib", triplet);
    if (!existsSync(libraries) || !/-linux-gnu/.test(triplet)) continue;
    const loader = readdirSync(libraries).find((name) => /^ld-linux.*\.so/.test(name));
    if (loader === undefined) continue;
    const command = [join(libraries, loader), "--library-path", libraries, join(folder, "usr/sbin/mysqld")];
    const [program, ...words] = command;
    if (spawnSync(program, [...words, "--no-defaults", "--version"]).status === 0) return command;
  }
  return null;
}

export function hasMysql() {
  return mysqlCommand() !== null;
}

/** Fetches it, without installing it. Throws where that fails. */
export async function fetchMysql() {
  await withPackages(release, ["mysql-server-core"], (tree) => keep(tree, mysqlFolder), true);
}
