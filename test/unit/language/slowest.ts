import { LanguageService } from "../../../src/language/service";
import { music } from "./music";

/** Milliseconds from which on a call is measured again: the machine may have been busy with something else. */
const doubtful = 20;
const again = 3;

type Call = Exclude<keyof LanguageService, "graph" | "setModels" | "close" | "script">;

/** A language that measures what is asked of it, and remembers the call that took longest. */
export class Slowest {
  readonly language: LanguageService;
  #milliseconds = 0;
  #what = "";
  #calls = 0;

  constructor(language: LanguageService) {
    this.language = new Proxy(language, {
      get: (target, name: Call) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== "function") return method;
        return (...args: readonly unknown[]) => this.#measured(target, name, args);
      },
    });
  }

  /** `100,000 calls, the slowest 12.3 ms: complete(…)`. */
  get report(): string {
    return `${this.#calls.toLocaleString("en")} calls, the slowest ${this.#milliseconds.toFixed(1)} ms: ${this.#what}`;
  }

  #measured(target: LanguageService, name: Call, args: readonly unknown[]): unknown {
    this.#calls++;
    const started = performance.now();
    const answer = ask(target, name, args);
    let took = performance.now() - started;
    // What was found out before would answer at once: each time it is a language that knows nothing yet.
    for (let i = 0; i < again && took > doubtful; i++) {
      const fresh = new LanguageService();
      fresh.setModels(music);
      const begun = performance.now();
      ask(fresh, name, args);
      took = Math.min(took, performance.now() - begun);
    }
    if (took > this.#milliseconds) {
      this.#milliseconds = took;
      this.#what = `${name}(${JSON.stringify(args).slice(1, -1)})`;
    }
    return answer;
  }
}

function ask(language: LanguageService, name: Call, args: readonly unknown[]): unknown {
  const method = language[name] as (this: LanguageService, ...args: readonly unknown[]) => unknown;
  return method.apply(language, [...args]);
}
