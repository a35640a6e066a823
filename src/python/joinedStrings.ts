import { asciiOnly } from "./ascii";
import type { Evaluator } from "./evaluator";
import { formatValue } from "./format";
import type { Value } from "./objects";
import { SIZE_LIMIT } from "./operations";
import type { Scope } from "./scope";
import type { FormattedValue, JoinedString } from "./tree";

/** The text of an f-string. */
export async function joined(node: JoinedString, scope: Scope, runtime: Evaluator): Promise<Value> {
  let out = "";
  for (const part of node.parts) out += typeof part === "string" ? part : await formatted(part, scope, runtime);
  if (out.length > SIZE_LIMIT) throw runtime.tooLarge();
  return out;
}

async function formatted(part: FormattedValue, scope: Scope, runtime: Evaluator): Promise<string> {
  const value = await runtime.evaluate(part.value, scope);
  let spec = "";
  for (const piece of part.format ?? [])
    spec += typeof piece === "string" ? piece : await formatted(piece, scope, runtime);
  const debug = part.debug ?? "";
  const conversion = part.conversion ?? (part.debug !== null && part.format === null ? "r" : null);
  if (conversion === null) return debug + (await formatValue(value, spec, runtime));
  const text = conversion === "s" ? await runtime.str(value) : await runtime.repr(value);
  return debug + (await formatValue(conversion === "a" ? asciiOnly(text) : text, spec, runtime));
}
