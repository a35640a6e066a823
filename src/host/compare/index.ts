import * as vscode from "vscode";
import type { App } from "../app";
import { noEarlierRun, noResults, nothingToCompare, notKept } from "../errors";
import { commands } from "../ids";
import { inLabel } from "../plainText";
import { rows } from "../plural";
import { Store } from "../store";
import { type Candidate, candidatesOf, inOrder, nameOf, othersThan } from "./candidates";
import { compare } from "./compare";
import { Pins } from "./pins";
import { mostKept, PreviousRuns } from "./previous";

/** Pins results, names them, and compares one with another. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const pins = store.add(new Pins(app));
  const previous = store.add(new PreviousRuns(app.connection, app.runner));
  const command = (id: string, work: () => Promise<void>): void => {
    store.add(vscode.commands.registerCommand(id, () => app.report.guard(work)));
  };
  const shown = (): readonly Candidate[] => {
    const { view } = app.panel;
    if (view.kind !== "results") return [];
    return candidatesOf(view.statements, vscode.l10n.t("Results"), new Date().toISOString()).map((candidate) => ({
      ...candidate,
      name: nameOf(candidate.source),
      time: previous.timeOf(candidate.id),
    }));
  };
  command(commands.pinResults, () => pins.pin(shown()[0]?.time ?? new Date().toISOString()));
  command(commands.renameResults, () => pins.rename());
  command(commands.compareResults, async () => {
    const all = [...shown(), ...pins.candidates];
    const own = pins.active.length > 0 ? pins.active : shown().length > 0 ? shown() : all;
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
    await compare(app, before, after);
  });
  command(commands.comparePrevious, async () => {
    const chosen = await choose(shown(), vscode.l10n.t("Compare with Previous Run"));
    if (chosen === undefined) {
      if (shown().length === 0) throw noResults();
      return;
    }
    const { before, after } = previous.of(chosen.source);
    if (before === undefined || after === undefined) throw noEarlierRun();
    if (before === "tooMany") throw notKept(mostKept);
    const name = nameOf(chosen.source);
    await compare(app, { ...before, name }, { ...after, name });
  });
  return store;
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
