// Packages of another Debian release, fetched and unpacked without installing them.
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../run.mjs";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Fetches packages (with `deep`, and what they depend on) of a release from the mirror that the machine's own apt uses,
 * unpacks them into one tree and hands that to `use`; it is gone afterwards. Throws where that fails.
 */
export async function withPackages(release, packages, use, deep = false) {
  const targets = spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI)"], { encoding: "utf8" }).stdout;
  const mirror = targets.split("\n").find((uri) => /\/debian\/?$/.test(uri));
  if (mirror === undefined) throw new Error("apt knows no Debian mirror");
  const work = await mkdtemp(join(tmpdir(), "queryset-debian-"));
  try {
    for (const folder of ["lists", "cache", "packages", "tree"]) await mkdir(join(work, folder));
    await writeFile(join(work, "sources.list"), `deb [signed-by=${keyring}] ${mirror} ${release} main\n`);
    await writeFile(join(work, "status"), "");
    const options = [
      ["Dir::Etc::SourceList", join(work, "sources.list")],
      ["Dir::Etc::SourceParts", "-"],
      ["Dir::State::Lists", join(work, "lists")],
      ["Dir::State::status", join(work, "status")],
      ["Dir::Cache", join(work, "cache")],
      ["APT::Sandbox::User", "root"],
    ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    await must("apt-get", [...options, "update", "-qq"], { quiet: true });
    const all = deep ? withDependencies(options, packages) : packages;
    await must("apt-get", [...options, "download", "-qq", ...all], { cwd: join(work, "packages"), quiet: true });
    for (const file of await readdir(join(work, "packages")))
      await must("dpkg", ["-x", join(work, "packages", file), join(work, "tree")], { quiet: true });
    await use(join(work, "tree"));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Everything that has to be beside a program for it to start: its libraries, down to the C library. */
function withDependencies(options, packages) {
  const flags = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map((kind) => `--no-${kind}`);
  const listed = spawnSync("apt-cache", [...options, "depends", "--recurse", ...flags, ...packages], {
    encoding: "utf8",
  });
  const names = listed.stdout.split("\n").filter((line) => /^[a-z0-9]/.test(line));
  return [...new Set([...packages, ...names.filter((name) => /^(lib(?!perl)|gcc-|openssl-)/.test(name))])];
}
