import { isInstance } from "./builtins";
import { PyDict, PyTuple } from "./collections";
import { typeNameOf } from "./equality";
import { exceptionClass, PyRaise, raise } from "./exceptions";
import { PyObject, type Runtime, type Value } from "./objects";
import { compare } from "./operations";
import type { ClassPattern, Expression, MappingPattern, Pattern, SequencePattern } from "./tree";
import { TYPES } from "./types";

/** The value of a dotted name or literal in a pattern. */
type Worth = (node: Expression) => Promise<Value>;

interface Matcher {
  readonly runtime: Runtime;
  readonly worth: Worth;
}

/** The names a pattern binds where it fits the subject; null where it does not (Python Language Reference, 8.6.4). */
export async function match(
  pattern: Pattern,
  subject: Value,
  runtime: Runtime,
  worth: Worth,
): Promise<Map<string, Value> | null> {
  const names = new Map<string, Value>();
  return (await fits(pattern, subject, names, { runtime, worth })) ? names : null;
}

async function fits(pattern: Pattern, subject: Value, names: Map<string, Value>, by: Matcher): Promise<boolean> {
  by.runtime.step();
  switch (pattern.type) {
    case "CapturePattern":
      if (pattern.name !== null) names.set(pattern.name, subject);
      return true;
    case "ValuePattern": {
      const value = await by.worth(pattern.value);
      if (value === null || typeof value === "boolean") return value === subject;
      return by.runtime.truth(await compare("==", subject, value, by.runtime));
    }
    case "AsPattern":
      if (!(await fits(pattern.pattern, subject, names, by))) return false;
      names.set(pattern.name, subject);
      return true;
    case "OrPattern":
      for (const each of pattern.alternatives) if (await fits(each, subject, names, by)) return true;
      return false;
    case "SequencePattern":
      return sequence(pattern, subject, names, by);
    case "MappingPattern":
      return mapping(pattern, subject, names, by);
    case "ClassPattern":
      return instance(pattern, subject, names, by);
  }
}

async function sequence(
  { items, rest }: SequencePattern,
  subject: Value,
  names: Map<string, Value>,
  by: Matcher,
): Promise<boolean> {
  const values = Array.isArray(subject) ? subject : subject instanceof PyTuple ? subject.items : null;
  if (!values) return false;
  if (rest < 0 ? values.length !== items.length : values.length < items.length - 1) return false;
  const after = items.length - rest - 1;
  for (const [i, item] of items.entries()) {
    const value =
      i === rest
        ? values.slice(rest, values.length - after)
        : (values[rest < 0 || i < rest ? i : values.length - (items.length - i)] as Value);
    if (!(await fits(item, value, names, by))) return false;
  }
  return true;
}

async function mapping(
  { items, rest }: MappingPattern,
  subject: Value,
  names: Map<string, Value>,
  by: Matcher,
): Promise<boolean> {
  if (!(subject instanceof PyDict)) return false;
  const left = new PyDict(subject.entries());
  for (const { key, pattern } of items) {
    const at = await by.worth(key);
    const found = subject.get(at);
    if (found === undefined || !(await fits(pattern, found, names, by))) return false;
    left.delete(at);
  }
  if (rest !== null) names.set(rest, left);
  return true;
}

/** Types whose one positional pattern is for the value itself. */
const OWN = ["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"];

async function instance(
  pattern: ClassPattern,
  subject: Value,
  names: Map<string, Value>,
  by: Matcher,
): Promise<boolean> {
  const cls = await by.worth(pattern.cls);
  if (!(cls instanceof PyObject) || cls.typeName !== "type")
    throw raise("TypeError", "called match pattern must be a class");
  if (!isInstance(subject, cls)) return false;
  const attributes = new Map<string, Pattern>(pattern.keywords.map(({ name, pattern: inner }) => [name, inner]));
  const [first] = pattern.positional;
  if (first && OWN.some((name) => TYPES[name] === cls)) {
    if (pattern.positional.length > 1) throw tooMany(cls, 1, pattern.positional.length);
    if (!(await fits(first, subject, names, by))) return false;
  } else if (first) {
    const declared = (await attributeOr(cls, "__match_args__", by.runtime)) ?? new PyTuple([]);
    const order = declared instanceof PyTuple ? declared.items : [];
    if (pattern.positional.length > order.length) throw tooMany(cls, order.length, pattern.positional.length);
    for (const [i, inner] of pattern.positional.entries()) attributes.set(String(order[i]), inner);
  }
  for (const [name, inner] of attributes) {
    const value = await attributeOr(subject, name, by.runtime);
    if (value === undefined || !(await fits(inner, value, names, by))) return false;
  }
  return true;
}

function tooMany(cls: PyObject, takes: number, given: number): Error {
  const name = "name" in cls ? String(cls.name) : typeNameOf(cls);
  return raise(
    "TypeError",
    `${name}() accepts ${takes} positional sub-pattern${takes === 1 ? "" : "s"} (${given} given)`,
  );
}

/** An attribute; undefined where there is none. */
async function attributeOr(value: Value, name: string, runtime: Runtime): Promise<Value | undefined> {
  try {
    return await runtime.getAttribute(value, name);
  } catch (error) {
    if (error instanceof PyRaise && error.exception.exceptionClass.isSubclassOf(exceptionClass("AttributeError")))
      return undefined;
    throw error;
  }
}
