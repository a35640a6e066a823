import type { QuerySet, Type } from "./types";

/** A type in a few words, for people. */
export function describe(type: Type): string {
  switch (type.kind) {
    case "model":
      return `type[${type.model.name}]`;
    case "manager":
      return `${type.info?.className ?? (type.related ? "RelatedManager" : "Manager")}[${type.model.name}]`;
    case "queryset":
      return `QuerySet[${type.model.name}${rowsOf(type)}]`;
    case "instance":
      return type.model.name;
    case "list":
      return `list[${describe(type.of)}]`;
    case "tuple":
      return type.names
        ? `Row(${type.names.map((name, i) => `${name}: ${describe(type.items[i] ?? { kind: "unknown" })}`).join(", ")})`
        : `tuple[${type.items.map(describe).join(", ")}]`;
    case "dict":
      return dictionary(type);
    case "value":
      return type.name;
    case "exception":
      return type.model ? `${type.model.name}.${type.name}` : type.name;
    case "module":
      return `module ${type.name}`;
    case "expression":
      return type.output ? `expression (${type.output.type})` : "expression";
    case "method":
    case "ownMethod":
      return "method";
    case "function":
    case "scriptFunction":
      return "function";
    case "unknown":
      return "unknown";
  }
}

function rowsOf({ rows, columns }: QuerySet): string {
  if (rows === "instances") return "";
  if (columns === undefined) return { dicts: ", dict", tuples: ", tuple", values: ", value" }[rows];
  const types = columns.map(({ type }) => describe(type));
  if (rows === "values") return `, ${types[0] ?? "value"}`;
  if (rows === "tuples") return `, tuple[${types.join(", ")}]`;
  return `, {${columns.map(({ name }, i) => `"${name}": ${types[i]}`).join(", ")}}`;
}

function dictionary({ keys, value }: Extract<Type, { kind: "dict" }>): string {
  if (!keys || keys.size === 0) return `dict[${describe(value)}]`;
  return `{${[...keys].map(([name, type]) => `"${name}": ${describe(type)}`).join(", ")}}`;
}
