import { pythonBuiltins } from "../../../src/python/builtins";
import { PyDateTime, plainDate, UTC } from "../../../src/python/datetime";
import { PyRaise } from "../../../src/python/exceptions";
import { type Environment, Interpreter } from "../../../src/python/interpreter";
import { methodOf } from "../../../src/python/methods";
import { standardModules } from "../../../src/python/modules/standard";
import { PyBuiltin } from "../../../src/python/objects";
import { parseModule } from "../../../src/python/parse";
import type { Limits } from "../../../src/python/runtime";
import { Scope } from "../../../src/python/scope";

const NOON = new PyDateTime(plainDate(2024, 5, 6).toPlainDateTime({ hour: 12 }), UTC);

/** Python's names, the modules of the standard library that scripts have, and a `print` that writes to `printed`. */
export function environment(printed: string[] = []): Environment {
  const builtins = pythonBuiltins();
  builtins.set(
    "print",
    new PyBuiltin("print", async (args, runtime) => {
      const shown: string[] = [];
      for (const arg of args.positional) shown.push(await runtime.str(arg));
      printed.push(shown.join(" "));
      return null;
    }),
  );
  const modules = standardModules({
    now: () => NOON,
    local: UTC,
    random: () => 0.5,
    randomBytes: (count) => new Uint8Array(count),
    print: builtins.get("print") ?? null,
  });
  return { builtins, module: (name) => modules.get(name), moduleNames: () => modules.keys(), methodOf };
}

export interface Run {
  /** What the statements printed, a line each. */
  readonly printed: string[];
  /** `repr` of the last expression statement's value; an error as `TypeError: …`. */
  readonly answer: string;
  /** The text that the error points at. */
  readonly at: string | null;
}

/** Runs a script as the engine does: statement by statement in one scope, to its end or its first error. */
export async function run(source: string, limits?: Limits, signal?: AbortSignal): Promise<Run> {
  const printed: string[] = [];
  const module = parseModule(source);
  const fault = module.diagnostics[0];
  if (fault) {
    const name = fault.code === "unsupported" ? "Unsupported" : "SyntaxError";
    return { printed, answer: `${name}: ${fault.message}`, at: source.slice(fault.from, fault.to) };
  }
  const interpreter = new Interpreter(environment(printed), limits, signal);
  const scope = new Scope("module", null);
  let answer = "None";
  try {
    for (const statement of module.body) {
      const value = await interpreter.runStatement(statement, scope);
      if (value !== undefined) answer = await interpreter.repr(value);
    }
    return { printed, answer, at: null };
  } catch (error) {
    return { printed, ...(await described(error, interpreter, source)) };
  }
}

async function described(
  error: unknown,
  interpreter: Interpreter,
  source: string,
): Promise<Pick<Run, "answer" | "at">> {
  if (!(error instanceof Error)) throw error;
  const raised = interpreter.toPython(error);
  const message = raised ? await interpreter.str(raised.exception) : error.message;
  const name = raised ? raised.exception.exceptionClass.name : error.name;
  const span = error instanceof PyRaise || "span" in error ? (error.span as { from: number; to: number } | null) : null;
  return { answer: message === "" ? name : `${name}: ${message}`, at: span && source.slice(span.from, span.to) };
}

/** What every table of expressions may name. */
export const PREAMBLE = `
import datetime, decimal, math, json, re, random, uuid
from decimal import Decimal as D
from datetime import date, timedelta
`;
