import type { ModelInfo } from "../protocol/models";
import type { Call } from "../python/tree";
import type { Arguments } from "./api/method";
import { infer } from "./infer";
import { isCall } from "./nodes";
import type { Place } from "./place";
import { describe, type Type } from "./types";

/** What the arguments of one call can name. */
export interface Accepted {
  readonly callee: Type;
  readonly accepts: Arguments;
  /** The model whose fields are meant, where it is known. */
  readonly model: ModelInfo | undefined;
  readonly annotations: readonly string[];
}

/** What `call` takes. The model of a `Q` or `F` is that of the queryset method around it. */
export function acceptedBy(call: Call, place: Place): Accepted {
  const callee = infer(call.callee, place.names, place.graph);
  if (callee.kind !== "function") return byItself(callee);
  for (const outer of place.path.slice(0, place.path.indexOf(call)).reverse()) {
    // `order_by(F("title").desc())`: calls that name no model of their own are looked through.
    const around = isCall(outer) ? byItself(infer(outer.callee, place.names, place.graph)) : undefined;
    if (around?.model) return { ...around, callee, accepts: callee.function };
  }
  return { callee, accepts: callee.function, model: undefined, annotations: [] };
}

function byItself(callee: Type): Accepted {
  if (callee.kind === "model") return { callee, accepts: { keywords: "fields" }, model: callee.model, annotations: [] };
  if (callee.kind === "method") return { callee, accepts: callee.method, ...rowsOf(callee.of) };
  return { callee, accepts: {}, model: undefined, annotations: [] };
}

function rowsOf(type: Type): Pick<Accepted, "model" | "annotations"> {
  const model =
    type.kind === "queryset" || type.kind === "manager" || type.kind === "instance" ? type.model : undefined;
  return { model, annotations: type.kind === "queryset" ? type.annotations : [] };
}

/** How a call is written: its name, its parameters, and a sentence about it. */
export function signatureOf(
  callee: Type,
): { readonly label: string; readonly parameters: string; readonly doc: string } | undefined {
  switch (callee.kind) {
    case "method":
      return { label: callee.method.name, parameters: callee.method.parameters, doc: callee.method.doc };
    case "ownMethod": {
      const parameters = callee.method.parameters.filter((name) => name !== "self" && name !== "cls").join(", ");
      return { label: callee.method.name, parameters, doc: callee.method.doc ?? `A method of ${describe(callee.of)}.` };
    }
    case "function":
      return { label: callee.function.name, parameters: callee.function.parameters, doc: callee.function.doc };
    case "model": {
      const names = callee.model.fields.filter(({ autoCreated, column }) => !autoCreated && column !== null);
      const parameters = names.map(({ name }) => `${name}=…`).join(", ");
      return { label: callee.model.name, parameters, doc: "A new row, not in the database before `save()`." };
    }
    default:
      return undefined;
  }
}
