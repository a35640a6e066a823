import { type Type, unknown, value } from "../types";

const text = value("str");
const integer = value("int");
const flag = value("bool");
const texts: Type = { kind: "list", of: text };

/** What methods of Python's own types give, as far as scripts chain them. */
const results: Readonly<Record<string, Readonly<Record<string, Type>>>> = {
  str: {
    ...Object.fromEntries(
      [
        "upper",
        "lower",
        "title",
        "capitalize",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "join",
        "format",
        "casefold",
      ].map((name) => [name, text]),
    ),
    ...Object.fromEntries(["split", "rsplit", "splitlines"].map((name) => [name, texts])),
    ...Object.fromEntries(["startswith", "endswith", "isdigit", "isalpha", "isupper", "islower"].map((n) => [n, flag])),
    ...Object.fromEntries(["count", "find", "index"].map((name) => [name, integer])),
    encode: value("bytes"),
    zfill: text,
    center: text,
  },
  date: {
    isoformat: text,
    strftime: text,
    weekday: integer,
    isoweekday: integer,
    replace: value("datetime.date"),
  },
  datetime: {
    isoformat: text,
    strftime: text,
    date: value("datetime.date"),
    time: value("datetime.time"),
    weekday: integer,
    timestamp: value("float"),
    replace: value("datetime.datetime"),
    astimezone: value("datetime.datetime"),
  },
  timedelta: { total_seconds: value("float") },
  Decimal: { quantize: value("Decimal") },
};

const attributes: Readonly<Record<string, readonly string[]>> = {
  date: ["year", "month", "day"],
  datetime: ["year", "month", "day", "hour", "minute", "second", "microsecond"],
  time: ["hour", "minute", "second", "microsecond"],
  timedelta: ["days", "seconds", "microseconds"],
};

const containers: Readonly<Record<string, readonly string[]>> = {
  list: ["append", "extend", "insert", "remove", "pop", "clear", "index", "count", "sort", "reverse", "copy"],
  dict: ["get", "items", "keys", "values", "pop", "update", "setdefault", "copy", "clear"],
  tuple: ["index", "count"],
};

/** The short name under which a type stands in these tables. */
function named(type: Type): string {
  if (type.kind === "value") return type.name.replace(/^datetime\./, "");
  return type.kind;
}

/** Names behind the dot of one of Python's own values: methods, and plain attributes. */
export function valueMembers(type: Type): readonly { readonly name: string; readonly method: boolean }[] {
  const name = named(type);
  const listed = Object.hasOwn(containers, name) ? (containers[name] ?? []) : [];
  const methods = Object.hasOwn(results, name) ? Object.keys(results[name] ?? {}) : [];
  const plain = Object.hasOwn(attributes, name) ? (attributes[name] ?? []) : [];
  return [
    ...plain.map((each) => ({ name: each, method: false })),
    ...[...listed, ...methods].map((each) => ({ name: each, method: true })),
  ];
}

/** An attribute or method of one of Python's own values. */
export function valueMember(type: Type, name: string): Type {
  const owner = named(type);
  if (Object.hasOwn(attributes, owner) && attributes[owner]?.includes(name)) return integer;
  const listed = Object.hasOwn(containers, owner) && containers[owner]?.includes(name);
  const result = Object.hasOwn(results, owner) ? results[owner] : undefined;
  const known = result !== undefined && Object.hasOwn(result, name);
  if (!listed && !known) return unknown;
  return {
    kind: "method",
    of: type,
    method: { name, parameters: "…", doc: `Python's own \`${owner}.${name}\`.`, returns: "none" },
  };
}

/** What a method of one of Python's own values gives. */
export function valueResult(of: Type, name: string): Type {
  if (of.kind === "list") return listResult(of, name);
  if (of.kind === "dict") {
    const keys: Type = of.keys ? text : unknown;
    if (name === "get" || name === "pop" || name === "setdefault") return of.value;
    if (name === "values") return { kind: "list", of: of.value };
    if (name === "keys") return { kind: "list", of: keys };
    if (name === "items") return { kind: "list", of: { kind: "tuple", items: [keys, of.value] } };
    return name === "copy" ? of : unknown;
  }
  const result = Object.hasOwn(results, named(of)) ? results[named(of)] : undefined;
  return (result && Object.hasOwn(result, name) ? result[name] : undefined) ?? unknown;
}

function listResult(of: Extract<Type, { kind: "list" }>, name: string): Type {
  if (name === "pop") return of.of;
  if (name === "copy") return of;
  return name === "index" || name === "count" ? integer : value("None");
}
