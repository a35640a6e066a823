import { messages } from "../../models/vocabulary/messages";
import { exceptionClass, PyException, PyRaise, raise } from "../../python/exceptions";
import type { PyObject, Runtime } from "../../python/objects";
import { Expression } from "../expressions/base";
import { Subselect } from "../expressions/subselect";
import type { RightSide } from "../lookups/lookup";
import { type InstanceLike, instancesIn } from "../lookups/related";
import type { Model } from "../meta";
import type { NamesPath } from "./paths";

/** A filter was given an instance of the wrong model; the message needs the instance's own text. */
export class WrongInstance extends Error {
  constructor(
    readonly instance: PyObject & InstanceLike,
    readonly expected: string,
  ) {
    super("wrong instance");
  }

  async toPython(runtime: Runtime): Promise<PyRaise> {
    const message = `Cannot query "${await runtime.str(this.instance)}": Must be "${this.expected}" instance.`;
    return new PyRaise(new PyException(exceptionClass("ValueError"), [message], message));
  }
}

/** Django's `check_related_objects`: instances and querysets must be of the related model. */
export function checkRelated(path: NamesPath, value: RightSide): void {
  const { final } = path;
  const isRelation = final.isReverse || final.isForeignKey || final.isManyToMany || final.kind === "genericRelation";
  if (!isRelation || path.steps.length === 0) return;
  if (value instanceof Subselect) {
    const { query } = value;
    if (value.kind === "rows" && !query.hasSelectFields && !compatible(query.model, path.model)) {
      throw raise("ValueError", messages.wrongRows(query.model.name, path.model.name));
    }
    return;
  }
  if (value instanceof Expression) return;
  for (const instance of instancesIn(value)) {
    if (!compatible(instance.model, path.model)) throw new WrongInstance(instance, path.model.name);
  }
}

function compatible(model: Model, target: Model): boolean {
  return model.isSubclassOf(target) || target.isSubclassOf(model);
}
