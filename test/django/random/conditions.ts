import type { Kind } from "./models";
import { literal } from "./values";
import type { FieldPath, World } from "./world";

const COMPARISONS = ["gt", "gte", "lt", "lte"];
const TEXTS = [
  "exact",
  "iexact",
  "contains",
  "icontains",
  "startswith",
  "istartswith",
  "endswith",
  "iendswith",
  "regex",
  "iregex",
];

/** `path__lookup=value` for a field. */
export function condition(world: World, field: FieldPath): string {
  const { chance } = world;
  const value = (): string => literal(world, field.kind);
  const { path } = field;
  if (chance.oneIn(8)) return `${path}__isnull=${chance.pick(["True", "False"])}`;
  if (field.kind === "json") return jsonCondition(world, path);
  if (chance.oneIn(7)) return `${path}__in=[${chance.times(chance.int(0, 3), value).join(", ")}]`;
  if (chance.oneIn(9) && field.null) return `${path}=None`;
  switch (field.kind) {
    case "char":
    case "text": {
      const lookup = chance.pick([...TEXTS, ...TEXTS, ...COMPARISONS, "length", "range"]);
      if (lookup === "range") return `${path}__range=(${value()}, ${value()})`;
      if (lookup === "length") return `${path}__gt=${value()}`;
      if (lookup.endsWith("regex"))
        return `${path}__${lookup}=${chance.pick(['r"^a"', 'r"b+"', 'r"[A-Z]"', 'r"\\\\w\\\\s"', 'r"(ab|zz).*$"', 'r"\\\\d{2}"'])}`;
      const text = chance.pick(['"a"', '"B"', '"%"', '"_"', '"ab"', '"\'"', '"Ü"', '"ü"', '""', value()]);
      return `${path}__${lookup}=${text}`;
    }
    case "bool":
      return `${path}${chance.pick(["", "__exact"])}=${value()}`;
    case "date":
    case "datetime":
    case "time":
      return dateCondition(world, path, field.kind);
    case "int":
    case "bigint":
    case "float":
    case "decimal": {
      const lookup = chance.pick(["exact", "exact", ...COMPARISONS, "range"]);
      if (lookup === "range") return `${path}__range=(${value()}, ${value()})`;
      return `${path}__${lookup}=${chance.oneIn(6) && field.kind === "int" ? chance.pick(["2.5", "-0.5", "True", '"3"']) : value()}`;
    }
    default:
      return `${path}${chance.pick(["", "__gt", "__lte"])}=${value()}`;
  }
}

function dateCondition(world: World, path: string, kind: Kind): string {
  const { chance } = world;
  const value = (): string => literal(world, kind);
  const part = chance.pick([
    "",
    "__gt",
    "__lte",
    "__range",
    ...(kind === "time"
      ? []
      : [
          "__year",
          "__month",
          "__day",
          "__week_day",
          "__quarter",
          "__week",
          "__iso_year",
          "__year__gte",
          "__month__in",
        ]),
    ...(kind === "date" ? [] : ["__hour", "__minute", "__second", "__hour__lt"]),
    ...(kind === "datetime" ? ["__date", "__time", "__date__gte"] : []),
  ]);
  if (part === "__range") return `${path}__range=(${value()}, ${value()})`;
  if (part.includes("year")) return `${path}${part}=${chance.pick([2023, 2024])}`;
  if (part === "__month__in") return `${path}__month__in=[1, 12]`;
  if (part === "__time") return `${path}__time=${literal(world, "time")}`;
  if (part.startsWith("__date")) return `${path}${part}=${literal(world, "date")}`;
  if (["", "__gt", "__lte"].includes(part)) return `${path}${part}=${value()}`;
  return `${path}${part}=${chance.int(0, 12)}`;
}

function jsonCondition(world: World, path: string): string {
  const { chance } = world;
  return chance.pick([
    `${path}=${literal(world, "json")}`,
    `${path}__a=${chance.pick(["1", '"1"', "None", '{"b": "x"}'])}`,
    `${path}__a__b="x"`,
    `${path}__a__isnull=${chance.pick(["True", "False"])}`,
    `${path}__0=1`,
    `${path}__c__1__d=None`,
    `${path}__has_key="a"`,
    `${path}__has_keys=["a", "c"]`,
    `${path}__has_any_keys=["a", "c"]`,
    `${path}__a__b__icontains="X"`,
    `${path}__a__gt=0`,
    `${path}__a__in=[1, "1"]`,
    `${path}__ü__lte=3`,
  ]);
}

/** A condition on a relation itself. */
export function linkCondition(world: World, model: string): string | null {
  const { chance, graph } = world;
  const hops = graph.hops(model);
  if (hops.length === 0) return null;
  const hop = chance.pick(hops);
  return chance.pick([
    `${hop.name}=${chance.int(1, 6)}`,
    `${hop.name}__in=[${chance.int(1, 4)}, ${chance.int(1, 9)}]`,
    `${hop.name}__isnull=${chance.pick(["True", "False"])}`,
    `${hop.name}__pk__gt=${chance.int(1, 5)}`,
    `${hop.name}__in=${hop.to}.objects.filter(${conditions(world, hop.to, 1)})`,
    `${hop.name}=None`,
  ]);
}

/** Arguments of one `filter()`: keywords and Qs. */
export function conditions(world: World, model: string, most = 3): string {
  const { chance } = world;
  const keywords = new Map<string, string>();
  const qs: string[] = [];
  for (let n = chance.int(1, most); n > 0; n--) {
    if (chance.oneIn(5)) {
      qs.push(q(world, model, 2));
      continue;
    }
    const one = single(world, model);
    keywords.set(one.slice(0, one.indexOf("=")), one);
  }
  return [...qs, ...keywords.values()].join(", ");
}

function single(world: World, model: string): string {
  const { chance } = world;
  if (chance.oneIn(6)) return `pk${chance.pick(["", "__gt", "__lte"])}=${chance.int(1, 9)}`;
  if (chance.oneIn(5)) return linkCondition(world, model) ?? `pk__gt=${chance.int(0, 6)}`;
  const left = world.path(model);
  if (!left) return `pk__gt=${chance.int(0, 6)}`;
  if (chance.oneIn(6) && left.kind !== "json") {
    const right = world.path(model, [left.kind]);
    if (right) return `${left.path}${chance.pick(["", "__gt", "__lte"])}=F("${right.path}")`;
  }
  return condition(world, left);
}

/** A Q of Qs. */
export function q(world: World, model: string, depth: number): string {
  const { chance } = world;
  if (depth === 0 || chance.oneIn(3)) {
    const one = `Q(${single(world, model)})`;
    return chance.oneIn(4) ? `~${one}` : one;
  }
  const parts = chance.times(chance.int(2, 3), () => q(world, model, depth - 1));
  const joined = `(${parts.join(` ${chance.pick(["&", "|"])} `)})`;
  return chance.oneIn(6) ? `~${joined}` : joined;
}
