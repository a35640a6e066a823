import type { Span } from "../../python/tree";
import type { Evaluated } from "./constant";
import type { PyModule } from "./scope";

/** Arguments of a call whose values may stay expressions. */
export interface GivenArguments {
  readonly positional: readonly Evaluated[];
  readonly keywords: ReadonlyMap<string, Evaluated>;
}

/** What a body is worked out for, beside its names. */
export interface Purpose {
  /** A field's `__init__`: what the body hands to `super().__init__`. */
  passOn?(given: GivenArguments): void;
  /** A settings module: runs the module that is star-imported; false where there is none. */
  star?(dotted: string): boolean;
  /** A settings module: something in it cannot be known and was left out. */
  doubt?(module: PyModule, span: Span): void;
}

/** The names of one call, or of one settings module, while its body is worked out. */
export class Frame {
  readonly values = new Map<string, Evaluated>();
  readonly purpose: Purpose;
  readonly #parent: Frame | null;

  constructor(parent: Frame | null, purpose: Purpose | null = null) {
    this.#parent = parent;
    this.purpose = purpose ?? parent?.purpose ?? {};
  }

  get passOn(): Purpose["passOn"] | undefined {
    return this.purpose.passOn;
  }

  /** Whether it is a settings module's: what cannot be known is left out there, and the rest kept. */
  get isSettings(): boolean {
    return this.purpose.star !== undefined;
  }

  /** The value of a name bound in this call or one around it; undefined where none binds it. */
  get(name: string): Evaluated | undefined {
    const own = this.values.get(name);
    return own === undefined ? this.#parent?.get(name) : own;
  }

  /** Gives a name that the call binds a new value. */
  set(name: string, value: Evaluated): void {
    this.values.set(name, value);
  }
}
