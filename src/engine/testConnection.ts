import { openDatabase } from "../database/open";
import type { ConnectionTest, EngineApi } from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import { ProjectReader } from "./projectReader";
import { passwordFor } from "./workspace";

type TestRequest = Parameters<EngineApi["test"]>[0];

/** See `EngineApi.test`. Only reads, and closes the connection again. */
export async function testConnection(request: TestRequest): Promise<ConnectionTest> {
  const { workspace, project, database, password } = request;
  const started = performance.now();
  try {
    const { passwords } = await (await ProjectReader.open(workspace, project)).read();
    const backend = await openDatabase({ url: database, workspace, ...passwordFor(database, password, passwords) });
    try {
      const { tables } = await backend.introspect();
      const { info } = backend;
      const milliseconds = Math.round(performance.now() - started);
      const count = `${tables.length} ${tables.length === 1 ? "table" : "tables"}`;
      const reading = info.readOnly ? ", for reading only" : "";
      const way = info.encrypted === undefined ? "" : info.encrypted ? " (encrypted)" : " (not encrypted)";
      return {
        ok: true,
        message: `${info.location} was reached and lets us in${reading}${way}: ${count}, in ${milliseconds} ms.`,
      };
    } finally {
      await backend.close();
    }
  } catch (error) {
    if (!(error instanceof QuerysetError) || error.code === "AccessDenied") throw error;
    return { ok: false, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
  }
}
