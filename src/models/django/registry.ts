import type { ModelDraft } from "./drafts";
import type { Target } from "./fieldDraft";
import type { PyClass } from "./scope";

/** Every model of a project by class and by label: Django's app registry. */
export class DraftRegistry {
  readonly #byClass = new Map<PyClass, ModelDraft>();
  readonly #byLabel = new Map<string, ModelDraft>();

  constructor(drafts: readonly ModelDraft[]) {
    for (const draft of drafts) {
      this.#byClass.set(draft.cls, draft);
      // The first of a label wins, as the registry refuses a second one.
      const key = draft.label.toLowerCase();
      if (!this.#byLabel.has(key)) this.#byLabel.set(key, draft);
    }
  }

  /** The model a relation of `owner` points at; null where the project has none such. */
  target(target: Target, owner: ModelDraft | null): ModelDraft | null {
    switch (target.kind) {
      case "self":
        return owner;
      case "class":
        return this.#byClass.get(target.cls) ?? null;
      case "label":
        return this.#byLabel.get(this.#qualify(target.label, owner).toLowerCase()) ?? null;
      case "unknown":
        return null;
    }
  }

  /** What to call the target: its label, or the text that names it. */
  name(target: Target, owner: ModelDraft | null): string {
    const found = this.target(target, owner);
    if (found !== null) return found.label;
    if (target.kind === "label") return this.#qualify(target.label, owner);
    return target.kind === "class" ? target.cls.name : target.kind === "unknown" ? target.text : "self";
  }

  /** A bare name is one of the same app. */
  #qualify(label: string, owner: ModelDraft | null): string {
    return label.includes(".") || owner === null ? label : `${owner.appLabel}.${label}`;
  }
}
