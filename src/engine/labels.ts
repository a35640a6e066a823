import type { Backend } from "../database/backend";
import type { ChangeSet } from "../preview/changeSet";
import type { Labels } from "../preview/effects";
import { labelsOf } from "../preview/labels";
import { NOTHING } from "../preview/observe";
import { runScript, type Script, type ScriptHost } from "../preview/script";

/** The text of rows that were changed earlier: updated ones as they are by now. `script` is an empty one. */
export async function labelsNow(
  backend: Backend,
  host: ScriptHost,
  script: Script,
  changes: ChangeSet,
): Promise<Labels> {
  return backend.read(async (session) => {
    const { orm } = await runScript(host, script, session, false, null, async () => NOTHING);
    return labelsOf(changes, orm);
  });
}
