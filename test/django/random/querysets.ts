import { condition, conditions } from "./conditions";
import { aggregates, expression, type RandomExpression, textExpression } from "./expressions";
import type { World } from "./world";

/** A statement that reads, and whether Django says in which order its rows come. */
export interface RandomStatement {
  readonly source: string;
  readonly ordered: boolean;
}

interface Chain {
  text: string;
  readonly model: string;
  readonly annotations: Map<string, RandomExpression>;
}

/** One random queryset, from a manager to what is asked of it at its end. */
export function statement(world: World): RandomStatement {
  const { chance } = world;
  const model = chance.pick(world.models).name;
  const chain: Chain = { text: `${model}.objects`, model, annotations: new Map() };
  for (let n = chance.int(0, 3); n > 0; n--) step(world, chain);
  return end(world, chain);
}

function step(world: World, chain: Chain): void {
  const { chance } = world;
  const { model } = chain;
  switch (
    chance.pick([
      "filter",
      "filter",
      "filter",
      "exclude",
      "exclude",
      "annotate",
      "annotate",
      "annotated",
      "distinct",
      "related",
    ])
  ) {
    case "filter":
      chain.text += `.filter(${conditions(world, model)})`;
      return;
    case "exclude":
      chain.text += `.exclude(${conditions(world, model, 2)})`;
      return;
    case "annotate": {
      const name = `x${chain.annotations.size}`;
      const made = expression(world, model);
      chain.text += `.${chance.oneIn(6) ? "alias" : "annotate"}(${name}=${made.text})`;
      chain.annotations.set(name, made);
      return;
    }
    case "related": {
      const hops = world.graph.hops(model);
      if (hops.length === 0) return;
      const hop = chance.pick(hops);
      const name = `r${chain.text.length}`;
      // SQLite refuses what Django writes for a condition on an inherited field.
      const own = world.graph.model(hop.to).fields.filter(({ kind }) => kind !== "json");
      if (own.length === 0) return;
      const local = { ...chance.pick(own), many: false, path: "" };
      const inner = condition(world, { ...local, path: `${hop.name}__${local.name}` });
      chain.text += `.annotate(${name}=FilteredRelation("${hop.name}", condition=Q(${inner})))`;
      chain.text += chance.pick([
        "",
        `.filter(${name}__isnull=${chance.pick(["True", "False"])})`,
        `.annotate(x${name}=Count("${name}"))`,
        `.annotate(x${name}=F("${name}__${local.name}"))`,
      ]);
      return;
    }
    case "distinct":
      if (chance.oneIn(3)) chain.text += ".distinct()";
      return;
    default:
      onAnnotation(world, chain);
  }
}

function onAnnotation(world: World, chain: Chain): void {
  const { chance } = world;
  const usable = [...chain.annotations];
  if (usable.length === 0) return;
  const [name, { result }] = chance.pick(usable);
  const method = chance.oneIn(4) ? "exclude" : "filter";
  const test =
    result === "number"
      ? `${name}__${chance.pick(["gt", "lte", "exact", "isnull"])}`
      : result === "text"
        ? `${name}__${chance.pick(["contains", "gt", "iexact"])}`
        : result === "boolean"
          ? name
          : `${name}__isnull`;
  const value = test.endsWith("isnull")
    ? "False"
    : result === "number"
      ? String(chance.int(0, 4))
      : result === "text"
        ? '"a"'
        : "True";
  chain.text += `.${method}(${test}=${value})`;
}

function plainNames(world: World, chain: Chain, most: number): string[] {
  const { chance } = world;
  const names = chance.times(chance.int(1, most), () => world.path(chain.model, null, { depth: 1 })?.path ?? "pk");
  const visible = [...chain.annotations.keys()].filter((name) => chain.text.includes(`annotate(${name}=`));
  if (visible.length > 0 && chance.oneIn(2)) names.push(chance.pick(visible));
  return [...new Set(names)];
}

/** An order that leaves nothing open: it ends with the key. */
function totalOrder(world: World, chain: Chain): string {
  const { chance } = world;
  const by = chance
    .times(chance.int(0, 2), () =>
      world.path(chain.model, ["int", "char", "date", "bool", "float", "datetime"], { many: false, depth: 1 }),
    )
    .flatMap((path) => {
      if (!path) return [];
      if (chance.oneIn(6))
        return [`F("${path.path}").${chance.pick(["asc", "desc"])}(nulls_${chance.pick(["first", "last"])}=True)`];
      return [`"${chance.oneIn(3) ? "-" : ""}${path.path}"`];
    });
  return `.order_by(${[...by, chance.oneIn(3) ? '"-pk"' : '"pk"'].join(", ")})`;
}

function end(world: World, chain: Chain): RandomStatement {
  const { chance, graph } = world;
  const { model } = chain;
  const isAggregated = [...chain.annotations.values()].some((made) => made.aggregate);
  const bag = (tail: string): RandomStatement => ({ source: chain.text + tail, ordered: false });
  const list = (tail: string): RandomStatement => ({ source: chain.text + tail, ordered: true });
  const strings = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");
  const slice = (): string => chance.pick(["[:3]", "[1:4]", "[2:]", "[0]", "[:0]"]);
  const ends: (() => RandomStatement)[] = [
    () => bag(".all()"),
    () => bag(`.values(${strings(plainNames(world, chain, 3))})`),
    () => bag(`.values_list(${strings(plainNames(world, chain, 3))})`),
    () => bag(`.values_list("${plainNames(world, chain, 1)[0]}", flat=True)`),
    () => bag(".count()"),
    () => bag(".exists()"),
    () => bag(`.aggregate(${aggregates(world, model)})`),
    () =>
      list(
        `${totalOrder(world, chain)}.values_list("pk", ${strings(plainNames(world, chain, 1))})`.replace(
          '"pk", "pk"',
          '"pk"',
        ),
      ),
    () => list(`${totalOrder(world, chain)}${chance.oneIn(2) ? ".reverse()" : ""}${slice()}`),
    () => list(`${totalOrder(world, chain)}.${chance.pick(["first", "last"])}()`),
    () => list(`${totalOrder(world, chain)}.values("pk")${slice()}`),
    () => bag(`.in_bulk([1, 2, 5])`),
    () => list(`.get(pk=${chance.int(1, 12)})`),
    () => list(`.filter(pk__lte=4)${totalOrder(world, chain)}[:3].count()`),
    () => bag(`.values(y=${expression(world, model).text})`),
    () => bag(`.values_list("pk", ${textExpression(world, model, 1)}, named=True)`),
    () => list(`${totalOrder(world, chain)}.iterator()`),
    () => list(`${totalOrder(world, chain)}[${chance.int(0, 12)}]`),
    () => ({ source: `len(${chain.text}.all())`, ordered: true }),
    () => ({ source: `bool(${chain.text}.all())`, ordered: true }),
    () => ({ source: `${model}.objects.filter(pk=${chance.int(1, 5)}).first() in ${chain.text}.all()`, ordered: true }),
    () => list(`.values_list("pk", flat=True)${totalOrder(world, chain)}.${chance.pick(["first", "last"])}()`),
    () => bag(`.distinct().values_list(${strings(plainNames(world, chain, 2))})`),
  ];
  ends.push(() =>
    bag(`.values(${strings(plainNames(world, { ...chain, annotations: new Map() }, 2))}).annotate(n=Count("pk"))`),
  );
  ends.push(() => list(`.contains(${model}(pk=${chance.int(1, 5)}))`));
  const date = world.path(model, ["date", "datetime"], { many: false, depth: 0 });
  if (date) {
    ends.push(() => list(`.dates("${date.name}", "${chance.pick(["year", "month", "week", "day"])}")`));
    ends.push(() => list(`.${chance.pick(["earliest", "latest"])}("${date.name}", "pk")`));
    if (date.kind === "datetime")
      ends.push(() => list(`.datetimes("${date.name}", "${chance.pick(["hour", "month", "day"])}", order="DESC")`));
  }
  const hops = graph.hops(model);
  if (hops.length > 0 && !isAggregated) {
    const hop = chance.pick(hops);
    if (hop.single && graph.links(model).some((link) => link.name === hop.name))
      ends.push(() => ({
        source: `[(o.pk, o.${hop.name} and o.${hop.name}.pk) for o in ${chain.text}.select_related("${hop.name}").order_by("pk")]`,
        ordered: true,
      }));
    if (hop.many)
      ends.push(() => ({
        source: `[(o.pk, [x.pk for x in o.picked]) for o in ${chain.text}.prefetch_related(Prefetch("${hop.name}", queryset=${hop.to}.objects.filter(pk__gt=${chance.int(0, 4)}).order_by("pk"), to_attr="picked")).order_by("pk")]`,
        ordered: true,
      }));
    if (hop.many)
      ends.push(() => ({
        source: `[sorted(o.${hop.name}.filter(${conditions(world, hop.to, 1)}).values_list("pk", flat=True)) for o in ${chain.text}.order_by("pk")[:3]]`,
        ordered: true,
      }));
    if (hop.many)
      ends.push(() => ({
        source: `[(o.pk, sorted(x.pk for x in o.${hop.name}.all())) for o in ${chain.text}.prefetch_related("${hop.name}").order_by("pk")]`,
        ordered: true,
      }));
  }
  const local = world.path(model, null, { many: false, depth: 0 });
  if (local && !isAggregated) {
    ends.push(() => bag(`.${chance.pick(["only", "defer"])}("${local.name}")`));
    ends.push(() =>
      bag(
        `.values_list("pk").${chance.pick(["union", "intersection", "difference"])}(${model}.objects.filter(${conditions(world, model, 1)}).values_list("pk"))`,
      ),
    );
    ends.push(() =>
      bag(
        `.filter(pk__in=${model}.objects.filter(${conditions(world, model, 2)}).values("pk")).values_list("pk", "${local.name}")`,
      ),
    );
    ends.push(() => ({
      source: `(${chain.text}.all() ${chance.pick(["&", "|"])} ${model}.objects.filter(${conditions(world, model, 2)})).values_list("pk")`,
      ordered: false,
    }));
  }
  return chance.pick(ends)();
}
