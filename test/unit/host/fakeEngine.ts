import { Channel, type Handlers, type Port, RemoteError } from "../../../src/protocol/channel";
import type { EngineApi, EngineEvents, OpenResult } from "../../../src/protocol/engine";
import { type Guards, isConfirmed } from "../../../src/protocol/guards";
import type { Cell, Effect, HistoryEntry, PreviewView, StatementResult } from "../../../src/protocol/results";
import { music } from "./models";

const database = {
  kind: "sqlite",
  name: "db.sqlite3",
  location: "db.sqlite3",
  readOnly: false,
  scratch: false,
} as const;

const opened: OpenResult = {
  project: {
    root: "",
    settings: {
      useTz: true,
      timeZone: "UTC",
      defaultAutoField: "BigAutoField",
      installedApps: [],
      authUserModel: "",
      unknown: [],
    },
    models: music,
    receivers: [],
    problems: [],
  },
  database,
  url: "db.sqlite3",
  candidates: [{ url: "db.sqlite3", label: "db.sqlite3", origin: "settings.py" }],
  projects: [""],
  settled: [],
};

interface Album {
  readonly id: number;
  readonly title: string;
  readonly genre: string;
}

/** An engine that knows three albums, and one update: every Beatles album becomes Pop. It speaks the real contract. */
export class FakeEngine {
  #albums: Album[] = [
    { id: 1, title: "Divide", genre: "Pop" },
    { id: 2, title: "Abbey Road", genre: "Rock" },
    { id: 3, title: "Revolver", genre: "Rock" },
  ];
  #history: HistoryEntry[] = [];
  #previewed: { readonly id: string; readonly view: PreviewView; readonly after: Album[] } | undefined;
  #next = 1;
  readonly calls: string[] = [];
  /** The results whose rows were held, and those that were let go of. */
  readonly held: string[] = [];
  readonly released: string[] = [];
  /** The addresses that were opened. */
  readonly opened: string[] = [];
  /** What a person has to confirm before the next preview is applied. */
  guards: Guards = {};
  /** Whether nobody wrote since the preview was made. */
  current: boolean | null = true;
  #channel: Channel<EngineApi, EngineEvents> | undefined;
  /** What each refresh was told to have changed. */
  readonly refreshed: (readonly string[] | undefined)[] = [];

  /** Answers on a port until the port's other side is gone. */
  serve(port: Port): Channel<EngineApi, EngineEvents> {
    this.#channel = new Channel<EngineApi, EngineEvents>(port, this.#handlers());
    return this.#channel;
  }

  /** Tells the host that another program wrote. */
  async changeData(): Promise<void> {
    await this.#channel?.call("dataChanged", undefined);
  }

  #handlers(): Handlers<EngineApi> {
    return {
      open: ({ database: url = opened.url }) => {
        this.opened.push(url);
        return { ...opened, url, database: { ...database, name: url, location: url, scratch: url === "scratch" } };
      },
      databases: () => [],
      test: () => ({ ok: true, message: "reached" }),
      projects: () => [{ root: "", isDjango: true, settings: "settings.py", database: "db.sqlite3" }],
      refresh: ({ changed }) => {
        this.refreshed.push(changed);
        return changed === undefined ? opened : null;
      },
      estimate: ({ models }) => Object.fromEntries(models.map((label) => [label, { rows: 3 }])),
      count: ({ models }) =>
        Object.fromEntries(models.map((label) => [label, label === "music.Album" ? this.#albums.length : 12])),
      run: async ({ source }, signal) => {
        this.calls.push(source);
        if (source.includes("hang")) return await new Promise<never>(() => undefined);
        if (source.includes("wait")) await untilAborted(signal);
        if (source.includes("titel"))
          throw new RemoteError({
            code: "FieldError",
            message: "Cannot resolve keyword 'titel'.",
            data: { hint: "Did you mean `title`?" },
          });
        if (source.includes("bug")) throw new TypeError("x is not a function");
        return source.includes("update")
          ? this.#preview(source, "Pop")
          : { kind: "read", statements: [this.#rows(source)] };
      },
      read: ({ source, line = 1 }) => {
        this.calls.push(`read ${source}`);
        if (source.includes("update")) return null;
        if (!source.includes("titel"))
          return { kind: "read", statements: [{ ...this.#rows(source), line, endLine: line }] };
        const error = { type: "FieldError", message: "Cannot resolve keyword 'titel'.", line, column: 0 };
        return { kind: "failed", statements: [{ ...statement(source), line, endLine: line, error }] };
      },
      page: ({ id, start }) => ({
        id,
        start,
        rows: this.#albums.map(cells).slice(start),
        rowCount: this.#albums.length,
      }),
      total: () => ({ rows: this.#albums.length }),
      cell: () => ({ text: "" }),
      object: ({ model, key }) => ({ model, key, text: "Abbey Road", fields: [], relations: [] }),
      related: () => ({ rows: [], more: false }),
      relatedCount: () => ({ rows: 0 }),
      objectStatement: () => ({ source: "Album.objects.get(pk=2).delete()" }),
      apply: ({ preview, confirmed = {} }) => {
        const previewed = this.#previewed;
        if (previewed?.id !== preview) return { kind: "failed", message: "This preview is no longer held." };
        const { guards = {} } = previewed.view;
        if (!isConfirmed(guards, confirmed)) return { kind: "unconfirmed", guards, message: "Not confirmed." };
        this.#albums = previewed.after;
        const { source } = previewed.view;
        const effects = previewed.view.effects.map(({ action, model, count }) => ({ action, model, count }));
        const entry: HistoryEntry = {
          id: `h${this.#next++}`,
          time: new Date().toISOString(),
          source,
          database: database.name,
          summary: "2 rows updated",
          state: "applied",
          effects,
        };
        this.#history = [...this.#history, entry];
        return { kind: "applied", entry, summary: "2 rows updated" };
      },
      discard: () => {
        this.#previewed = undefined;
      },
      history: () => this.#history,
      undo: () => this.#preview("Undo", "Rock"),
      effects: ({ effect, start, count }) => {
        const found = this.#previewed?.view.effects[effect];
        return { rows: found?.rows.slice(start, start + count) ?? [], count: found?.count ?? 0 };
      },
      entry: ({ id }) => {
        const entry = this.#history.find((each) => each.id === id);
        if (!entry) throw new RemoteError({ code: "LookupError", message: "There is no such entry." });
        return { entry, effects: [] };
      },
      isCurrent: () => ({ current: this.current }),
      script: ({ entry }) => ({ source: this.#history.find(({ id }) => id === entry)?.source ?? "" }),
      sql: () => ({ sql: "SELECT 1" }),
      sample: () => ({ kind: "read", statements: [] }),
      importColumns: () => ({ columns: [], rows: 0, missing: [] }),
      importRows: () => ({ kind: "faults", faults: [], count: 0 }),
      remakeScratch: () => ({ remade: { kept: 0, notes: [] }, opened }),
      loadScratch: () => opened,
      scratchContents: () => new Uint8Array(),
      copyRows: () => ({ text: "[]", counts: [], notes: [] }),
      refine: ({ source }) => ({ source }),
      labels: () => [],
      hold: ({ id, rows }) => {
        if (this.#albums.length > rows) return null;
        this.held.push(id);
        return { id: `${id} held ${this.held.length}`, rows: this.#albums.length };
      },
      release: ({ id }) => {
        this.released.push(id);
      },
      compareStart: ({ before, after }) => ({ job: `${before} ${after}` }),
      compareStep: ({ job }) => ({ rows: 6, view: { id: job, effects: [], equal: 3, uncompared: [], keyed: true } }),
      find: () => ({ found: null, next: null }),
      copyText: () => ({ text: "", rows: 0 }),
      exportStart: () => ({ job: "e1" }),
      exportStep: () => ({ rows: this.#albums.length, done: true, notes: [] }),
      exportStop: () => undefined,
      explain: ({ source }) => ({ kind: "read", statements: [{ ...statement(source), plan: "└─ SCAN" }] }),
    };
  }

  #rows(source: string): StatementResult {
    const columns = [{ name: "id" }, { name: "title" }, { name: "genre" }];
    return { ...statement(source), result: { id: "r1", columns, model: "music.Album", rowCount: this.#albums.length } };
  }

  #preview(source: string, genre: string) {
    const after = this.#albums.map((album) => (album.id === 1 ? album : { ...album, genre }));
    const rows = this.#albums.flatMap((before, index) =>
      before.id === 1 ? [] : [{ pk: before.id, before: { ...before }, after: { ...(after[index] ?? before) } }],
    );
    const effect: Effect = {
      action: "update",
      model: "music.Album",
      table: "music_album",
      cause: "statement",
      count: rows.length,
      rows,
      truncated: false,
    };
    const view: PreviewView = {
      id: `p${this.#next++}`,
      source,
      database: database.name,
      statements: [statement(source)],
      effects: [effect],
      summary: "Updates 2 rows of music.Album.",
      fingerprint: "f",
      warnings: [],
      guards: this.guards,
    };
    this.#previewed = { id: view.id, view, after };
    return { kind: "preview", preview: view } as const;
  }
}

function statement(source: string): StatementResult {
  return { line: 1, endLine: 1, source, sql: ["SELECT 1"], effects: [], signals: [], notRun: [], milliseconds: 1 };
}

function cells({ id, title, genre }: Album): Cell[] {
  return [
    { kind: "int", text: String(id) },
    { kind: "str", text: title },
    { kind: "str", text: genre },
  ];
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new RemoteError({ code: "Cancelled", message: "Cancelled" })));
  });
}
