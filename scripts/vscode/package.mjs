// Makes the .vsix, as people get it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { must, root } from "../run.mjs";

/** Where `npm run package` puts the extension. */
export const vsix = join(root, "queryset-explorer.vsix");

/** Builds and packages the extension and returns the file's path. `QUERYSET_VSIX` names one that is ready. */
export async function packageExtension() {
  const ready = process.env.QUERYSET_VSIX;
  if (ready && existsSync(ready)) return ready;
  console.log("Building and packaging the extension …");
  await must("npm", ["run", "--silent", "package"], { quiet: true });
  return vsix;
}
