import { asciiOnly } from "./ascii";
import { raise } from "./exceptions";
import { formatValue } from "./format";
import type { Runtime, Value } from "./objects";

/** One piece of a format text: a field, or text alone. */
interface Field {
  readonly name: string;
  readonly conversion: string | null;
  readonly spec: string;
}

/** Takes a format text apart (Python Library Reference, "Format String Syntax"). */
function* piecesOf(text: string): Generator<string | Field> {
  let at = 0;
  while (at < text.length) {
    const next = text.slice(at).search(/[{}]/);
    if (next < 0) {
      yield text.slice(at);
      return;
    }
    if (next > 0) yield text.slice(at, at + next);
    at += next;
    const c = text.charAt(at);
    if (text.charAt(at + 1) === c) {
      yield c;
      at += 2;
    } else if (c === "}") throw raise("ValueError", "Single '}' encountered in format string");
    else {
      const end = closing(text, at);
      yield fieldOf(text.slice(at + 1, end));
      at = end + 1;
    }
  }
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text.charAt(i) === "{") depth++;
    else if (text.charAt(i) === "}" && --depth === 0) return i;
  }
  throw raise(
    "ValueError",
    from + 1 >= text.length ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}

function fieldOf(text: string): Field {
  const name = /^(?:[^[\]!:{}]|\[[^\]]*\])*/.exec(text)?.[0] ?? "";
  const rest = text.slice(name.length);
  const match = /^(?:!([^:]*))?(?::([\s\S]*))?$/.exec(rest);
  if (!match) throw raise("ValueError", "expected ':' after conversion specifier");
  const conversion = match[1] ?? null;
  if (conversion !== null && !["r", "s", "a"].includes(conversion)) {
    if (conversion === "") throw raise("ValueError", "unmatched '{' in format spec");
    throw raise("ValueError", `Unknown conversion specifier ${conversion}`);
  }
  return { name, conversion, spec: match[2] ?? "" };
}

/** The arguments of one `format` call, and how its fields are numbered. */
export class FieldSource {
  #next = 0;
  #manual: boolean | null = null;

  constructor(
    readonly args: readonly Value[],
    readonly kwargs: ReadonlyMap<string, Value>,
    readonly runtime: Runtime,
  ) {}

  /** `"{} {name!r:>5}".format(…)`. */
  async format(text: string, depth = 2): Promise<string> {
    if (depth < 0) throw raise("ValueError", "Max string recursion exceeded");
    let out = "";
    for (const piece of piecesOf(text)) out += typeof piece === "string" ? piece : await this.#field(piece, depth);
    return out;
  }

  async #field({ name, conversion, spec }: Field, depth: number): Promise<string> {
    const [head = "", ...path] = name.match(/^[^.[]*|\.[^.[]+|\[[^\]]*\]/g) ?? [""];
    let value = this.#argument(head);
    for (const step of path) value = await this.#step(value, step);
    if (conversion === "r") value = await this.runtime.repr(value);
    else if (conversion === "s") value = await this.runtime.str(value);
    else if (conversion === "a") value = asciiOnly(await this.runtime.repr(value));
    return formatValue(value, spec.includes("{") ? await this.format(spec, depth - 1) : spec, this.runtime);
  }

  #step(value: Value, step: string): Value | Promise<Value> {
    if (step.startsWith(".")) return this.runtime.getAttribute(value, step.slice(1));
    const key = step.slice(1, -1);
    if (key === "") throw raise("ValueError", "Empty attribute in format string");
    return this.runtime.getItem(value, /^\d+$/.test(key) ? BigInt(key) : key);
  }

  #argument(head: string): Value {
    if (head !== "" && !/^\d+$/.test(head)) {
      const found = this.kwargs.get(head);
      if (found === undefined) throw raise("KeyError", head);
      return found;
    }
    const manual = head !== "";
    if (this.#manual !== null && this.#manual !== manual) {
      const [from, to] = manual
        ? ["automatic field numbering", "manual field specification"]
        : ["manual field specification", "automatic field numbering"];
      throw raise("ValueError", `cannot switch from ${from} to ${to}`);
    }
    this.#manual = manual;
    const at = manual ? Number(head) : this.#next++;
    const found = this.args[at];
    if (found === undefined)
      throw raise("IndexError", `Replacement index ${at} out of range for positional args tuple`);
    return found;
  }
}
