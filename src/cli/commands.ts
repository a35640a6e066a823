import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { OpenSpill } from "../database/changes/bytes";
import { momentOf } from "../engine/clock";
import { estimateRows } from "../engine/counts";
import { newEntryId } from "../engine/engine";
import { History } from "../engine/history";
import { JournalFiles, journalFolder } from "../engine/journalFiles";
import { spillFiles } from "../engine/spillFiles";
import { openWorkspace, type Workspace, wasmPath } from "../engine/workspace";
import { toEffects, withoutOrigins } from "../preview/effects";
import type { Journal } from "../preview/journal/journal";
import { MemoryJournal } from "../preview/journal/memory";
import { observeJson } from "../preview/observe";
import { apply, type Performed, type Plan, type RunContext, rehearse, runReadOnly } from "../preview/rehearsal";
import { toResult } from "../preview/report";
import type { Script, StatementRun } from "../preview/script";
import { QuerysetError } from "../protocol/errors";
import { stringify } from "../protocol/json";
import { splitPassword } from "../protocol/password";
import type { RunReport } from "../protocol/results";
import { type CliRequest, UsageError } from "./arguments";
import { modelsText } from "./modelsText";
import { historyText, modelsJson, reportText } from "./text";

type Write = (text: string) => void;

/** Does what the command line asks; returns the exit code. */
export async function execute(request: CliRequest, write: Write): Promise<number> {
  const source = request.source ? readSource(request.source) : "";
  const workspace = await openWorkspace({
    folder: resolve(request.workspace),
    wasm: wasmPath(__dirname),
    backend: request.backend,
    storage: storageFolder(),
    ...(request.project !== undefined && { project: request.project }),
    ...(request.database !== undefined && { database: request.database }),
    ...environmentPassword(request.database),
  });
  const { root, roots } = workspace.reader;
  if (request.project === undefined && roots.length > 1) {
    const others = roots.filter((each) => each !== root).map((each) => each || ".");
    const names = others.join(", ");
    process.stderr.write(`Of ${roots.length} projects this is ${root || "."}; --project names another: ${names}.\n`);
  }
  try {
    const journal = workspace.backend.info.scratch
      ? new MemoryJournal()
      : new JournalFiles(journalFolder(storageFolder(), workspace.folder));
    const history = new History(journal, workspace.backend, () => workspace.host.registry);
    await history.settle();
    const openSpill = await spillFiles(storageFolder());
    switch (request.command) {
      case "models":
        write(
          request.json
            ? `${stringify(request.full ? { models: workspace.project.models } : modelsJson(workspace.project.models), 1)}\n`
            : modelsText(workspace.project, await estimateRows(workspace.backend, workspace.project.models, null)),
        );
        return 0;
      case "history": {
        const entries = await history.list();
        write(request.json ? `${stringify({ history: entries }, 1)}\n` : historyText(entries));
        return 0;
      }
      case "undo":
        return await undo(workspace, history, openSpill, request, write);
      default:
        return await run(workspace, journal, openSpill, source, request, write);
    }
  } finally {
    await workspace.backend.close();
  }
}

/** A named server's password where its address holds none: from the variable that the server's own programs read. */
function environmentPassword(database: string | undefined): { readonly password?: string } {
  if (database === undefined || splitPassword(database).password !== null) return {};
  const password = /^(postg|psql)/i.test(database)
    ? process.env.PGPASSWORD
    : /^(mysql|mariadb)/i.test(database)
      ? process.env.MYSQL_PWD
      : undefined;
  return password === undefined ? {} : { password };
}

function readSource(source: NonNullable<CliRequest["source"]>): string {
  if ("text" in source) return source.text;
  try {
    return readFileSync(source.file === "-" ? 0 : source.file, "utf8");
  } catch (error) {
    throw new UsageError(`Could not read ${source.file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where the journal lies: the user's own state folder, never the workspace. */
function storageFolder(): string {
  return (
    process.env.QUERYSET_EXPLORER_STATE ??
    join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "queryset-explorer")
  );
}

async function run(
  workspace: Workspace,
  journal: Journal,
  openSpill: OpenSpill,
  source: string,
  request: CliRequest,
  write: Write,
): Promise<number> {
  const { host, backend } = workspace;
  const script: Script = {
    source,
    now: momentOf(request.now, workspace.project.settings),
    seed: randomInt(2 ** 47),
    keepGoing: request.keepGoing,
  };
  const context: RunContext = { host, backend, signal: null, observe: observeJson, openSpill };
  const read = await runReadOnly(context, script);
  if (read) return tell(workspace, read, "read", request, write);
  const plan: Plan = { kind: "script", script };
  return settle(workspace, journal, context, plan, request, write);
}

async function undo(
  workspace: Workspace,
  history: History,
  openSpill: OpenSpill,
  request: CliRequest,
  write: Write,
): Promise<number> {
  const { host, backend } = workspace;
  const found = await history.undoable(request.id).catch((error: unknown) => {
    throw error instanceof QuerysetError ? new UsageError(error.message) : error;
  });
  const context: RunContext = { host, backend, signal: null, observe: observeJson, openSpill };
  return settle(workspace, history.journal, context, { kind: "undo", ...found }, request, write);
}

/** Rehearses a plan and, where that is asked for, applies exactly what was rehearsed. */
async function settle(
  workspace: Workspace,
  journal: Journal,
  context: RunContext,
  plan: Plan,
  request: CliRequest,
  write: Write,
): Promise<number> {
  const rehearsal = await rehearse(context, plan);
  if (!request.apply || rehearsal.failed || rehearsal.changes.count === 0) {
    const outcome = rehearsal.failed ? "failed" : request.apply ? "applied" : "previewed";
    return tell(workspace, rehearsal.statements, outcome, request, write, {
      fingerprint: rehearsal.fingerprint,
      rehearsal,
    });
  }
  if (workspace.backend.info.readOnly && !workspace.backend.info.scratch) {
    throw new QuerysetError("ReadOnly", `${workspace.backend.info.name} is open for reading only.`, {
      hint: "Leave --apply out to see what would happen.",
    });
  }
  const applied = await apply(context, rehearsal, journal, newEntryId);
  const outcome = applied.kind;
  const undoId = applied.kind === "applied" ? applied.entry.id : undefined;
  return tell(workspace, applied.rehearsal.statements, outcome, request, write, {
    fingerprint: applied.rehearsal.fingerprint,
    rehearsal: applied.rehearsal,
    ...(undoId !== undefined && { undo: undoId }),
  });
}

interface Told {
  readonly fingerprint?: string;
  readonly undo?: string;
  readonly rehearsal?: Performed;
}

function tell(
  workspace: Workspace,
  statements: readonly StatementRun[],
  outcome: RunReport["outcome"],
  request: CliRequest,
  write: Write,
  told: Told = {},
): number {
  const { registry } = workspace.host;
  const hasError = statements.some((statement) => statement.error);
  const report: RunReport = {
    statements: statements.map((statement) => {
      const labels = told.rehearsal?.labels;
      const result = toResult(statement, registry, labels && { labels });
      return { ...result, effects: withoutOrigins(result.effects) };
    }),
    outcome: hasError && outcome === "read" ? "failed" : outcome,
    ...(told.fingerprint !== undefined && { fingerprint: told.fingerprint }),
    ...(told.undo !== undefined && { undo: told.undo }),
  };
  // An undo has no statements: its rows are told as one.
  const undone =
    told.rehearsal?.plan.kind === "undo"
      ? withoutOrigins(toEffects(told.rehearsal.changes, registry, told.rehearsal.labels))
      : null;
  const shown = undone
    ? {
        ...report,
        statements: [
          { line: 1, endLine: 1, source: "undo", sql: [], effects: undone, signals: [], notRun: [], milliseconds: 0 },
        ],
      }
    : report;
  write(request.json ? `${stringify(shown, 1)}\n` : reportText(shown));
  if (outcome === "conflict") return 4;
  return hasError ? 1 : 0;
}
