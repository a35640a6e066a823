import { basesOf } from "./bases";
import type { Decorator, ScriptClass } from "./classes";
import type { EntityDraft, KeyDraft } from "./drafts";
import type { Evaluator } from "./evaluate";
import type { MemberReader } from "./members";
import { propertyPaths } from "./properties";
import { isObject, listOf, type ObjectValue, optionsOf, textOf, type Value } from "./values";

/** A decorator's name where it is TypeORM's, whatever it was imported as; null for another library's. */
export function decoratorName(decorator: Decorator, cls: ScriptClass, evaluator: Evaluator): string | null {
  const { callee } = decorator;
  const { module } = cls;
  if (callee.name === "VariableName") {
    const name = module.textOf(callee);
    const found = evaluator.resolver.lookup(module, name);
    if (found === null) return name;
    return found.kind === "outside" && /typeorm/i.test(found.specifier) ? found.name : null;
  }
  const object = callee.firstChild;
  const property = callee.getChild("PropertyName");
  if (object?.name !== "VariableName" || property === null) return null;
  const found = evaluator.resolver.lookup(module, module.textOf(object));
  return found?.kind === "outside" && /typeorm/i.test(found.specifier) ? module.textOf(property) : null;
}

const KINDS: Readonly<Record<string, EntityDraft["kind"]>> = {
  Entity: "regular",
  ChildEntity: "child",
  ViewEntity: "view",
};

/** The entity that a class's decorators declare, or null. */
export function entityOf(cls: ScriptClass, reader: MemberReader): EntityDraft | null {
  const { evaluator } = reader;
  const named = cls.decorators.flatMap((decorator) => {
    const name = decoratorName(decorator, cls, evaluator);
    const args = (): Value[] => decorator.args.map((argument) => evaluator.evaluate(argument, cls.module));
    return name === null ? [] : [{ name, args }];
  });
  const entity = named.find(({ name }) => Object.hasOwn(KINDS, name));
  const kind = entity === undefined ? undefined : KINDS[entity.name];
  if (entity === undefined || kind === undefined) return null;
  const [first, second] = entity.args();
  const options = optionsOf(isObject(first) ? first : second);
  const tableName = kind === "child" ? undefined : (textOf(first) ?? textOf(options.get("name")));
  const schema = textOf(options.get("schema"));
  const bases = basesOf(cls, evaluator);
  const { members, keys } = reader.all(cls);
  const argsOf = (name: string): Value[][] => named.filter((each) => each.name === name).map(({ args }) => args());
  const inheritance = argsOf("TableInheritance")[0];
  const column = inheritance === undefined ? null : discriminatorColumn(optionsOf(inheritance[0]).get("column"));
  const tree = argsOf("Tree")[0];
  const isNamed = kind === "child" && (typeof first === "string" || typeof first === "number");
  return {
    key: cls,
    name: cls.name,
    kind,
    ...(tableName === undefined ? {} : { tableName }),
    ...(schema === undefined ? {} : { schema }),
    place: cls.place,
    members,
    orderBy: orderOf(options.get("orderBy")),
    ancestors: bases.classes,
    unknownBases: bases.unknown,
    ...(inheritance === undefined ? {} : { inheritance: { column } }),
    ...(isNamed ? { discriminator: String(first) } : {}),
    ...(tree === undefined ? {} : { tree: { type: textOf(tree[0]) ?? "", options: optionsOf(tree[1]) } }),
    keys: [...keys, ...[...bases.classes, cls].flatMap((each) => classKeys(each, evaluator))],
    checks: argsOf("Check").flatMap((args) => checkOf(args) ?? []),
  };
}

/** `column: "type"` and `column: { name: "type", … }`; null where there is none. */
export function discriminatorColumn(value: Value): ObjectValue | null {
  if (typeof value === "string") return new Map([["name", value]]);
  return isObject(value) ? value : null;
}

/** `{ name: "ASC" }` and `{ name: { order: "DESC" } }`. */
export function orderOf(value: Value): (readonly [string, string])[] {
  if (!isObject(value)) return [];
  return [...value].map(([property, direction]) => {
    const text = textOf(isObject(direction) ? direction.get("order") : direction);
    return [property, text ?? "ASC"] as const;
  });
}

/** `@Index` and `@Unique` on the class: a name or none, properties, options. */
function classKeys(cls: ScriptClass, evaluator: Evaluator): KeyDraft[] {
  return cls.decorators.flatMap((decorator) => {
    const kind = decoratorName(decorator, cls, evaluator);
    if (kind !== "Index" && kind !== "Unique") return [];
    const args = decorator.args.map((argument) => evaluator.evaluate(argument, cls.module));
    const name = textOf(args[0]);
    const options = optionsOf(args.find(isObject));
    const where = textOf(options.get("where"));
    const properties = propertyPaths(name === undefined ? args[0] : args[1], evaluator);
    if (properties.length === 0) return [];
    const unique = kind === "Unique" || options.get("unique") === true;
    return [{ properties, unique, ...(name === undefined ? {} : { name }), ...(where === undefined ? {} : { where }) }];
  });
}

function checkOf(args: readonly Value[]): { name?: string; expression: string } | null {
  const texts = listOf(args).flatMap((value) => textOf(value) ?? []);
  const expression = texts.at(-1);
  if (expression === undefined) return null;
  return texts.length > 1 && texts[0] !== undefined ? { name: texts[0], expression } : { expression };
}
