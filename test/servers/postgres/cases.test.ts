import { type CaseServer, describeCases } from "../caseRunner";
import { serverFaults } from "../compare";
import { openCase } from "./caseDatabase";
import { answersOf } from "./different";
import { PROGRAMS, startPostgres } from "./server";

describeCases("PostgreSQL", PROGRAMS === null, async (): Promise<CaseServer> => {
  const server = await startPostgres();
  return {
    keyOf: (one) => one.database,
    async open(one, name) {
      const { tables, sequences, client, ...opened } = await openCase(server, one, name);
      return {
        ...opened,
        reset: async () => void (await client.query(sequences)),
        wanted: answersOf,
        faults: ({ settings }, want, got) =>
          serverFaults(want, got, tables, settings.USE_TZ ? null : settings.TIME_ZONE),
        async close() {
          await opened.backend.close();
          await client.end();
        },
      };
    },
    stop: () => server.stop(),
  };
});
