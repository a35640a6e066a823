import { PyTuple } from "../../python/collections";
import { PyTimezone } from "../../python/datetime";
import { raise } from "../../python/exceptions";
import { type PyBuiltin, PyObject, PyType, type Value } from "../../python/objects";
import { type Bound, bind } from "../../python/signature";
import { FieldType } from "../fieldTypes";
import { CAST_DATE, CAST_TIME, EXTRACT } from "../lookups/dates";
import { Prefetch } from "../prefetchRequest";
import { FilteredRelation } from "../query/filteredRelation";
import { isQueryLike } from "../query/queryLike";
import { QuerySet } from "../queryset";
import { type param, sql } from "../sql";
import { Aggregate, type AggregateName } from "./aggregates";
import { Expression } from "./base";
import { Case, When } from "./case";
import { asExpression } from "./combined";
import { ConditionValue } from "./conditions";
import { FunctionExpression } from "./functions";
import { FUNCTIONS, TRUNC } from "./library";
import { F, OuterRef } from "./names";
import { OrderBy } from "./ordering";
import { Q } from "./q";
import { Subselect } from "./subselect";
import { ValueExpression } from "./values";
import { Frame, Window } from "./window";
import { WrittenSql } from "./written";

/** `models.IntegerField()` in an expression: the type alone. */
export class FieldValue extends PyObject {
  readonly typeName: string;

  constructor(readonly type: FieldType) {
    super();
    this.typeName = type.name;
  }
}

function typeOf(value: Value | undefined): FieldType | null {
  if (value === undefined || value === null) return null;
  if (value instanceof FieldValue) return value.type;
  throw raise("TypeError", "output_field must be a field, such as models.IntegerField()");
}

/** An argument of a function: a name is a field, an expression itself, anything else a value. */
export function parseOperand(value: Value): Expression {
  if (typeof value === "string") return new F(value);
  if (isQueryLike(value)) return value.asSubselect("value");
  if (value instanceof Q) return new ConditionValue(value);
  return asExpression(value);
}

function makes(
  name: string,
  signature: readonly string[],
  make: (named: Bound, args: readonly Value[], kwargs: ReadonlyMap<string, Value>) => Value,
  instance: (value: Value) => boolean,
): PyType {
  return new PyType(
    name,
    (call) => {
      const { named, args, kwargs } = bind(name, signature, call);
      return make(named, args, kwargs);
    },
    instance,
  );
}

const is =
  (name: string) =>
  (value: Value): boolean =>
    value instanceof PyObject && value.typeName === name;

function aggregate(name: AggregateName): PyType {
  return makes(
    name,
    ["expression", "distinct?", "filter?", "default?", "output_field?", "sample?"],
    (named) => {
      const { expression } = named;
      const inner = expression === "*" ? "*" : parseOperand(expression as Value);
      const filter =
        named.filter === undefined || named.filter === null
          ? null
          : named.filter instanceof Q || named.filter instanceof Expression
            ? named.filter
            : null;
      if (name === "Count" && named.default !== undefined) throw raise("TypeError", "Count does not allow default.");
      if (inner === "*" && filter && named.distinct === true)
        throw raise("ValueError", "Star cannot be used with filter. Please specify a field.");
      return new Aggregate(
        name,
        inner,
        { distinct: named.distinct === true, filter, default: named.default, sample: named.sample === true },
        typeOf(named.output_field),
      );
    },
    is(name),
  );
}

function fn(name: string): PyType {
  const kind = FUNCTIONS[name];
  return makes(
    name,
    ["*args", "output_field?", "**kwargs"],
    (named, args, kwargs) => {
      if (!kind) throw raise("TypeError", `${name} is not known`);
      kind.check?.(args);
      const extra: Record<string, Value> = {};
      for (const [key, value] of kwargs) extra[key] = value;
      if (kind.takesType && named.output_field !== undefined) extra.output_field = named.output_field;
      const arranged = kind.arrange ? kind.arrange(args, extra) : { args, extra };
      return new FunctionExpression(
        kind,
        arranged.args.map(parseOperand),
        typeOf(named.output_field) ?? arranged.type ?? null,
        arranged.extra as Record<string, Value>,
      );
    },
    is(name),
  );
}

function zoneId(value: Value | undefined): Value {
  return value instanceof PyTimezone ? value.id : null;
}

function extract(name: string, part: string): PyType {
  return makes(
    name,
    ["expression", "tzinfo?", "output_field?"],
    (named) =>
      new FunctionExpression(EXTRACT, [parseOperand(named.expression as Value)], typeOf(named.output_field), {
        part,
        zone: zoneId(named.tzinfo),
        shown: name,
      }),
    is(name),
  );
}

function trunc(name: string, part: string): PyType {
  return makes(
    name,
    ["expression", "output_field?", "tzinfo?", "is_dst?"],
    (named) =>
      new FunctionExpression(TRUNC, [parseOperand(named.expression as Value)], typeOf(named.output_field), {
        part,
        zone: zoneId(named.tzinfo),
        shown: name,
      }),
    is(name),
  );
}

function subquery(name: "Subquery" | "Exists"): PyType {
  return makes(
    name,
    ["queryset", "output_field?"],
    (named) => {
      const { queryset } = named;
      if (!isQueryLike(queryset)) throw raise("AttributeError", `'${name}' needs a queryset`);
      const made = queryset.asSubselect(name === "Exists" ? "exists" : "value");
      const type = typeOf(named.output_field);
      return type ? new Subselect(made.query, made.kind, type) : made;
    },
    is(name),
  );
}

const PARTS: Readonly<Record<string, string>> = {
  Year: "year",
  IsoYear: "iso_year",
  Month: "month",
  Day: "day",
  Week: "week",
  WeekDay: "week_day",
  IsoWeekDay: "iso_week_day",
  Quarter: "quarter",
  Hour: "hour",
  Minute: "minute",
  Second: "second",
};

/** The names of `django.db.models` and its `functions` that make expressions. */
export function expressionNames(): Map<string, Value> {
  const names = new Map<string, Value>();
  const add = (type: PyBuiltin): void => void names.set(type.name, type);
  add(
    makes(
      "F",
      ["name"],
      (named) => new F(String(named.name)),
      (value) => value instanceof F,
    ),
  );
  add(
    makes(
      "OuterRef",
      ["name"],
      (named) => new OuterRef(String(named.name)),
      (value) => value instanceof OuterRef,
    ),
  );
  add(
    new PyType(
      "Q",
      (call) => {
        const connector = call.keywords.get("_connector");
        const negated = call.keywords.get("_negated") === true;
        const keywords = [...call.keywords]
          .filter(([key]) => key !== "_connector" && key !== "_negated")
          .sort(([a], [b]) => (a < b ? -1 : 1));
        const positional = call.positional.map((arg) =>
          arg instanceof PyTuple && arg.items.length === 2
            ? { key: String(arg.items[0]), value: arg.items[1] as Value }
            : (arg as Q | Expression),
        );
        return new Q(
          [...positional, ...keywords.map(([key, value]) => ({ key, value }))],
          connector === "OR" || connector === "XOR" ? connector : "AND",
          negated,
        );
      },
      (value) => value instanceof Q,
      { AND: "AND", OR: "OR", XOR: "XOR" },
    ),
  );
  add(
    makes(
      "Value",
      ["value", "output_field?"],
      (named) => new ValueExpression(named.value as Value, typeOf(named.output_field)),
      (value) => value instanceof ValueExpression,
    ),
  );
  add(
    makes(
      "When",
      ["condition?", "then?", "**lookups"],
      (named, _args, kwargs) => {
        const lookups = [...kwargs].map(([key, value]) => ({ key, value }));
        const given = named.condition;
        const condition = given instanceof Q || given instanceof Expression ? given : null;
        if (!condition && lookups.length === 0)
          throw raise("TypeError", "When() supports a Q object, a boolean expression, or lookups as a condition.");
        const then = named.then === undefined ? new ValueExpression(null) : parseOperand(named.then);
        return new When(
          lookups.length > 0
            ? condition instanceof Q
              ? condition.combine(new Q(lookups), "AND")
              : new Q(lookups)
            : (condition as Q | Expression),
          then,
        );
      },
      (value) => value instanceof When,
    ),
  );
  add(
    makes(
      "Case",
      ["*args", "default?", "output_field?"],
      (named, args) => {
        for (const arg of args)
          if (!(arg instanceof When)) throw raise("TypeError", "Positional arguments must all be When objects.");
        return new Case(
          args as unknown as When[],
          named.default === undefined ? new ValueExpression(null) : parseOperand(named.default),
          typeOf(named.output_field),
        );
      },
      (value) => value instanceof Case,
    ),
  );
  add(
    makes(
      "ExpressionWrapper",
      ["expression", "output_field"],
      (named) => {
        return new FunctionExpression(WRAPPER, [parseOperand(named.expression as Value)], typeOf(named.output_field));
      },
      is("ExpressionWrapper"),
    ),
  );
  add(
    makes(
      "Func",
      ["*args", "function?", "template?", "arg_joiner?", "output_field?"],
      (named, args) => {
        const name = String(named.function ?? "");
        return new FunctionExpression(
          {
            name: "Func",
            template: (pieces) =>
              sql`${name}(${pieces.reduce((all, piece, i) => (i === 0 ? piece : sql`${all}, ${piece}`), sql``)})`,
          },
          args.map(parseOperand),
          typeOf(named.output_field),
        );
      },
      is("Func"),
    ),
  );
  add(
    makes(
      "OrderBy",
      ["expression", "descending?", "nulls_first?", "nulls_last?"],
      (named) =>
        new OrderBy(
          parseOperand(named.expression as Value),
          named.descending === true,
          named.nulls_first === true ? "first" : named.nulls_last === true ? "last" : null,
        ),
      is("OrderBy"),
    ),
  );
  add(windowConstructor());
  for (const [name, unit] of [
    ["RowRange", "ROWS"],
    ["ValueRange", "RANGE"],
  ] as const) {
    const bound = (value: Value | undefined): bigint | null => (typeof value === "bigint" ? value : null);
    add(makes(name, ["start?", "end?"], (given) => new Frame(unit, bound(given.start), bound(given.end)), is(name)));
  }
  add(subquery("Subquery"));
  add(subquery("Exists"));
  for (const name of ["Count", "Sum", "Avg", "Min", "Max", "StdDev", "Variance"] as const) add(aggregate(name));
  for (const name of Object.keys(FUNCTIONS)) add(fn(name));
  for (const [suffix, part] of Object.entries(PARTS)) {
    add(extract(`Extract${suffix}`, part));
    if (!["IsoYear", "WeekDay", "IsoWeekDay"].includes(suffix)) add(trunc(`Trunc${suffix}`, part));
  }
  add(
    makes(
      "Extract",
      ["expression", "lookup_name", "tzinfo?", "output_field?"],
      (named) =>
        new FunctionExpression(EXTRACT, [parseOperand(named.expression as Value)], typeOf(named.output_field), {
          part: String(named.lookup_name),
          zone: zoneId(named.tzinfo),
        }),
      (value) => value instanceof FunctionExpression && value.kind === EXTRACT,
    ),
  );
  add(
    makes(
      "Trunc",
      ["expression", "kind", "output_field?", "tzinfo?"],
      (named) =>
        new FunctionExpression(TRUNC, [parseOperand(named.expression as Value)], typeOf(named.output_field), {
          part: String(named.kind),
          zone: zoneId(named.tzinfo),
        }),
      (value) => value instanceof FunctionExpression && value.kind === TRUNC,
    ),
  );
  add(
    makes(
      "TruncDate",
      ["expression", "tzinfo?", "output_field?"],
      (named) =>
        new FunctionExpression(CAST_DATE, [parseOperand(named.expression as Value)], null, {
          zone: zoneId(named.tzinfo),
          shown: "TruncDate",
        }),
      is("TruncDate"),
    ),
  );
  add(
    makes(
      "TruncTime",
      ["expression", "tzinfo?", "output_field?"],
      (named) =>
        new FunctionExpression(CAST_TIME, [parseOperand(named.expression as Value)], null, {
          zone: zoneId(named.tzinfo),
          shown: "TruncTime",
        }),
      is("TruncTime"),
    ),
  );
  add(
    makes(
      "Prefetch",
      ["lookup", "queryset?", "to_attr?"],
      (named) =>
        new Prefetch(
          String(named.lookup),
          named.queryset instanceof QuerySet ? named.queryset : null,
          typeof named.to_attr === "string" ? named.to_attr : null,
        ),
      is("Prefetch"),
    ),
  );
  add(
    makes(
      "RawSQL",
      ["sql", "params", "output_field?"],
      ({ sql: text, params, output_field: type }) => {
        const values = Array.isArray(params) ? params : params instanceof PyTuple ? params.items : [];
        return new WrittenSql(String(text), values, typeOf(type));
      },
      is("RawSQL"),
    ),
  );
  add(
    makes(
      "FilteredRelation",
      ["relation_name", "condition?"],
      ({ relation_name: relation, condition = new Q([]) }) => {
        if (typeof relation !== "string" || relation === "")
          throw raise("ValueError", "relation_name cannot be empty.");
        if (!(condition instanceof Q)) throw raise("ValueError", "condition argument must be a Q() instance.");
        return new FilteredRelation(relation, condition);
      },
      is("FilteredRelation"),
    ),
  );
  return names;
}

const WRAPPER = {
  name: "ExpressionWrapper",
  template: ([inner]: readonly ReturnType<typeof param>[]) => inner ?? sql``,
};

function windowConstructor(): PyType {
  const list = (value: Value | undefined): Expression[] => {
    if (value === undefined || value === null) return [];
    const items = Array.isArray(value) ? value : value instanceof PyTuple ? value.items : [value];
    return items.map((item) =>
      typeof item === "string" && item.startsWith("-") ? new OrderBy(new F(item.slice(1)), true) : parseOperand(item),
    );
  };
  return makes(
    "Window",
    ["expression", "partition_by?", "order_by?", "frame?", "output_field?"],
    (given) => {
      const source = parseOperand(given.expression as Value);
      const frame = given.frame instanceof Frame ? given.frame : null;
      return new Window(source, list(given.partition_by), list(given.order_by), frame, typeOf(given.output_field));
    },
    is("Window"),
  );
}

/** The field classes of `django.db.models`, as types for `output_field` and `Cast`. */
export function fieldNames(names: readonly string[]): Map<string, Value> {
  return new Map(
    names.map((name): [string, Value] => [
      name,
      makes(
        name,
        ["*args", "max_length?", "max_digits?", "decimal_places?", "**kwargs"],
        (named) =>
          new FieldValue(
            new FieldType(name, {
              ...(named.max_length !== undefined &&
                named.max_length !== null && { maxLength: Number(named.max_length) }),
              ...(named.max_digits !== undefined &&
                named.max_digits !== null && { maxDigits: Number(named.max_digits) }),
              ...(named.decimal_places !== undefined &&
                named.decimal_places !== null && { decimalPlaces: Number(named.decimal_places) }),
            }),
          ),
        is(name),
      ),
    ]),
  );
}
