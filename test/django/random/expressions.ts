import { conditions, q } from "./conditions";
import type { Kind } from "./models";
import { literal } from "./values";
import type { World } from "./world";

/** What an expression gives: enough to filter by it and to go on with it. */
export type Result = "number" | "text" | "boolean" | "date";

export interface RandomExpression {
  readonly text: string;
  readonly result: Result;
  readonly aggregate: boolean;
}

const NUMBERS: readonly Kind[] = ["int", "float"];
const TEXTS: readonly Kind[] = ["char", "text"];

function field(world: World, model: string, kinds: readonly Kind[], many = false): string | null {
  const found = world.path(model, kinds, { many, depth: 1 });
  return found && `F("${found.path}")`;
}

export function numberExpression(world: World, model: string, depth = 2): string {
  const { chance } = world;
  const leaf = (): string => field(world, model, NUMBERS) ?? `Value(${chance.int(-2, 5)})`;
  if (depth === 0) return chance.oneIn(4) ? `Value(${chance.int(-2, 5)})` : leaf();
  const inner = (): string => numberExpression(world, model, depth - 1);
  const text = (): string => textExpression(world, model, depth - 1);
  const moment = world.path(model, ["date", "datetime"], { many: false, depth: 1 });
  return chance.pick<() => string>([
    leaf,
    () => `(${inner()} ${chance.pick(["+", "-", "*"])} ${chance.oneIn(2) ? inner() : chance.int(-3, 4)})`,
    () => `Length(${text()})`,
    () => `Abs(${inner()})`,
    () => `Coalesce(${leaf()}, Value(${chance.int(0, 3)}))`,
    () =>
      `Case(When(${conditions(world, model, 1)}, then=Value(${chance.int(0, 9)})), default=Value(${chance.int(0, 9)}), output_field=IntegerField())`,
    () => `${chance.pick(["Greatest", "Least"])}(${leaf()}, Value(${chance.int(0, 5)}))`,
    () => `NullIf(${leaf()}, Value(${chance.int(0, 4)}))`,
    () => `StrIndex(${text()}, Value("${chance.pick(["a", "b", "ü"])}"))`,
    () =>
      moment
        ? `${chance.pick(["ExtractYear", "ExtractMonth", "ExtractDay", "ExtractWeekDay"])}("${moment.path}")`
        : leaf(),
    () => `Cast(${leaf()}, ${chance.pick(["IntegerField()", "FloatField()"])})`,
    () => `ExpressionWrapper(${inner()} * 2, output_field=FloatField())`,
    () => `Sign(${leaf()})`,
    () => `Mod(${leaf()}, Value(3))`,
  ])();
}

export function textExpression(world: World, model: string, depth = 2): string {
  const { chance } = world;
  const leaf = (): string => field(world, model, TEXTS) ?? `Value("${chance.pick(["x", "yy"])}")`;
  if (depth === 0) return leaf();
  const inner = (): string => textExpression(world, model, depth - 1);
  return chance.pick<() => string>([
    leaf,
    () => `Upper(${inner()})`,
    () => `Lower(${inner()})`,
    () => `Concat(${inner()}, Value("${chance.pick(["-", ""])}"), ${inner()}, output_field=CharField())`,
    () => `Substr(${inner()}, ${chance.int(1, 3)}, ${chance.int(1, 4)})`,
    () => `${chance.pick(["Trim", "LTrim", "RTrim", "Reverse"])}(${inner()})`,
    () => `Replace(${inner()}, Value("a"), Value("${chance.pick(["", "o"])}"))`,
    () => `${chance.pick(["Left", "Right"])}(${inner()}, ${chance.int(1, 4)})`,
    () => `Coalesce(${leaf()}, Value("none"))`,
    () => `${chance.pick(["LPad", "RPad"])}(${inner()}, ${chance.int(0, 6)}, Value("*"))`,
    () => `Repeat(${inner()}, ${chance.int(0, 2)})`,
    () => `Cast(${field(world, model, ["int"]) ?? "Value(3)"}, CharField())`,
    () =>
      `Case(When(${conditions(world, model, 1)}, then=${leaf()}), default=Value("other"), output_field=CharField())`,
  ])();
}

function dateExpression(world: World, model: string): string | null {
  const { chance } = world;
  const moment = world.path(model, ["datetime"], { many: false, depth: 1 });
  const day = world.path(model, ["date"], { many: false, depth: 1 });
  if (moment && chance.oneIn(2))
    return `${chance.pick(["TruncMonth", "TruncYear", "TruncDay", "TruncHour", "TruncDate", "TruncQuarter"])}("${moment.path}")`;
  if (day) return chance.pick([`TruncMonth("${day.path}")`, `TruncWeek("${day.path}")`, `F("${day.path}")`]);
  return null;
}

/** Decimals, dates and durations, which SQLite stores as something else. */
function exactExpression(world: World, model: string): string | null {
  const { chance } = world;
  const near = (kinds: readonly Kind[]): string | null => field(world, model, kinds);
  const decimal = near(["decimal"]);
  const duration = near(["duration"]);
  const moment = near(["datetime"]);
  const day = near(["date"]);
  const json = world.path(model, ["json"], { many: false, depth: 1 });
  const made = [
    ...(decimal
      ? [
          `${decimal} + 1`,
          `${decimal} * 2`,
          `Round(${decimal})`,
          `Coalesce(${decimal}, Decimal("1.50"))`,
          `Abs(${decimal})`,
          `-${decimal}`,
        ]
      : []),
    ...(duration ? [`${duration} + timedelta(hours=1)`, `Coalesce(${duration}, timedelta(0))`] : []),
    ...(moment
      ? [
          `${moment} + timedelta(days=1, microseconds=5)`,
          `ExpressionWrapper(${moment} - ${moment}, output_field=DurationField())`,
          `ExtractIsoYear(${moment})`,
          `ExtractWeek(${moment})`,
          `TruncTime(${moment})`,
          `${moment} - timedelta(hours=5)`,
        ]
      : []),
    ...(moment && duration ? [`${moment} + ${duration}`, `${moment} - ${duration}`] : []),
    ...(day
      ? [`ExtractQuarter(${day})`, `ExtractIsoWeekDay(${day})`, `Greatest(${day}, Value(date(2024, 1, 1)))`]
      : []),
    ...(json ? [`F("${json.path}__a")`, `F("${json.path}__c__0")`] : []),
  ];
  return made.length > 0 ? chance.pick(made) : null;
}

function aggregateExpression(world: World, model: string): RandomExpression {
  const { chance, graph } = world;
  const filter = chance.oneIn(4) ? `, filter=${q(world, model, 1)}` : "";
  const hops = graph.hops(model);
  if (hops.length > 0 && chance.oneIn(2)) {
    const distinct = chance.oneIn(2) ? ", distinct=True" : "";
    return { text: `Count("${chance.pick(hops).name}"${distinct}${filter})`, result: "number", aggregate: true };
  }
  const number = world.path(model, ["int", "float", "bigint"], { depth: 2 });
  if (number && !chance.oneIn(4)) {
    // Django's own StdDev and Variance for SQLite fail on NULL.
    const whole = !number.null && !number.path.includes("__") && filter === "" ? ["StdDev", "Variance"] : [];
    const name = chance.pick(["Sum", "Avg", "Min", "Max", "Count", ...whole]);
    return { text: `${name}("${number.path}"${filter})`, result: "number", aggregate: true };
  }
  const exact = world.path(model, ["decimal", "duration", "date", "datetime"], { depth: 2 });
  if (exact && chance.oneIn(2)) {
    const sums = exact.kind === "decimal" || exact.kind === "duration" ? ["Sum", "Avg"] : [];
    return {
      text: `${chance.pick(["Min", "Max", ...sums])}("${exact.path}"${filter})`,
      result: "date",
      aggregate: true,
    };
  }
  const text = world.path(model, ["char", "text"], { depth: 2 });
  if (text) return { text: `${chance.pick(["Min", "Max"])}("${text.path}"${filter})`, result: "text", aggregate: true };
  return { text: `Count("pk"${filter})`, result: "number", aggregate: true };
}

/** An aggregate alone, for `aggregate()`. */
export function aggregates(world: World, model: string): string {
  return world.chance
    .times(world.chance.int(1, 3), (i) => `g${i}=${aggregateExpression(world, model).text}`)
    .join(", ");
}

function subquery(world: World, model: string): RandomExpression | null {
  const { chance, graph } = world;
  const sources = graph.models.flatMap((other) =>
    graph
      .links(other.name)
      .filter((link) => link.kind !== "m2m" && graph.lineage(model).some((each) => each.name === link.to))
      .map((link) => ({ other: other.name, link: link.name })),
  );
  if (sources.length === 0) return null;
  const { other, link } = chance.pick(sources);
  const base = `${other}.objects.filter(${link}=OuterRef("pk")${chance.oneIn(2) ? `, ${conditions(world, other, 1)}` : ""})`;
  const base_ =
    base.includes(", Q(") || base.includes(", ~") || base.includes(", (")
      ? `${other}.objects.filter(${link}=OuterRef("pk"))`
      : base;
  if (chance.oneIn(2))
    return { text: `${chance.oneIn(4) ? "~" : ""}Exists(${base_})`, result: "boolean", aggregate: false };
  const picked = world.path(other, ["int", "char"], { many: false, depth: 0 });
  if (!picked) return { text: `Exists(${base_})`, result: "boolean", aggregate: false };
  return {
    text: `Subquery(${base_}.order_by("${picked.name}", "pk").values("${picked.name}")[:1])`,
    result: picked.kind === "int" ? "number" : "text",
    aggregate: false,
  };
}

function windowExpression(world: World, model: string): RandomExpression | null {
  const { chance } = world;
  const by = world.path(model, ["int", "char", "date"], { many: false, depth: 1 });
  if (!by) return null;
  const number = world.path(model, ["int"], { many: false, depth: 0 });
  const kind = chance.pick([
    "RowNumber()",
    "Rank()",
    "DenseRank()",
    ...(number ? [`Sum("${number.path}")`, `Lag("${number.path}")`, `FirstValue("${number.path}")`] : []),
  ]);
  const order =
    kind === "Rank()" || kind === "DenseRank()" ? `F("${by.path}").asc()` : `F("${by.path}").asc(), F("pk").asc()`;
  const partition = chance.oneIn(2) ? `, partition_by=[F("${by.path}")]` : "";
  return { text: `Window(${kind}${partition}, order_by=[${order}])`, result: "number", aggregate: false };
}

/** Anything that `annotate()` takes. */
export function expression(world: World, model: string): RandomExpression {
  const { chance } = world;
  const plain = (text: string, result: Result): RandomExpression => ({ text, result, aggregate: false });
  return chance.pick<() => RandomExpression>([
    () => plain(numberExpression(world, model), "number"),
    () => plain(numberExpression(world, model), "number"),
    () => plain(textExpression(world, model), "text"),
    () => aggregateExpression(world, model),
    () => aggregateExpression(world, model),
    () => subquery(world, model) ?? plain(textExpression(world, model), "text"),
    () => windowExpression(world, model) ?? plain(numberExpression(world, model), "number"),
    () => {
      const date = dateExpression(world, model);
      return date ? plain(date, "date") : plain(numberExpression(world, model), "number");
    },
    () => plain(`ExpressionWrapper(${q(world, model, 1)}, output_field=BooleanField())`, "boolean"),
    () => plain(`Value(${literal(world, "int")})`, "number"),
    () => plain(exactExpression(world, model) ?? textExpression(world, model, 1), "date"),
    () => plain(exactExpression(world, model) ?? numberExpression(world, model, 1), "date"),
  ])();
}
