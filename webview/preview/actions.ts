import type { Confirmation } from "../../src/protocol/guards";
import type { EffectPage, EffectRows } from "../../src/protocol/results";
import type { EffectRequest } from "../../src/protocol/webview";

/** What a person can do with a preview, or with what was applied. */
export interface PreviewActions {
  apply(confirmed: Confirmation): void;
  discard(): void;
  cancel(): void;
  /** Makes the preview anew. */
  refresh(): void;
  undoEntry(request: {
    readonly entry: string;
    readonly rows?: readonly EffectRows[];
    readonly force?: readonly EffectRows[];
  }): void;
  copyScript(entry: string): void;
  effects(request: EffectRequest): Promise<EffectPage>;
  copy(text: string): void;
  reveal(place: { readonly file: string; readonly line: number }): void;
}
