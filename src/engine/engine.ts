import { randomInt, randomUUID } from "node:crypto";
import type { OpenSpill } from "../database/changes/bytes";
import { WriteAttempted } from "../orm/context";
import type { ChangeSet } from "../preview/changeSet";
import { differencesOf } from "../preview/differences";
import { intentionOf, type Labels, toEffects } from "../preview/effects";
import type { Journal } from "../preview/journal/journal";
import { MemoryJournal } from "../preview/journal/memory";
import { NOTHING, observeTable } from "../preview/observe";
import {
  apply,
  type Plan,
  type Rehearsal,
  type RunContext,
  rehearse,
  runReadOnly,
  sourceOf,
} from "../preview/rehearsal";
import { toResult } from "../preview/report";
import { runScript, type Script, type StatementRun } from "../preview/script";
import type { Handlers } from "../protocol/channel";
import type {
  ApplyAnswer,
  EngineApi,
  EngineSettings,
  OpenRequest,
  OpenResult,
  ReadAnswer,
  RowCount,
  RunAnswer,
  RunRequest,
  UndoRequest,
} from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import { type Confirmation, type GuardSettings, isConfirmed } from "../protocol/guards";
import type { Effect, EffectPage, EntryView, HistoryEntry, PreviewView, StatementResult } from "../protocol/results";
import { contextFor } from "../python/dependencies";
import { askedFor, offsetOf } from "./asked";
import { momentOf } from "./clock";
import { Comparisons } from "./compare/handlers";
import { conflictsOf } from "./conflicts";
import { countRows, estimateRows } from "./counts";
import { assertWritable, guarded, guardsOf } from "./guards";
import { History } from "./history";
import { blind, observePlan, observeSql, withoutAssignment } from "./inspect";
import { JOURNAL_LIMITS, JournalFiles, journalFolder } from "./journalFiles";
import { labelsNow } from "./labels";
import { objectHandlers } from "./objects/handlers";
import { Previews, pageOf } from "./previews";
import { ProjectReader } from "./projectReader";
import { projectChoices } from "./projects";
import { namesOf, refinementOf } from "./refine/columns";
import { refine } from "./refine/write";
import { Results } from "./results";
import { rowsHandlers } from "./rows/handlers";
import { zoneOf } from "./rows/table";
import { scratchChanges } from "./scratch/changes";
import { loadHandlers } from "./scratch/handlers";
import { scratchHandlers } from "./scratch/scratchHandlers";
import { spillFiles } from "./spillFiles";
import { testConnection } from "./testConnection";
import { changesOf, warningsOf } from "./warnings";
import { openWorkspace, refreshWorkspace, type Workspace } from "./workspace";

type EffectRequest = Parameters<EngineApi["effects"]>[0];

/** The engine: one open database, its models, and everything that can be asked of them. */
export class Engine {
  #workspace: Workspace | null = null;
  #history: History | null = null;
  #guards: GuardSettings | undefined;
  #settings: EngineSettings = {};
  #openSpill: OpenSpill | null = null;
  /** How often something was applied here. */
  #applied = 0;
  readonly #results = new Results(() => (this.#workspace === null ? null : zoneOf(this.#workspace.host)));
  readonly #previews = new Previews();
  readonly #rows = rowsHandlers(() => this.#open, this.#results);
  readonly #comparisons = new Comparisons(() => this.#open, this.#results);

  /** Commits of others that are known of; undefined while none were counted. */
  #commits: number | undefined;

  /** `onModels` hears of models that changed without anybody having asked, `onDataChanged` of another program's commits. */
  constructor(
    readonly wasm: string,
    readonly onModels: (result: OpenResult) => void = () => undefined,
    readonly onDataChanged: () => void = () => undefined,
  ) {}

  /** The handlers of the channel to the host. */
  get handlers(): Handlers<EngineApi> {
    return {
      open: (request) => this.open(request),
      projects: ({ workspace }) => projectChoices(workspace),
      databases: async ({ workspace, project }) =>
        (await (await ProjectReader.open(workspace, project)).read()).candidates,
      test: (request) => testConnection(request),
      refresh: ({ changed }) => this.refresh(changed),
      count: ({ models }, signal) => this.count(models, signal),
      estimate: ({ models }, signal) => this.estimate(models, signal),
      run: (request, signal) => this.run(request, signal),
      read: (request, signal) => this.read(request, signal),
      page: ({ id, start, count }) => this.#results.page(this.#open.backend, id, start, count),
      total: ({ id, exact }) => this.#results.total(this.#open.backend, id, exact),
      cell: ({ id, row, column }) => this.#results.cell(this.#open.backend, id, row, column),
      ...this.#rows,
      ...objectHandlers(() => this.#open),
      ...this.#comparisons.handlers,
      apply: ({ preview, confirmed }, signal) => this.apply(preview, signal, confirmed),
      discard: ({ preview }) => this.#previews.drop(preview),
      history: () => this.history(),
      undo: ({ entry, ...choice }, signal) => this.undo(entry, signal, choice),
      effects: (request) => this.effects(request),
      entry: ({ id }) => this.entry(id),
      isCurrent: async ({ preview }) => ({ current: await this.isCurrent(preview) }),
      script: async ({ entry }) => ({ source: await this.#entries.script(entry) }),
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
      ...(request.password !== undefined && { password: request.password }),
      ...(request.backend && { backend: request.backend }),
      ...(request.scratch && { scratch: request.scratch }),
      ...(request.settings?.lockWait !== undefined && { lockWait: request.settings.lockWait }),
    });
    await this.#workspace?.backend.close();
    this.#workspace = opened;
    this.#guards = request.guards;
    this.#settings = request.settings ?? {};
    this.#previews.clear();
    this.#commits = await opened.backend.foreignCommits?.();
    this.#openSpill = await spillFiles(request.storage);
    this.#history = new History(this.#journalFor(request), opened.backend, () => this.#open.host.registry);
    const settled = await this.#history.settle();
    if (this.#history.journal instanceof JournalFiles) await this.#history.journal.prune();
    return this.#opened(settled);
  }

  #journalFor({ storage, workspace, settings = {} }: OpenRequest): Journal {
    // What is gone with its engine has no history beyond it.
    if (this.#open.backend.info.scratch && this.#open.scratch?.storage === undefined) return new MemoryJournal();
    const { journalDays: days = JOURNAL_LIMITS.days, journalBytes: bytes = JOURNAL_LIMITS.bytes } = settings;
    const registry = () => this.#open.host.registry;
    return new JournalFiles(journalFolder(storage, workspace), { days, bytes }, registry);
  }

  get #entries(): History {
    if (!this.#history) throw new QuerysetError("ConnectionFailed", "No database is open.");
    return this.#history;
  }

  async #opened(settled: readonly HistoryEntry[]): Promise<OpenResult> {
    const { project, backend, candidates, reader, scratch, read, url } = this.#open;
    const changes = scratch === null ? [] : await scratchChanges(backend, read.project.models);
    return {
      ...(changes.length > 0 && { scratchChanges: changes }),
      project,
      database: guarded(backend.info, this.#guards),
      url,
      candidates,
      projects: reader.roots,
      settled,
    };
  }

  /** Goes on with another scratch database; the one before is closed already, or lives on in it. */
  async #replace(workspace: Workspace): Promise<OpenResult> {
    this.#workspace = workspace;
    this.#previews.clear();
    this.#commits = await workspace.backend.foreignCommits?.();
    return this.#opened([]);
  }

  /** Reads again what changed, see `EngineApi.refresh`. */
  async refresh(changed?: readonly string[]): Promise<OpenResult | null> {
    const before = this.#open;
    await this.#noticeCommits(before);
    const after = await refreshWorkspace(before, changed);
    // Another database may have been opened meanwhile.
    if (this.#workspace !== before) return null;
    this.#workspace = after;
    return after === before ? null : this.#opened([]);
  }

  /** Notices what others committed, where the database tells. */
  async #noticeCommits({ backend }: Workspace): Promise<void> {
    const commits = await backend.foreignCommits?.();
    if (this.#workspace?.backend !== backend || commits === undefined || commits === this.#commits) return;
    const isFirst = this.#commits === undefined;
    this.#commits = commits;
    if (!isFirst) this.onDataChanged();
  }

  /** Notices tables that another program made or changed: one PRAGMA where there are none. */
  async #noticeTables(): Promise<void> {
    const result = await this.refresh([]);
    if (result !== null) this.onModels(result);
  }

  async close(): Promise<void> {
    this.#previews.clear();
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
    const read = await this.#read(request, script, signal);
    return read ?? this.#preview({ kind: "script", script }, offsetOf(request), signal);
  }

  /** See `EngineApi.read`. */
  async read(request: RunRequest, signal: AbortSignal): Promise<ReadAnswer | null> {
    await this.#noticeTables();
    return this.#read(request, this.#script(request), signal);
  }

  async #read(request: RunRequest, script: Script, signal: AbortSignal): Promise<ReadAnswer | null> {
    const read = await runReadOnly(this.#context(signal), script);
    if (!read) return null;
    const offset = offsetOf(request);
    const ids = [...(request.results ?? [])];
    const statements = askedFor(read, request).map((run, at) => this.#result(run, offset, { ids, at }));
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
    return { host, backend, signal, observe: observeTable, ...(this.#openSpill && { openSpill: this.#openSpill }) };
  }

  #result(
    run: StatementRun,
    offset: number,
    { effects, ids, at }: { readonly effects?: readonly Effect[]; readonly ids?: string[]; readonly at?: number } = {},
  ): StatementResult {
    const { table } = run.observed;
    return {
      ...toResult(run, this.#open.host.registry, { offset, ...(effects && { effects }) }),
      sqlMilliseconds: run.trace.sql.map(({ milliseconds }) => Math.round(milliseconds * 100) / 100),
      ...(table && {
        result: {
          ...this.#results.keep(table, ids?.shift()),
          ...this.#results.first(table, at),
          refinement: refinementOf(run.source, table),
        },
      }),
    };
  }

  async #preview(plan: Plan, offset: number, signal: AbortSignal): Promise<RunAnswer> {
    assertWritable(this.#open.backend.info, this.#guards);
    const moment = await this.#moment();
    const rehearsal = await rehearse(this.#context(signal), plan);
    // A script that only tried to write (and caught the error) leaves nothing to apply.
    const isRead = rehearsal.changes.count === 0 && plan.kind === "script";
    if (!rehearsal.failed && !isRead) return { kind: "preview", preview: await this.#view(rehearsal, offset, moment) };
    const statements = this.#statements(rehearsal, offset);
    rehearsal.close();
    return { kind: rehearsal.failed ? "failed" : "read", statements };
  }

  /** The statements of a rehearsal, each with its own effects. */
  #statements(rehearsal: Rehearsal, offset: number, all?: readonly Effect[]): StatementResult[] {
    const { registry } = this.#open.host;
    return rehearsal.statements.map((run) => {
      const own = changesOf(run, rehearsal);
      const effects =
        own === rehearsal.changes && all ? all : toEffects(own, registry, rehearsal.labels, this.#settings.sampleRows);
      return this.#result(run, offset, { effects });
    });
  }

  async #view(found: Rehearsal, offset: number, moment: string | null): Promise<PreviewView> {
    const { backend, host } = this.#open;
    const { plan, changes } = found;
    const labels = plan.kind === "undo" ? await this.#labels(plan.changes) : found.labels;
    const rehearsal: Rehearsal = { ...found, labels };
    const isRedo = plan.kind === "undo" && (await this.#entries.isUndo(plan.entry));
    const effects = toEffects(changes, host.registry, labels, this.#settings.sampleRows);
    const id = randomUUID();
    const warnings = await warningsOf(rehearsal, backend, host.registry, this.#settings.manyRows);
    const { role } = guarded(backend.info, this.#guards);
    const guards = this.#guards === undefined ? {} : guardsOf(role, effects, warnings);
    this.#previews.keep(id, { rehearsal, offset, guards, moment });
    const conflicts = conflictsOf(rehearsal, host.registry);
    return {
      id,
      source: sourceOf(plan),
      database: backend.info.name,
      statements: this.#statements(rehearsal, offset, effects),
      effects,
      summary: intentionOf(effects),
      fingerprint: rehearsal.fingerprint,
      warnings,
      ...(plan.kind === "undo" && { undoOf: plan.entry.id }),
      ...(isRedo && { isRedo }),
      ...(conflicts.length > 0 && { conflicts }),
      ...(Object.keys(guards).length > 0 && { guards }),
    };
  }

  async apply(id: string, signal: AbortSignal, confirmed: Confirmation = {}): Promise<ApplyAnswer> {
    const kept = this.#previews.get(id);
    if (!kept || !this.#history)
      return { kind: "failed", message: "This preview is no longer held. Preview the statement again." };
    assertWritable(this.#open.backend.info, this.#guards);
    if (!isConfirmed(kept.guards, confirmed)) {
      return {
        kind: "unconfirmed",
        guards: kept.guards,
        message: "Nothing was written: this is to be confirmed first.",
      };
    }
    const { journal } = this.#history;
    const moment = await this.#moment();
    const applied = await apply(this.#context(signal), kept.rehearsal, journal, newEntryId);
    try {
      switch (applied.kind) {
        case "applied": {
          this.#applied++;
          if (!journal.holdsChanges) applied.rehearsal.close();
          if (journal instanceof JournalFiles && this.#applied % 50 === 0) await journal.prune();
          const entry = this.#history.shown({ ...applied.entry, state: "applied" });
          return { kind: "applied", entry, summary: applied.summary };
        }
        case "conflict":
          return {
            kind: "conflict",
            preview: await this.#view(applied.rehearsal, kept.offset, moment),
            ...differencesOf(kept.rehearsal, applied.rehearsal, this.#open.host.registry),
            message:
              "The data changed since the preview, so nothing was written. This is what the statement would do now.",
          };
        case "failed":
          applied.rehearsal.close();
          return { kind: "failed", message: `Nothing was written: ${applied.message}` };
      }
    } finally {
      this.#previews.drop(id);
    }
  }

  /** What is the same as long as nobody wrote to the database; null where nothing tells. */
  async #moment(): Promise<string | null> {
    const commits = await this.#open.backend.foreignCommits?.();
    return commits === undefined ? null : `${commits} ${this.#applied}`;
  }

  /** See `EngineApi.isCurrent`. */
  async isCurrent(id: string): Promise<boolean | null> {
    const kept = this.#previews.get(id);
    if (!kept) return false;
    const now = await this.#moment();
    return now === null || kept.moment === null ? null : now === kept.moment;
  }

  entry(id: string): Promise<EntryView> {
    return this.#entries.view(id, this.#settings.sampleRows, (changes) => this.#labels(changes));
  }

  #labels(changes: ChangeSet): Promise<Labels> {
    const { backend, host } = this.#open;
    return labelsNow(backend, host, this.#script({ source: "" }), changes);
  }

  /** See `EngineApi.effects`. */
  async effects({ preview, entry, comparison, ...range }: EffectRequest): Promise<EffectPage> {
    if (comparison !== undefined) return this.#comparisons.page(comparison, range);
    if (entry !== undefined) {
      await this.#entries.find(entry);
      return pageOf(await this.#entries.journal.open(entry), new Map(), range);
    }
    const kept = this.#previews.get(preview ?? "")?.rehearsal;
    return pageOf(kept?.changes, kept?.labels ?? new Map(), range);
  }

  async history(): Promise<readonly HistoryEntry[]> {
    return this.#entries.list();
  }

  async undo(id: string | undefined, signal: AbortSignal, choice: Omit<UndoRequest, "entry"> = {}): Promise<RunAnswer> {
    const { entry, changes } = await this.#entries.undoable(id);
    assertWritable(this.#open.backend.info, this.#guards);
    const moment = await this.#moment();
    const chosen = { rows: choice.rows ?? null, force: choice.force ?? [] };
    const rehearsal = await rehearse(this.#context(signal), { kind: "undo", entry, changes, choice: chosen });
    return { kind: "preview", preview: await this.#view(rehearsal, 0, moment) };
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
      const result = toResult({ ...run, observed: NOTHING }, this.#open.host.registry, { offset: offsetOf(request) });
      return { ...result, ...(typeof json === "string" && { plan: json }) };
    });
    return read.some((run) => run.error) ? { kind: "failed", statements } : { kind: "read", statements };
  }
}

/** Ids that sort by time. */
export function newEntryId(): string {
  return `${Date.now().toString(36).padStart(9, "0")}-${randomUUID().slice(0, 8)}`;
}
