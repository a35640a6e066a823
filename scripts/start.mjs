// `npm start`: builds the extension and opens it on a fresh copy of the demo workspace.
// Uses the VS Code on this machine where the command `code` is found, else one in the browser.
//   --web              always the browser
//   --folder DIR       that folder instead of the demo
//   --exit-when-ready  stop as soon as it is up, for tests
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { find, run } from "./run.mjs";
import { copyDemo, packageExtension, serveVsCode } from "./vscode.mjs";

const { values: options } = parseArgs({
  options: {
    web: { type: "boolean", default: false },
    folder: { type: "string" },
    "exit-when-ready": { type: "boolean", default: false },
  },
});

const vsix = await packageExtension();
const home = await mkdtemp(join(tmpdir(), "queryset-explorer-"));
const folder = options.folder ? resolve(options.folder) : await copyDemo(join(home, "music-library"));
const name = options.folder ? folder : "the demo workspace";

const code = options.web ? undefined : find("code");
if (code && (await openDesktop(code))) {
  console.log(`\nQueryset Explorer is open on ${name}: ${folder}`);
} else {
  await openBrowser();
}

async function openDesktop(program) {
  if ((await run(program, ["--install-extension", vsix, "--force"], { quiet: true })) !== 0) return false;
  return (await run(program, [folder], { quiet: true })) === 0;
}

async function openBrowser() {
  const port = process.env.PORT ? Number(process.env.PORT) : undefined;
  const served = await serveVsCode({ vsix, home, folder, ...(port && { port }) });
  console.log(`\nQueryset Explorer is open on ${name}: ${served.url}`);
  const stop = async () => {
    await served.stop();
    await rm(home, { recursive: true, force: true });
  };
  if (options["exit-when-ready"]) return stop();
  console.log("Press Ctrl+C to stop.");
  showInBrowser(served.url);
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    // npm passes on what the terminal has sent already, so it may come twice.
    process.on(signal, () => {
      if (!stopping) stop().then(() => process.exit(0));
      stopping = true;
    });
  }
}

/** Opens the address where there is a screen; the line above says it for everyone else. */
function showInBrowser(url) {
  const openers = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] };
  const [program, ...args] = openers[process.platform] ?? ["xdg-open"];
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const opener = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  opener.on("error", () => {});
  opener.unref();
}
