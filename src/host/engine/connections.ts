import * as vscode from "vscode";
import type { EngineApi, OpenResult, ProjectChoice } from "../../protocol/engine";
import { contexts } from "../ids";
import type { Platform } from "../platform";
import { Store } from "../store";
import { type Connection, type ConnectionState, EngineConnection } from "./connection";
import type { EngineStop } from "./engineClient";
import { type KeptDatabase, keptPlace } from "./kept";
import { withPassword } from "./passwords";
import { databaseName } from "./projects";
import { type Choice, keyOf, type Place } from "./target";

/** Engines that run at once; past that, the one that was used longest ago ends. */
const mostEngines = 4;
/** Milliseconds after which an engine ends that nobody asks anything. */
const idle = 10 * 60_000;

/** A database that was opened in this window. Its connection stays; its engine ends when it is idle, and comes back. */
export interface Opened {
  readonly connection: EngineConnection;
  /** Null until it was opened for the first time. */
  place: Place | null;
  /** What it was called in the window before. */
  readonly name: string | undefined;
  readonly store: Store;
}

interface Parts {
  readonly platform: Platform;
  readonly log: vscode.LogOutputChannel;
  readonly choice: Choice;
  readonly onEngineLost: (stop: EngineStop, failure: unknown) => void;
}

/**
 * The databases that were opened here, one of them in use: statements run on it, and the views show it. Asked as a
 * `Connection`, it stands for the one in use.
 */
export class Connections implements Connection {
  readonly #parts: Parts;
  readonly #store = new Store();
  readonly #changed = this.#store.add(new vscode.EventEmitter<ConnectionState>());
  readonly #progressed = this.#store.add(new vscode.EventEmitter<string>());
  readonly #restarted = this.#store.add(new vscode.EventEmitter<void>());
  readonly #dataChanged = this.#store.add(new vscode.EventEmitter<void>());
  readonly #listed = this.#store.add(new vscode.EventEmitter<void>());
  #opened: readonly Opened[];
  #inUse: Opened;

  readonly onDidChange = this.#changed.event;
  readonly onProgress = this.#progressed.event;
  readonly onDidRestart = this.#restarted.event;
  readonly onDidChangeData = this.#dataChanged.event;
  /** Another database is in use, or one more or one fewer was opened. */
  readonly onDidList = this.#listed.event;

  /** What the person sees of a database: a panel, which reads it again when it has to, or what its engine holds. */
  seen: (connection: EngineConnection) => "panel" | "held" | null = () => null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#inUse = this.#make(null);
    this.#opened = [this.#inUse];
    const timer = setInterval(() => this.#closeIdle(), idle / 10);
    this.#store.add({ dispose: () => clearInterval(timer) });
  }

  /** The database in use. */
  get current(): EngineConnection {
    return this.#inUse.connection;
  }

  /** Every database that was opened here, in that order. */
  get opened(): readonly Opened[] {
    return this.#opened;
  }

  get state(): ConnectionState {
    return this.current.state;
  }

  /** What a database is called, where it was ever open. */
  nameOf(connection: EngineConnection): string | undefined {
    const { known } = connection;
    return known === undefined ? this.#find(connection)?.name : databaseName(known);
  }

  /** An open database for the window's next time. */
  kept(connection: EngineConnection): KeptDatabase | undefined {
    const place = this.#find(connection)?.place ?? null;
    const name = this.nameOf(connection);
    return place === null || name === undefined ? undefined : { place: keptPlace(place), name };
  }

  /** The connection to a database that was open in the window before. It is opened when it is asked for something. */
  async remembered(place: Place, name: string): Promise<EngineConnection> {
    const chosen = this.#inUse.place ?? (await this.#parts.choice.place((workspace) => this.projects(workspace)));
    if (keyOf(chosen) === keyOf(place)) return this.current;
    const known = this.#at(place);
    if (known !== undefined) return known.connection;
    const opened = this.#make(place, name);
    this.#opened = [...this.#opened, opened];
    this.#listed.fire();
    return opened.connection;
  }

  get reachesDisk(): boolean {
    return this.current.reachesDisk;
  }

  /** Takes the chosen database into use: at once where it is open, else by opening it. `anew` opens it in any case. */
  async follow({ anew = false } = {}): Promise<OpenResult> {
    const place = await this.#parts.choice.place((workspace) => this.projects(workspace));
    let next = this.#at(place);
    if (next === undefined) {
      next = this.#make(place);
      this.#opened = [...this.#opened, next];
    }
    this.#use(next);
    const { connection } = next;
    if (anew || connection.state.kind === "failed") return await connection.reopen();
    const isOpen = connection.state.kind === "open";
    const result = await connection.ensureOpen();
    // Others may have written since it was last looked at.
    if (isOpen) void connection.refresh([]).catch(() => undefined);
    return result;
  }

  /** Ends a database's engine and forgets it. The one in use stays. */
  forget(opened: Opened): void {
    if (opened === this.#inUse) return;
    this.#opened = this.#opened.filter((each) => each !== opened);
    opened.store.dispose();
    this.#listed.fire();
  }

  ensureOpen(): Promise<OpenResult> {
    return this.current.ensureOpen();
  }

  /** The others are opened again when they are next needed. */
  reopen(): Promise<OpenResult> {
    for (const { connection } of this.#opened) if (connection !== this.current) connection.close();
    return this.current.reopen();
  }

  /** What changed is read again for every open database. */
  async refresh(changed?: readonly string[]): Promise<void> {
    await Promise.all(this.#opened.map(({ connection }) => connection.refresh(changed)));
  }

  adopt(result: OpenResult): void {
    this.current.adopt(result);
  }

  projects(workspace: string): Promise<readonly ProjectChoice[]> {
    return this.current.projects(workspace);
  }

  ask<K extends "databases" | "test">(
    name: K,
    argument: Parameters<EngineApi[K]>[0],
    what: string,
  ): Promise<ReturnType<EngineApi[K]>> {
    return this.current.ask(name, argument, what);
  }

  call<K extends keyof EngineApi & string>(
    name: K,
    argument: Parameters<EngineApi[K]> extends [infer A] ? A : undefined,
    signal?: AbortSignal,
    what?: string,
  ): Promise<ReturnType<EngineApi[K]>> {
    return this.current.call(name, argument, signal, what);
  }

  cancelOpening(): void {
    this.current.cancelOpening();
  }

  /** Closes them all. */
  close(): void {
    for (const { connection } of this.#opened) connection.close();
  }

  dispose(): void {
    for (const { store } of this.#opened) store.dispose();
    this.#store.dispose();
  }

  #find(connection: EngineConnection): Opened | undefined {
    return this.#opened.find((opened) => opened.connection === connection);
  }

  #at(place: Place): Opened | undefined {
    const key = keyOf(place);
    return this.#opened.find((each) => each.place !== null && keyOf(each.place) === key);
  }

  #use(next: Opened): void {
    const before = this.#inUse;
    if (next === before) return;
    this.#inUse = next;
    const { kind } = before.connection.state;
    // What never was open is no place to come back to.
    const wasOpen = before.place !== null && kind !== "failed" && kind !== "opening";
    if (!wasOpen && this.seen(before.connection) === null) this.forget(before);
    this.#tell(next.connection.state);
    this.#listed.fire();
    this.#closeSurplus();
  }

  #make(place: Place | null, name?: string): Opened {
    const { platform, log, choice, onEngineLost } = this.#parts;
    const store = new Store();
    const opened: Opened = {
      place,
      name,
      store,
      connection: store.add(
        new EngineConnection(platform, log, {
          target: async (projects) => {
            // The one in use goes by what is chosen: a project may have gone.
            if (opened.place === null || opened === this.#inUse) opened.place = await choice.place(projects);
            return await choice.target(opened.place);
          },
          withPassword: (target, attempt) => withPassword(target, choice.passwords, attempt),
          onEngineLost,
        }),
      ),
    };
    const { connection } = opened;
    const ifInUse =
      <T>(tell: (value: T) => void) =>
      (value: T) => {
        if (opened === this.#inUse) tell(value);
      };
    store.add(connection.onDidChange(ifInUse((state) => this.#tell(state))));
    store.add(connection.onProgress(ifInUse((message) => this.#progressed.fire(message))));
    store.add(connection.onDidRestart(ifInUse(() => this.#restarted.fire())));
    store.add(connection.onDidChangeData(ifInUse(() => this.#dataChanged.fire())));
    return opened;
  }

  #tell(state: ConnectionState): void {
    void vscode.commands.executeCommand("setContext", contexts.state, state.kind);
    this.#changed.fire(state);
    if (state.kind === "open") this.#closeSurplus();
  }

  #closeIdle(): void {
    const now = performance.now();
    for (const connection of this.#endable()) if (now - connection.used > idle) connection.close();
  }

  #closeSurplus(): void {
    const surplus = this.#opened.filter(({ connection }) => connection.isOpen).length - mostEngines;
    for (const connection of this.#endable().slice(0, Math.max(0, surplus))) connection.close();
  }

  /** Connections whose engines may end, those used longest ago first. */
  #endable(): EngineConnection[] {
    return this.#opened
      .map(({ connection }) => connection)
      .filter((each) => each !== this.current && each.isOpen && !each.isNeeded && this.seen(each) !== "held")
      .sort((a, b) => a.used - b.used);
  }
}
