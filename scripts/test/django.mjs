// A current Django for the tests that ask it, beside whatever the machine has.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, root } from "../run.mjs";

/** The Debian release whose Django is the one we follow (5.2), and what that needs. */
const release = "forky";
const packages = ["python3-django", "python3-asgiref", "python3-sqlparse"];
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

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

/** Fetches it from the mirror that the machine's own apt uses, without installing it. Throws where that fails. */
export async function fetchDjango() {
  const targets = spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI)"], { encoding: "utf8" }).stdout;
  const mirror = targets.split("\n").find((uri) => /\/debian\/?$/.test(uri));
  if (mirror === undefined) throw new Error("apt knows no Debian mirror");
  const work = await mkdtemp(join(tmpdir(), "queryset-django-"));
  try {
    for (const folder of ["lists", "cache", "packages", "tree"]) await mkdir(join(work, folder));
    await writeFile(join(work, "sources.list"), `deb [signed-by=${keyring}] ${mirror} ${release} main\n`);
    const options = [
      ["Dir::Etc::SourceList", join(work, "sources.list")],
      ["Dir::Etc::SourceParts", "-"],
      ["Dir::State::Lists", join(work, "lists")],
      ["Dir::Cache", join(work, "cache")],
      ["APT::Sandbox::User", "root"],
    ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    await must("apt-get", [...options, "update", "-qq"], { quiet: true });
    await must("apt-get", [...options, "download", "-qq", ...packages], { cwd: join(work, "packages"), quiet: true });
    for (const file of await readdir(join(work, "packages")))
      await must("dpkg", ["-x", join(work, "packages", file), join(work, "tree")], { quiet: true });
    await mkdir(cache, { recursive: true });
    await rm(djangoFolder, { recursive: true, force: true });
    await move(join(work, "tree/usr/lib/python3/dist-packages"), djangoFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A rename, or a copy where the folders are on different disks. */
async function move(from, to) {
  try {
    await rename(from, to);
  } catch {
    await must("cp", ["-r", from, to]);
  }
}
