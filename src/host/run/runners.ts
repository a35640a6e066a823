import * as vscode from "vscode";
import type { EngineConnection } from "../engine/connection";
import type { Connections } from "../engine/connections";
import { contexts } from "../ids";
import type { PageParts } from "../panel/panelPage";
import type { ResultsPanel } from "../panel/resultsPanel";
import { Store } from "../store";
import type { Board } from "./board";
import type { RunEvent } from "./events";
import type { Counted, Runner } from "./runner";

/** A database's results: its panel, and what runs, previews and applies for it. */
export interface Results {
  readonly connection: EngineConnection;
  readonly panel: ResultsPanel;
  readonly runner: Runner;
  readonly pageParts: (board: () => Board) => PageParts;
}

/** What a feature has for a database's results. */
export interface Part extends vscode.Disposable {
  /** The engine holds something for it that could not be had again. */
  isHolding?(): boolean;
}

interface Made {
  readonly results: Results;
  readonly parts: Set<Part>;
  readonly store: Store;
}

/** The results of each database that was opened here: what is shown in a panel stays with the database it is from. */
export class Runners {
  readonly #connections: Connections;
  readonly #make: (connection: EngineConnection) => Results;
  readonly #store = new Store();
  readonly #made = new Map<EngineConnection, Made>();
  readonly #makers = new Set<(results: Results) => Part>();
  readonly #wrote = this.#store.add(new vscode.EventEmitter<void>());
  readonly #ran = this.#store.add(new vscode.EventEmitter<RunEvent & Pick<Results, "connection">>());
  readonly #counted = this.#store.add(new vscode.EventEmitter<Counted>());

  /** Something was committed, to whichever database. */
  readonly onDidWrite = this.#wrote.event;
  /** Statements are run, or something came of them, on whichever database. */
  readonly onDidRun = this.#ran.event;
  /** The rows of a result that is shown were counted. */
  readonly onDidCount = this.#counted.event;

  constructor(connections: Connections, make: (connection: EngineConnection) => Results) {
    this.#connections = connections;
    this.#make = make;
    connections.seen = (connection) => {
      const made = this.#made.get(connection);
      if (made === undefined) return null;
      const { runner, panel } = made.results;
      if (runner.hasPreview || [...made.parts].some((part) => part.isHolding?.() === true)) return "held";
      return panel.isOpen ? "panel" : null;
    };
    this.#store.add(connections.onDidList(() => this.#listed()));
  }

  /** Those of the database in use. */
  get current(): Results {
    return this.of(this.#connections.current);
  }

  /** Those whose panel is the editor in use. */
  get inUse(): Results | undefined {
    return this.#all.find(({ panel }) => panel.isActive);
  }

  /** Those of the panel in use where they can do this, else of the database in use, else of a panel that is in sight. */
  meant(can: (results: Results) => boolean): Results {
    const visible = this.#all.filter(({ panel }) => panel.isVisible);
    const all = [this.inUse, this.current, ...visible];
    return all.find((results) => results !== undefined && can(results)) ?? this.current;
  }

  /** A database's own, made when they are first asked for. */
  of(connection: EngineConnection): Results {
    const known = this.#made.get(connection);
    if (known !== undefined) return known.results;
    const store = new Store();
    const results = this.#make(connection);
    const { panel, runner } = results;
    store.add(panel);
    store.add(runner);
    store.add(runner.onDidWrite(() => this.#wrote.fire()));
    store.add(runner.onDidRun((event) => this.#ran.fire({ ...event, connection })));
    store.add(runner.onDidCount((counted) => this.#counted.fire(counted)));
    store.add(runner.onDidChangeState(() => this.#tell()));
    const made: Made = { results, parts: new Set(), store };
    this.#made.set(connection, made);
    for (const make of this.#makers) made.parts.add(store.add(make(results)));
    return results;
  }

  /** Has a part made for each database's results, which goes with them. */
  each(make: (results: Results) => Part): void {
    this.#makers.add(make);
    for (const { results, parts, store } of this.#made.values()) parts.add(store.add(make(results)));
  }

  dispose(): void {
    for (const { store } of this.#made.values()) store.dispose();
    this.#store.dispose();
  }

  get #all(): readonly Results[] {
    return [...this.#made.values()].map(({ results }) => results);
  }

  /** The panel of a database that was forgotten goes with it; the others say whose they are where there are several. */
  #listed(): void {
    const left = new Set(this.#connections.opened.map(({ connection }) => connection));
    for (const [connection, { store }] of this.#made) {
      if (left.has(connection)) continue;
      this.#made.delete(connection);
      store.dispose();
    }
    for (const { panel } of this.#all) panel.retitle();
    this.#tell();
  }

  #tell(): void {
    const runners = this.#all.map(({ runner }) => runner);
    const set = (key: string, value: boolean): void => {
      void vscode.commands.executeCommand("setContext", key, value);
    };
    set(
      contexts.hasPreview,
      runners.some((runner) => runner.hasPreview),
    );
    set(
      contexts.busy,
      runners.some((runner) => runner.isBusy),
    );
  }
}
