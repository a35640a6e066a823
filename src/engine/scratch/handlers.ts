import type { SqlValue } from "../../database/backend";
import { ModelInstance } from "../../orm/instance";
import { Manager } from "../../orm/manager";
import type { DjangoOrm } from "../../orm/orm";
import { QuerySet } from "../../orm/queryset";
import type { RowLoad } from "../../preview/loading";
import { NOTHING, type Observed } from "../../preview/observe";
import type { Plan } from "../../preview/rehearsal";
import { runScript } from "../../preview/script";
import type { Handlers } from "../../protocol/channel";
import type { RunAnswer } from "../../protocol/engine";
import { QuerysetError } from "../../protocol/errors";
import type {
  CopiedRows,
  CopyRequest,
  ImportAnswer,
  ImportRequest,
  LoadApi,
  SampleRequest,
} from "../../protocol/scratch";
import type { Value } from "../../python/objects";
import { momentNow } from "../clock";
import type { Workspace } from "../workspace";
import { conversionOf } from "./conversion";
import { type Chosen, copyRows, firstKeys } from "./copy";
import { CsvError } from "./csv";
import { csvColumns, importCsv } from "./importCsv";
import { importFixture } from "./importFixture";
import { importSql } from "./importSql";
import { Import } from "./imports";
import { sampleRows } from "./sample/sampler";

/** What loads need of the engine: the open workspace, and the way every write goes. */
export interface LoadParts {
  workspace(): Workspace;
  preview(plan: Plan, signal: AbortSignal): Promise<RunAnswer>;
}

/** The calls that bring rows in as they are: each ends in a preview. */
export function loadHandlers({ workspace, preview }: LoadParts): Handlers<LoadApi> {
  const shown = (load: RowLoad, signal: AbortSignal): Promise<RunAnswer> => preview({ kind: "load", load }, signal);
  return {
    sample: async (request, signal) => shown(await sampled(workspace(), request), signal),
    importColumns: ({ model, text }) => {
      const { host } = workspace();
      return csvColumns(modelOf(host.registry.get(model), model), text);
    },
    importRows: async (request, signal): Promise<ImportAnswer> => {
      const read = await imported(workspace(), request);
      if (read instanceof Import) return { kind: "faults", faults: read.faults, count: read.faultCount };
      return { kind: "answer", answer: await shown(read, signal) };
    },
    copyRows: (request, signal) => copied(workspace(), request, signal),
  };
}

/** Whole seconds of a day: samples of one day are the same. */
const DAY = 86_400;

async function sampled({ backend, host }: Workspace, { counts, seed }: SampleRequest): Promise<RowLoad> {
  const now = Math.floor(Date.now() / 1000 / DAY) * DAY;
  return backend.read((session) =>
    sampleRows(counts, { registry: host.registry, conversion: conversionOf(host), session, seed, now }),
  );
}

/** A file's rows as a load; the import itself where it has faults. */
async function imported({ backend, host, schema }: Workspace, request: ImportRequest): Promise<RowLoad | Import> {
  const { format, name, text, model, columns = {} } = request;
  return backend.read(async (session) => {
    const into = new Import(host.registry, conversionOf(host), session, Math.floor(Date.now() / 1000));
    try {
      if (format === "csv") await importCsv(into, modelOf(host.registry.get(model ?? ""), model ?? ""), text, columns);
      else if (format === "fixture") await importFixture(into, text);
      else importSql(into, text, schema);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      into.fault(error.line, error.message);
    }
    return into.faultCount > 0 ? into : into.load(`Import of ${name}`);
  });
}

async function copied(
  open: Workspace,
  { model: label, source, limit }: CopyRequest,
  signal: AbortSignal,
): Promise<CopiedRows> {
  const { backend, host } = open;
  const conversion = conversionOf(host);
  return backend.read(async (session) => {
    let chosen: Chosen | null = null;
    if (label !== undefined) {
      chosen = await firstKeys(session, conversion, modelOf(host.registry.get(label), label), limit);
    } else {
      const script = { source: source ?? "", now: momentNow(), seed: 0, keepGoing: false };
      const observe = async (value: Value | undefined, orm: DjangoOrm): Promise<Observed> => {
        chosen = await chosenBy(value, orm, limit);
        return NOTHING;
      };
      const run = await runScript(host, script, session, false, signal, observe);
      const error = run.statements.at(-1)?.error;
      if (error)
        throw new QuerysetError(
          "ProgrammingError",
          error.message,
          error.hint === undefined ? {} : { hint: error.hint },
        );
    }
    if (chosen === null)
      throw new QuerysetError("Unsupported", "Only rows of a model can be copied, and this statement gives none.");
    return copyRows(session, conversion, host.registry, chosen);
  });
}

async function chosenBy(value: Value | undefined, orm: DjangoOrm, limit: number): Promise<Chosen | null> {
  const given = value instanceof Manager ? await value.queryset(orm.interpreter) : value;
  if (!(given instanceof QuerySet)) return null;
  const rows = await (given.query.isSliced ? given : given.limited(0, limit + 1)).rows();
  const instances = rows.filter((row) => row instanceof ModelInstance);
  if (instances.length < rows.length) return null;
  const { pk } = given.model;
  const keys = instances.slice(0, limit).map((row): SqlValue => pk.valueType.toDb(row.pk, orm.conversion));
  return { model: given.model, keys, isCut: instances.length > limit };
}

function modelOf<T>(model: T | null, label: string): T {
  if (model === null) throw new QuerysetError("LookupError", `There is no model ${label}.`);
  return model;
}
