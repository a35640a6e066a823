import { randomInt, randomUUID } from "node:crypto";
import { WriteAttempted } from "../orm/context";
import { intentionOf, labelOf, netChanges, toEffects } from "../preview/effects";
import { type Journal, type JournalEntry, lastUndoable, MemoryJournal, toHistory } from "../preview/journal";
import { NOTHING, observeTable } from "../preview/observe";
import {
  apply,
  type Plan,
  type Rehearsal,
  type RunContext,
  rehearse,
  runReadOnly,
  settleOpen,
  sourceOf,
} from "../preview/rehearsal";
import { toResult } from "../preview/report";
import { runScript, type Script, type StatementRun } from "../preview/script";
import type { Handlers } from "../protocol/channel";
import type {
  ApplyAnswer,
  EngineApi,
  OpenRequest,
  OpenResult,
  RowCount,
  RunAnswer,
  RunRequest,
} from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import { type Confirmation, type GuardSettings, type Guards, isConfirmed } from "../protocol/guards";
import type {
  Effect,
  EffectPage,
  EntryView,
  HistoryEntry,
  PreviewView,
  PreviewWarning,
  StatementResult,
} from "../protocol/results";
import { contextFor } from "../python/dependencies";
import { momentOf } from "./clock";
import { countRows, estimateRows } from "./counts";
import { assertWritable, guarded, guardsOf } from "./guards";
import { blind, observePlan, observeSql, withoutAssignment } from "./inspect";
import { JournalFiles, journalFolder } from "./journalFiles";
import { projectChoices } from "./projects";
import { namesOf, refinementOf } from "./refine/columns";
import { refine } from "./refine/write";
import { Results } from "./results";
import { scratchChanges } from "./scratch/changes";
import { loadHandlers } from "./scratch/handlers";
import { scratchHandlers } from "./scratch/scratchHandlers";
import { openWorkspace, refreshWorkspace, type Workspace } from "./workspace";

type EffectRequest = Parameters<EngineApi["effects"]>[0];

interface Kept {
  readonly effects: readonly Effect[];
  readonly plan: Plan;
  readonly fingerprint: string;
  readonly offset: number;
  readonly guards: Guards;
}

/** The engine: one open database, its models, and everything that can be asked of them. */
export class Engine {
  #workspace: Workspace | null = null;
  #journal: Journal | null = null;
  #guards: GuardSettings | undefined;
  readonly #results = new Results();
  readonly #previews = new Map<string, Kept>();

  /** `onModels` hears of models that changed without anybody having asked. */
  constructor(
    readonly wasm: string,
    readonly onModels: (result: OpenResult) => void = () => undefined,
  ) {}

  /** The handlers of the channel to the host. */
  get handlers(): Handlers<EngineApi> {
    return {
      open: (request) => this.open(request),
      projects: ({ workspace }) => projectChoices(workspace),
      refresh: ({ changed }) => this.refresh(changed),
      count: ({ models }, signal) => this.count(models, signal),
      estimate: ({ models }, signal) => this.estimate(models, signal),
      run: (request, signal) => this.run(request, signal),
      page: ({ id, start, count }) => this.#results.page(this.#open.backend, id, start, count),
      total: ({ id, exact }) => this.#results.total(this.#open.backend, id, exact),
      cell: async ({ id, row, column }) => ({
        text: await this.#results.cell(this.#open.backend, id, row, column),
      }),
      apply: ({ preview, confirmed }, signal) => this.apply(preview, signal, confirmed),
      discard: ({ preview }) => void this.#previews.delete(preview),
      history: () => this.history(),
      undo: ({ entry }, signal) => this.undo(entry, signal),
      effects: (request) => this.effects(request),
      entry: ({ id }) => this.entry(id),
      isCurrent: ({ preview }) => ({ current: this.#previews.has(preview) ? null : false }),
      script: async ({ entry }) => ({ source: (await this.#entry(entry)).source }),
      sql: ({ source, before }) => this.sql(source, before),
      explain: (request, signal) => this.explain(request, signal),
      ...loadHandlers({
        workspace: () => this.#open,
        preview: (plan, signal) => this.#preview(plan, 0, signal),
      }),
      refine: ({ source, columns, change }) => ({ source: refine(source, change, namesOf(columns)) }),
      ...scratchHandlers({
        workspace: () => this.#open,
        replace: (workspace) => this.#replace(workspace),
      }),
    };
  }

  get #open(): Workspace {
    if (!this.#workspace)
      throw new QuerysetError("ConnectionFailed", "No database is open.", { hint: "Use Open Database… first." });
    return this.#workspace;
  }

  async open(request: OpenRequest): Promise<OpenResult> {
    const opened = await openWorkspace({
      folder: request.workspace,
      wasm: this.wasm,
      storage: request.storage,
      ask: true,
      ...(request.project !== undefined && { project: request.project }),
      ...(request.database !== undefined && { database: request.database }),
      ...(request.backend && { backend: request.backend }),
      ...(request.scratch && { scratch: request.scratch }),
    });
    await this.#workspace?.backend.close();
    this.#workspace = opened;
    this.#guards = request.guards;
    this.#previews.clear();
    // What is gone with its engine has no history beyond it.
    this.#journal =
      opened.backend.info.scratch && opened.scratch?.storage === undefined
        ? new MemoryJournal()
        : new JournalFiles(journalFolder(request.storage, request.workspace));
    const settled = await settleOpen(opened.backend, opened.backend.dialect, this.#journal);
    return this.#opened(settled.map(({ entry, state }) => this.#history({ ...entry, state })));
  }

  async #opened(settled: readonly HistoryEntry[]): Promise<OpenResult> {
    const { project, backend, candidates, reader, scratch, read } = this.#open;
    const changes = scratch === null ? [] : await scratchChanges(backend, read.project.models);
    return {
      ...(changes.length > 0 && { scratchChanges: changes }),
      project,
      database: guarded(backend.info, this.#guards),
      candidates,
      projects: reader.roots,
      settled,
    };
  }

  /** Goes on with another scratch database; the one before is closed already, or lives on in it. */
  async #replace(workspace: Workspace): Promise<OpenResult> {
    this.#workspace = workspace;
    this.#previews.clear();
    return this.#opened([]);
  }

  /** Reads again what changed, see `EngineApi.refresh`. */
  async refresh(changed?: readonly string[]): Promise<OpenResult | null> {
    const before = this.#open;
    const after = await refreshWorkspace(before, changed);
    // Another database may have been opened meanwhile.
    if (this.#workspace !== before) return null;
    this.#workspace = after;
    return after === before ? null : this.#opened([]);
  }

  /** Notices tables that another program made or changed: one PRAGMA where there are none. */
  async #noticeTables(): Promise<void> {
    const result = await this.refresh([]);
    if (result !== null) this.onModels(result);
  }

  async close(): Promise<void> {
    await this.#workspace?.backend.close();
    this.#workspace = null;
  }

  async count(labels: readonly string[], signal: AbortSignal | null = null): Promise<Record<string, number | null>> {
    const { backend, host } = this.#open;
    return backend.read(async (session) => {
      const counts: Record<string, number | null> = {};
      for (const label of labels) {
        signal?.throwIfAborted();
        const model = host.registry.get(label);
        counts[label] = model ? await countRows(session, backend, model.info) : null;
      }
      return counts;
    });
  }

  async estimate(labels: readonly string[], signal: AbortSignal | null = null): Promise<Record<string, RowCount>> {
    const { backend, host } = this.#open;
    const models = labels.flatMap((label) => host.registry.get(label)?.info ?? []);
    return estimateRows(backend, models, signal);
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunAnswer> {
    await this.#noticeTables();
    const script = this.#script(request);
    const offset = offsetOf(request);
    const read = await runReadOnly(this.#context(signal), script);
    if (!read) return this.#preview({ kind: "script", script }, offset, signal);
    const ids = [...(request.results ?? [])];
    const statements = askedFor(read, request).map((run) => this.#result(run, offset, { ids }));
    return read.some((run) => run.error) ? { kind: "failed", statements } : { kind: "read", statements };
  }

  #script({ source, before, now }: RunRequest): Script {
    return {
      source: (before === undefined ? "" : contextFor(before, source)) + source,
      now: momentOf(now, this.#open.project.settings),
      seed: randomInt(2 ** 47),
      keepGoing: false,
    };
  }

  #context(signal: AbortSignal | null): RunContext {
    const { host, backend } = this.#open;
    return { host, backend, signal, observe: observeTable };
  }

  #result(
    run: StatementRun,
    offset: number,
    { labels, ids }: { readonly labels?: Rehearsal["labels"]; readonly ids?: string[] } = {},
  ): StatementResult {
    const { table } = run.observed;
    return {
      ...toResult(run, this.#open.host.registry, labels, offset),
      sqlMilliseconds: run.trace.sql.map(({ milliseconds }) => Math.round(milliseconds * 100) / 100),
      ...(table && {
        result: { ...this.#results.keep(table, ids?.shift()), refinement: refinementOf(run.source, table) },
      }),
    };
  }

  async #preview(plan: Plan, offset: number, signal: AbortSignal): Promise<RunAnswer> {
    assertWritable(this.#open.backend.info, this.#guards);
    const rehearsal = await rehearse(this.#context(signal), plan);
    if (rehearsal.failed)
      return {
        kind: "failed",
        statements: rehearsal.statements.map((run) => this.#result(run, offset, { labels: rehearsal.labels })),
      };
    // A script that only tried to write (and caught the error) leaves nothing to apply.
    if (rehearsal.changes.length === 0 && plan.kind === "script") {
      return { kind: "read", statements: rehearsal.statements.map((run) => this.#result(run, offset)) };
    }
    return { kind: "preview", preview: this.#view(rehearsal, offset) };
  }

  #view(rehearsal: Rehearsal, offset: number): PreviewView {
    const { backend, host } = this.#open;
    const { plan } = rehearsal;
    const effects = toEffects(rehearsal.changes, host.registry, rehearsal.labels);
    const id = randomUUID();
    const warnings = warningsOf(rehearsal, backend.info.readOnly);
    const { role } = guarded(backend.info, this.#guards);
    const guards = this.#guards === undefined ? {} : guardsOf(role, effects, warnings);
    const all = toEffects(rehearsal.changes, host.registry, rehearsal.labels, Number.POSITIVE_INFINITY);
    this.#previews.set(id, { plan, fingerprint: rehearsal.fingerprint, offset, effects: all, guards });
    return {
      id,
      source: sourceOf(plan),
      database: backend.info.name,
      statements: rehearsal.statements.map((run) => this.#result(run, offset, { labels: rehearsal.labels })),
      effects,
      summary: intentionOf(effects),
      fingerprint: rehearsal.fingerprint,
      warnings,
      ...(plan.kind === "undo" && { undoOf: plan.entry.id }),
      ...(Object.keys(guards).length > 0 && { guards }),
    };
  }

  async apply(id: string, signal: AbortSignal, confirmed: Confirmation = {}): Promise<ApplyAnswer> {
    const kept = this.#previews.get(id);
    const journal = this.#journal;
    if (!kept || !journal)
      return { kind: "failed", message: "This preview is no longer held. Preview the statement again." };
    assertWritable(this.#open.backend.info, this.#guards);
    if (!isConfirmed(kept.guards, confirmed)) {
      return {
        kind: "unconfirmed",
        guards: kept.guards,
        message: "Nothing was written: this is to be confirmed first.",
      };
    }
    const applied = await apply(this.#context(signal), kept.plan, kept.fingerprint, journal, newEntryId);
    this.#previews.delete(id);
    switch (applied.kind) {
      case "applied":
        return {
          kind: "applied",
          entry: this.#history({ ...applied.entry, state: "applied" }),
          summary: applied.summary,
        };
      case "conflict":
        return {
          kind: "conflict",
          preview: this.#view(applied.rehearsal, kept.offset),
          differences: [],
          differing: 0,
          message:
            "The data changed since the preview, so nothing was written. This is what the statement would do now.",
        };
      case "failed":
        return { kind: "failed", message: `Nothing was written: ${applied.message}` };
    }
  }

  async #entry(id: string): Promise<JournalEntry> {
    const { backend } = this.#open;
    const entries = (await this.#journal?.list()) ?? [];
    const found = entries.find((entry) => entry.id === id && entry.database === backend.info.location);
    if (!found)
      throw new QuerysetError("LookupError", "There is no such entry in the history.", {
        hint: "Old entries are dropped when the journal grows past its limits.",
      });
    return found;
  }

  async entry(id: string): Promise<EntryView> {
    const entry = await this.#entry(id);
    return { entry: this.#history(entry), effects: toEffects(entry.changes, this.#open.host.registry) };
  }

  async effects({ preview, entry, effect, start, count }: EffectRequest): Promise<EffectPage> {
    const all =
      entry === undefined
        ? this.#previews.get(preview ?? "")?.effects
        : toEffects((await this.#entry(entry)).changes, this.#open.host.registry);
    const found = all?.[effect];
    if (!found)
      throw new QuerysetError("LookupError", "These rows are no longer held.", {
        hint: "Preview the statement again.",
      });
    return { rows: found.rows.slice(start, start + count), count: found.count };
  }

  async history(): Promise<readonly HistoryEntry[]> {
    const { backend } = this.#open;
    const entries = (await this.#journal?.list()) ?? [];
    return entries.filter((entry) => entry.database === backend.info.location).map((entry) => this.#history(entry));
  }

  #history(entry: Parameters<typeof toHistory>[0]): HistoryEntry {
    return toHistory(entry, (table) => labelOf(table, this.#open.host.registry));
  }

  async undo(id: string | undefined, signal: AbortSignal): Promise<RunAnswer> {
    const { backend } = this.#open;
    const entries = ((await this.#journal?.list()) ?? []).filter((entry) => entry.database === backend.info.location);
    const entry = id === undefined ? lastUndoable(entries) : entries.find((candidate) => candidate.id === id);
    if (!entry)
      throw new QuerysetError("LookupError", "There is nothing to undo.", {
        hint: "Only what was applied from here can be undone.",
      });
    if (entry.state !== "applied")
      throw new QuerysetError("LookupError", `This entry cannot be undone: it is ${entry.state}.`);
    assertWritable(backend.info, this.#guards);
    const rehearsal = await rehearse(this.#context(signal), { kind: "undo", entry });
    return { kind: "preview", preview: this.#view(rehearsal, 0) };
  }

  /** See `EngineApi.sql`. */
  async sql(source: string, before?: string): Promise<{ sql: string }> {
    const { host, backend } = this.#open;
    const request = { source: withoutAssignment(source), ...(before !== undefined && { before }) };
    const run = await backend
      .read((session) => runScript(host, this.#script(request), blind(session), false, null, observeSql))
      .catch((error: unknown) => {
        if (error instanceof WriteAttempted) return null;
        throw error;
      });
    const last = run?.statements.at(-1);
    const value = last?.error ? undefined : last?.observed.json;
    return { sql: typeof value === "string" ? value : "" };
  }

  /** See `EngineApi.explain`. */
  async explain(request: RunRequest, signal: AbortSignal): Promise<RunAnswer> {
    const script = this.#script({ ...request, source: withoutAssignment(request.source) });
    const read = await runReadOnly({ ...this.#context(signal), observe: observePlan }, script);
    if (!read) throw new QuerysetError("Unsupported", "This statement writes: only a queryset can be explained.");
    const statements = askedFor(read, request).map((run): StatementResult => {
      const { json } = run.observed;
      const result = toResult({ ...run, observed: NOTHING }, this.#open.host.registry, undefined, offsetOf(request));
      return { ...result, ...(typeof json === "string" && { plan: json }) };
    });
    return read.some((run) => run.error) ? { kind: "failed", statements } : { kind: "read", statements };
  }
}

/** What is added to a statement's lines: with its context in front, the text has the file's own. */
function offsetOf({ before, line }: RunRequest): number {
  return before === undefined ? (line ?? 1) - 1 : 0;
}

/** The statements that were asked for, without those that only had to run before them. */
function askedFor(runs: readonly StatementRun[], request: RunRequest): readonly StatementRun[] {
  return runs.filter((run) => isAskedFor(run, request));
}

function isAskedFor(run: StatementRun, { before, line }: RunRequest): boolean {
  return run.error !== null || before === undefined || run.statement.line >= (line ?? 1);
}

function warningsOf(rehearsal: Rehearsal, readOnly: boolean): PreviewWarning[] {
  const warnings: PreviewWarning[] = [];
  if (rehearsal.conflicts.length > 0) {
    const count = rehearsal.conflicts.length;
    warnings.push({
      kind: "conflicts",
      message: `${count} ${count === 1 ? "row has" : "rows have"} changed since and ${count === 1 ? "is" : "are"} left alone.`,
      count,
    });
  }
  if (readOnly)
    warnings.push({
      kind: "readOnly",
      message: "This database is open for reading only: the preview cannot be applied.",
    });
  if (rehearsal.plan.kind === "load") {
    for (const message of rehearsal.plan.load.notes) warnings.push({ kind: "hint", message });
  }
  for (const run of rehearsal.statements) {
    if (/\.bulk_update\(\s*[[(]\s*["']/.test(run.source)) {
      warnings.push({
        kind: "hint",
        message:
          "Django has no bulk_update with names, values and conditions, nor a BulkUpdateMixin: this was run as filter(…).update(…).",
      });
    }
    const total = netChanges(run.trace.changes).length;
    if (/\.all\(\)\s*\.(update|delete)\(|objects\s*\.(update|delete)\(/.test(run.source) && total > 0) {
      warnings.push({
        kind: "wholeTable",
        message: `This statement has no filter: it changes every row it reaches, ${total.toLocaleString("en")} in all.`,
        count: total,
      });
    }
  }
  return warnings;
}

/** Ids that sort by time. */
export function newEntryId(): string {
  return `${Date.now().toString(36).padStart(9, "0")}-${randomUUID().slice(0, 8)}`;
}
