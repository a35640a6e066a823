import { PyDict, PyTuple } from "./collections";
import { raise } from "./exceptions";
import { dumpJson, keyText } from "./jsonText";
import { builtin } from "./makeBuiltin";
import type { PyBuiltin, Runtime, Value } from "./objects";

/** How `json.dumps` was asked to write. */
interface Style {
  readonly comma: string;
  readonly colon: string;
  /** What one level is moved in by; null puts all on one line. */
  readonly indent: string | null;
  readonly sortKeys: boolean;
  readonly ensureAscii: boolean;
  /** Makes something JSON knows of a value that it does not. */
  readonly fallback: Value;
}

/** A value and what it holds: `default` may be a script's own function, so this one can wait. */
async function write(value: Value, style: Style, level: string, runtime: Runtime): Promise<string> {
  const deeper = level + (style.indent ?? "");
  const between = style.indent === null ? style.comma : `${style.comma}\n${deeper}`;
  const around = (open: string, parts: readonly string[], close: string): string => {
    if (parts.length === 0 || style.indent === null) return open + parts.join(between) + close;
    return `${open}\n${deeper}${parts.join(between)}\n${level}${close}`;
  };
  runtime.step();
  if (Array.isArray(value) || value instanceof PyTuple) {
    const parts: string[] = [];
    for (const item of Array.isArray(value) ? value : value.items)
      parts.push(await write(item, style, deeper, runtime));
    return around("[", parts, "]");
  }
  if (value instanceof PyDict) {
    const entries = value.entries().map(([key, item]) => [keyText(key), item] as const);
    if (style.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const parts: string[] = [];
    for (const [key, item] of entries) {
      parts.push(
        dumpJson(key, { ensureAscii: style.ensureAscii }) + style.colon + (await write(item, style, deeper, runtime)),
      );
    }
    return around("{", parts, "}");
  }
  if (style.fallback === null || value === null || typeof value !== "object")
    return dumpJson(value, { ensureAscii: style.ensureAscii });
  return write(await runtime.call(style.fallback, { positional: [value], keywords: new Map() }), style, level, runtime);
}

/** Python's `json.dumps`. */
export const dumps: PyBuiltin = builtin(
  "dumps",
  ["obj", "*", "indent?", "sort_keys?", "ensure_ascii?", "separators?", "default?", "skipkeys?", "allow_nan?"],
  async ({ named }, runtime) => {
    const { indent = null, separators = null } = named;
    const given = separators === null ? null : await runtime.list(separators);
    if (given && given.length !== 2)
      throw raise("ValueError", `not enough values to unpack (expected 2, got ${given.length})`);
    const style: Style = {
      comma: given ? String(given[0]) : indent === null ? ", " : ",",
      colon: given ? String(given[1]) : ": ",
      indent:
        indent === null
          ? null
          : typeof indent === "string"
            ? indent
            : " ".repeat(Math.max(0, Math.min(1000, Number(indent)))),
      sortKeys: await runtime.truth(named.sort_keys ?? false),
      ensureAscii: await runtime.truth(named.ensure_ascii ?? true),
      fallback: named.default ?? null,
    };
    return write(named.obj as Value, style, "", runtime);
  },
);
