// Runs VS Code in the browser with the packaged extension in it.
import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { environment, must, nodeProgram } from "../run.mjs";
import { installVsCode } from "./install.mjs";

const patience = 90_000;

/** Settings that keep the first start calm: no welcome page, no chat, nothing from the network. */
export const calmSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.openRepositoryInParentFolders": "never",
};

/**
 * Installs `vsix` (several: a list) into a VS Code that lives in `home` and serves it on 127.0.0.1 with `folder` open.
 * `trust` asks whether folders are trusted, which all are otherwise.
 * `browserOnly` lets the extension run in the page's own extension host, as where there is no Node behind it.
 * Resolves when it answers: `{ origin, url, stop }`.
 */
export async function serveVsCode({
  vsix,
  home,
  folder,
  port,
  settings = {},
  log = false,
  browserOnly = false,
  trust = false,
}) {
  const entry = await installVsCode();
  const extensions = join(home, "extensions");
  const userData = join(home, "user-data");
  await mkdir(join(userData, "User"), { recursive: true });
  await writeFile(join(userData, "User", "settings.json"), JSON.stringify({ ...calmSettings, ...settings }, null, 2));
  const places = ["--extensions-dir", extensions, "--user-data-dir", userData];
  // A config file of the person's own must not change what is started here.
  const config = join(home, "config.yaml");
  await writeFile(config, "auth: none\ncert: false\n");
  const wanted = [vsix].flat().flatMap((file) => ["--install-extension", file]);
  await must(nodeProgram(), [entry, "--config", config, ...places, ...wanted], { quiet: true });

  if (browserOnly) await keepBrowserEntry(extensions);

  const chosen = port ?? (await freePort());
  const origin = `http://127.0.0.1:${chosen}`;
  const flags = ["--disable-telemetry", "--disable-update-check", ...(trust ? [] : ["--disable-workspace-trust"])];
  const args = [entry, "--config", config, "--auth", "none", "--bind-addr", `127.0.0.1:${chosen}`, ...places, ...flags];
  const child = spawn(nodeProgram(), [...args, folder], {
    env: environment({ PORT: String(chosen) }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output = (output + text).slice(-20_000);
      if (log) process.stdout.write(text);
    });
  }
  const stop = () => stopGroup(child);
  const failed = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`VS Code ended with code ${code} before it was up.\n${output}`)));
  });
  failed.catch(() => {});
  try {
    await Promise.race([answers(`${origin}/healthz`), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, url: `${origin}/?folder=${encodeURI(folder)}`, stop };
}

/** An extension without an entry for Node runs in the browser. */
async function keepBrowserEntry(extensions) {
  for (const name of await readdir(extensions)) {
    const path = join(extensions, name, "package.json");
    const manifest = await readFile(path, "utf8").then(JSON.parse, () => null);
    if (manifest === null) continue;
    delete manifest.main;
    await writeFile(path, JSON.stringify(manifest));
  }
}

async function answers(address) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const up = await fetch(address).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`VS Code did not answer within ${patience / 1000} seconds.`);
}

/** The server starts processes of its own; as a group they all end together. */
function stopGroup(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.pid === undefined) return resolve();
    const timer = setTimeout(() => signal(child, "SIGKILL"), 5_000);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    signal(child, "SIGTERM");
  });
}

function signal(child, name) {
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It has ended by itself.
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
