// `npm run -s queryset -- …`: the headless runner, built first where it was not yet.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { must, nodeProgram, root } from "./run.mjs";

const runner = join(root, "dist", "cli.js");
if (!existsSync(runner)) await must("npm", ["run", "--silent", "build"], { quiet: true });
const ended = spawnSync(nodeProgram(), [runner, ...process.argv.slice(2)], { stdio: "inherit" });
process.exitCode = ended.status ?? 1;
