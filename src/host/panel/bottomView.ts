import * as vscode from "vscode";
import { views } from "../ids";
import { openView } from "./surface";

/** Who shows something in the view at the bottom. */
export interface Tenant {
  /** The view is there for it. */
  enter(view: vscode.WebviewView): void;
  /** Another one has the view now. */
  leave(): void;
}

/** The view at the bottom, of which there is one: the panel that shows something there last has it. */
export class BottomView implements vscode.WebviewViewProvider {
  readonly #first: () => Tenant;
  #view: vscode.WebviewView | undefined;
  #tenant: Tenant | undefined;

  /** `first` has it where a person opens it before anything is to be shown. */
  constructor(first: () => Tenant) {
    this.#first = first;
  }

  /** Offers the view to the editor, which makes it when it is first shown. */
  register(): vscode.Disposable {
    return vscode.window.registerWebviewViewProvider(views.results, this);
  }

  /** Gives the view to a tenant: now, or a moment later, when the editor has made it. */
  take(tenant: Tenant): void {
    const before = this.#tenant;
    this.#tenant = tenant;
    if (before !== tenant) before?.leave();
    if (this.#view === undefined) openView();
    else tenant.enter(this.#view);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    this.#tenant ??= this.#first();
    this.#tenant.enter(view);
  }
}
