import { PyTuple } from "../python/collections";
import { PyDescriptor, PyFunction } from "../python/functions";
import { PyObject, type Value } from "../python/objects";

/** `models.TextChoices`, `IntegerChoices` and `Choices` as bases. */
export class ChoicesBase extends PyObject {
  readonly typeName = "type";

  constructor(readonly name: string) {
    super();
  }

  override attribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : undefined;
  }
}

/** Turns a choices class's body into its members: each name the value, with `choices`, `values`, `labels` and `names` beside. */
export function enumerate(names: Map<string, Value>): void {
  const members: { name: string; value: Value; label: Value }[] = [];
  for (const [name, value] of names) {
    if (name.startsWith("_") || value instanceof PyFunction || value instanceof PyDescriptor) continue;
    const pair = value instanceof PyTuple && value.items.length > 1 ? value.items : null;
    const words = name.replaceAll("_", " ").toLowerCase();
    const label = pair ? (pair.at(-1) ?? null) : words.replace(/(^| )\p{L}/gu, (letter) => letter.toUpperCase());
    members.push({ name, value: pair ? (pair[0] ?? null) : value, label });
  }
  for (const { name, value } of members) names.set(name, value);
  names.set(
    "choices",
    members.map(({ value, label }) => new PyTuple([value, label])),
  );
  names.set(
    "values",
    members.map(({ value }) => value),
  );
  names.set(
    "labels",
    members.map(({ label }) => label),
  );
  names.set(
    "names",
    members.map(({ name }) => name),
  );
}
