// Brings a whole VS Code from npm: the package `code-server`, kept in .vscode-web between runs.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must, retried, root } from "../run.mjs";

const version = "4.139.1";
const home = join(root, ".vscode-web");
const server = join(home, "node_modules", "code-server");
const finished = join(home, `installed-${version}`);

/** Installs VS Code for the browser unless it is there, and returns the path of its entry script. */
export async function installVsCode() {
  if (!existsSync(finished)) {
    await retried("Installing VS Code", 3, async () => {
      console.log(`Installing VS Code for the browser (code-server ${version}, about 600 MB, once) …`);
      await rm(home, { recursive: true, force: true });
      await mkdir(home, { recursive: true });
      // Without a package.json of its own, npm would install into the repository's node_modules.
      await writeFile(join(home, "package.json"), JSON.stringify({ name: "vscode-web", private: true }));
      await npmInstall(home, [`code-server@${version}`]);
      console.log("Installing what VS Code itself needs …");
      await npmInstall(join(server, "lib", "vscode"), ["--omit=dev"]);
      await writeFile(finished, "");
    });
  }
  return join(server, "out", "node", "entry.js");
}

/** The packages' own scripts would compile native parts that nothing here needs. */
async function npmInstall(folder, args) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await must("npm", ["install", "--prefix", folder, ...args, ...quiet], { cwd: folder });
}
