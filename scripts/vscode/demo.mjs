// Fresh copies of the demo workspace.
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../run.mjs";

/** Copies the demo workspace to `folder`, which must not hold one yet, and returns it. */
export async function copyDemo(folder) {
  await mkdir(folder, { recursive: true });
  await cp(join(root, "media", "demo"), folder, { recursive: true, errorOnExist: true });
  return folder;
}
