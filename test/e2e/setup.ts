import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { copyDemo, packageExtension, serveVsCode } from "../../scripts/vscode.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one VS Code that all end-to-end tests share is served. */
    origin: string;
    vsix: string;
    /** Where that VS Code keeps what it and the extension write down. */
    home: string;
  }
}

/** Packages the extension as people get it, installs it into a real VS Code and serves that. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), "queryset-explorer-e2e-"));
  const vsix = await packageExtension();
  const folder = await copyDemo(join(home, "music-library"));
  const served = await serveVsCode({ vsix, home, folder, log: process.env.E2E_LOG !== undefined });
  project.provide("origin", served.origin);
  project.provide("vsix", vsix);
  project.provide("home", home);
  return async () => {
    await served.stop();
    await rm(home, { recursive: true, force: true });
  };
}
