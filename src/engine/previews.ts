import type { ChangeSet } from "../preview/changeSet";
import { effectRows, type Labels } from "../preview/effects";
import type { Rehearsal } from "../preview/rehearsal";
import { QuerysetError } from "../protocol/errors";
import type { Guards } from "../protocol/guards";
import type { EffectPage } from "../protocol/results";

/** Previews that are held at once; the oldest go first. */
const KEPT = 10;

/** A preview as long as somebody may apply it. */
export interface KeptPreview {
  readonly rehearsal: Rehearsal;
  readonly offset: number;
  readonly guards: Guards;
  /** What tells whether somebody wrote since; null where nothing can. */
  readonly moment: string | null;
}

/** Previews by id. Their rows lie in memory or in a file until they are dropped. */
export class Previews {
  readonly #kept = new Map<string, KeptPreview>();

  keep(id: string, preview: KeptPreview): void {
    this.#kept.set(id, preview);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.drop(oldest);
    }
  }

  get(id: string): KeptPreview | undefined {
    return this.#kept.get(id);
  }

  drop(id: string): void {
    this.#kept.get(id)?.rehearsal.close();
    this.#kept.delete(id);
  }

  /** Forgets a preview whose rows somebody else holds now. */
  release(id: string): void {
    this.#kept.delete(id);
  }

  clear(): void {
    for (const id of [...this.#kept.keys()]) this.drop(id);
  }
}

/** Rows at once, whatever was asked for. */
const MOST = 10_000;

/** Some rows of one effect of a set of changes. Throws LookupError where there is none. */
export function pageOf(
  changes: ChangeSet | undefined,
  labels: Labels,
  { effect, start, count }: { readonly effect: number; readonly start: number; readonly count: number },
): EffectPage {
  const group = changes?.groups[effect];
  if (!group)
    throw new QuerysetError("LookupError", "These rows are no longer held.", { hint: "Preview the statement again." });
  return { rows: effectRows(group, labels, Math.max(0, start), Math.min(count, MOST)), count: group.count };
}
