import type { Evaluated } from "./constant";

/** Arguments of a call whose values may stay expressions. */
export interface GivenArguments {
  readonly positional: readonly Evaluated[];
  readonly keywords: ReadonlyMap<string, Evaluated>;
}

/** The names of one call while its function's body is worked out. */
export class Frame {
  readonly values = new Map<string, Evaluated>();
  /** What the body hands to `super().__init__`; null where nobody asks for it. */
  readonly passOn: ((given: GivenArguments) => void) | null;
  readonly #parent: Frame | null;

  constructor(parent: Frame | null, passOn: ((given: GivenArguments) => void) | null = null) {
    this.#parent = parent;
    this.passOn = passOn ?? parent?.passOn ?? null;
  }

  /** The value of a name bound in this call or one around it; undefined where none binds it. */
  get(name: string): Evaluated | undefined {
    return this.values.get(name) ?? this.#parent?.get(name);
  }

  /** Gives a name that the call binds a new value. */
  set(name: string, value: Evaluated): void {
    this.values.set(name, value);
  }
}
