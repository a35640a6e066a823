import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";
import { WASM } from "../database/engines";

const root = join(import.meta.dirname, "../../..");

/** Builds entries of the extension as they ship, for the length of a test file; answers where they will lie. */
export function bundled(entries: Readonly<Record<string, string>>): { path(name: string): string } {
  let folder: string | null = null;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "queryset-bundle-"));
    await build({
      entryPoints: entries,
      outdir: folder,
      absWorkingDir: root,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      keepNames: true,
      logLevel: "error",
      external: ["pg-native", "cloudflare:sockets", "./drivers/*"],
    });
    copyFileSync(WASM.path, join(folder, "sql-wasm.wasm"));
  }, 60_000);
  afterAll(() => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });
  return { path: (name) => join(folder ?? "", `${name}.js`) };
}
