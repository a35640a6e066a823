import * as vscode from "vscode";
import { type App, staying } from "../app";
import { noEarlierRun, noResults, nothingToCompare, notKept } from "../errors";
import { commands } from "../ids";
import { inLabel } from "../plainText";
import { rows } from "../plural";
import type { Results } from "../run/runners";
import { Store } from "../store";
import { type Candidate, candidatesOf, inOrder, nameOf, othersThan } from "./candidates";
import { compare } from "./compare";
import { Pins } from "./pins";
import { mostKept, PreviousRuns } from "./previous";

/** Pins results, names them, and compares one with another of the same database. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const made = new Map<Results, Compared>();
  app.runners.each((results) => {
    const own = new Compared(staying(app, results));
    made.set(results, own);
    return {
      isHolding: () => own.isHolding,
      dispose: () => {
        made.delete(results);
        own.dispose();
      },
    };
  });
  /** That of the pinned tab in use, else of the results that are meant. */
  const meant = (): Compared | undefined =>
    [...made.values()].find(({ isActive }) => isActive) ??
    made.get(app.runners.meant(({ panel }) => panel.view.kind === "results"));
  const command = (id: string, work: (own: Compared) => Promise<void>): void => {
    const run = async (): Promise<void> => {
      const own = meant();
      if (own !== undefined) await work(own);
    };
    store.add(vscode.commands.registerCommand(id, () => app.report.guard(run)));
  };
  command(commands.pinResults, (own) => own.pin());
  command(commands.renameResults, (own) => own.rename());
  command(commands.compareResults, (own) => own.compare());
  command(commands.comparePrevious, (own) => own.comparePrevious());
  return store;
}

/** What is pinned and remembered of one database's results. */
class Compared {
  readonly #app: App;
  readonly #store = new Store();
  readonly #pins: Pins;
  readonly #previous: PreviousRuns;

  constructor(app: App) {
    this.#app = app;
    this.#pins = this.#store.add(new Pins(app));
    this.#previous = this.#store.add(new PreviousRuns(app.connection, app.runner));
  }

  /** Rows are pinned, which only the engine has. */
  get isHolding(): boolean {
    return this.#pins.candidates.length > 0;
  }

  /** One of the pinned tabs is in use. */
  get isActive(): boolean {
    return this.#pins.active.length > 0;
  }

  pin(): Promise<void> {
    return this.#pins.pin(this.#shown[0]?.time ?? new Date().toISOString());
  }

  rename(): Promise<void> {
    return this.#pins.rename();
  }

  async compare(): Promise<void> {
    const shown = this.#shown;
    const all = [...shown, ...this.#pins.candidates];
    const own = this.isActive ? this.#pins.active : shown.length > 0 ? shown : all;
    const chosen = await choose(own, vscode.l10n.t("Compare Results"));
    if (chosen === undefined) {
      if (own.length === 0) throw noResults();
      return;
    }
    const others = othersThan(chosen, all);
    if (others.length === 0) throw nothingToCompare();
    const title = vscode.l10n.t("Compare {0} With", chosen.name);
    const other = await vscode.window.showQuickPick(others.map(itemOf), {
      title,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (other === undefined) return;
    const [before, after] = inOrder(chosen, other.candidate);
    await compare(this.#app, before, after);
  }

  async comparePrevious(): Promise<void> {
    const shown = this.#shown;
    const chosen = await choose(shown, vscode.l10n.t("Compare with Previous Run"));
    if (chosen === undefined) {
      if (shown.length === 0) throw noResults();
      return;
    }
    const { before, after } = this.#previous.of(chosen.source);
    if (before === undefined || after === undefined) throw noEarlierRun();
    if (before === "tooMany") throw notKept(mostKept);
    const name = nameOf(chosen.source);
    await compare(this.#app, { ...before, name }, { ...after, name });
  }

  dispose(): void {
    this.#store.dispose();
  }

  get #shown(): readonly Candidate[] {
    const { view } = this.#app.panel;
    if (view.kind !== "results") return [];
    return candidatesOf(view.statements, vscode.l10n.t("Results"), new Date().toISOString()).map((candidate) => ({
      ...candidate,
      name: nameOf(candidate.source),
      time: this.#previous.timeOf(candidate.id),
    }));
  }
}

/** One of several results; the only one is not asked for. */
async function choose(all: readonly Candidate[], title: string): Promise<Candidate | undefined> {
  if (all.length < 2) return all[0];
  return (await vscode.window.showQuickPick(all.map(itemOf), { title, matchOnDetail: true, ignoreFocusOut: true }))
    ?.candidate;
}

function itemOf(candidate: Candidate): vscode.QuickPickItem & { readonly candidate: Candidate } {
  const { name, source, time, rows: count } = candidate;
  const facts = [...(count === null ? [] : [rows(count)]), new Date(time).toLocaleTimeString(vscode.env.language)];
  return { label: inLabel(name), description: facts.join(" · "), detail: inLabel(source), candidate };
}
