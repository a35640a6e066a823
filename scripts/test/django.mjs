// A current Django for the tests that ask it, beside whatever the machine has.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { must, root } from "../run.mjs";
import { withPackages } from "./debian.mjs";

/** The Debian release whose Django is the one we follow (5.2), and what that needs. */
const release = "forky";
const packages = ["python3-django", "python3-asgiref", "python3-sqlparse"];

const cache = join(root, "node_modules", ".cache", "queryset-explorer");
/** The folder that goes on Python's path. */
export const djangoFolder = join(cache, "django");

const check = "import django, sys; sys.exit(django.VERSION < (5, 2))";

/** Whether a Python here has a Django that is current, its own or the one we fetched. */
export function hasDjango() {
  const named = process.env.QUERYSET_EXPLORER_DJANGO ?? (existsSync(djangoFolder) ? djangoFolder : undefined);
  const env = named === undefined ? process.env : { ...process.env, PYTHONPATH: named };
  return ["/usr/bin/python3", "python3"].some((python) => spawnSync(python, ["-c", check], { env }).status === 0);
}

/** Fetches it, without installing it. Throws where that fails. */
export async function fetchDjango() {
  await withPackages(release, packages, (tree) => keep(join(tree, "usr/lib/python3/dist-packages"), djangoFolder));
}

/** Moves a folder to where it stays: a rename, or a copy where the folders are on different disks. */
export async function keep(from, to) {
  await mkdir(join(to, ".."), { recursive: true });
  await rm(to, { recursive: true, force: true });
  try {
    await rename(from, to);
  } catch {
    await must("cp", ["-r", from, to]);
  }
}
