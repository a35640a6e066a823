import { conditions } from "./conditions";
import { numberExpression, textExpression } from "./expressions";
import type { Link, PlainField } from "./models";
import { literal } from "./values";
import type { World } from "./world";

/** A script of one to four statements that write, as a person would type them. */
export function script(world: World): string[] {
  const { chance } = world;
  return chance.times(chance.int(1, 4), () => write(world)).flat();
}

/** A value of a field, sometimes one that it does not take. */
function value(world: World, field: PlainField): string {
  const { chance } = world;
  if (field.null && chance.oneIn(4)) return "None";
  if (!field.null && chance.oneIn(25)) return "None";
  return literal(world, field.kind);
}

function key(world: World): number {
  return world.chance.int(1, 12);
}

function link(world: World, { name, null: isNull, to }: Link): string {
  const { chance } = world;
  if (isNull && chance.oneIn(4)) return `${name}=None`;
  return chance.oneIn(4) ? `${name}=${to}.objects.order_by("pk").first()` : `${name}_id=${key(world)}`;
}

/** Keywords of a new row, most of them always there. */
function keywords(world: World, model: string): string[] {
  const { chance, graph } = world;
  const fields = graph.fields(model).filter((field) => !field.null || chance.oneIn(2));
  const links = graph.links(model).filter((each) => each.kind !== "m2m" && (!each.null || chance.oneIn(2)));
  return [...fields.map((field) => `${field.name}=${value(world, field)}`), ...links.map((each) => link(world, each))];
}

function row(world: World, model: string): string {
  const { chance } = world;
  const pk = chance.oneIn(4) ? [`${chance.oneIn(2) ? "pk" : "id"}=${chance.int(1, 15)}`] : [];
  return [...pk, ...keywords(world, model)].join(", ");
}

/** `name=…` for an update: values, expressions, keys. */
function change(world: World, model: string): string {
  const { chance, graph } = world;
  const links = graph.links(model).filter((each) => each.kind !== "m2m");
  if (links.length > 0 && chance.oneIn(5)) return link(world, chance.pick(links)).replace("_id=", "=");
  const field = chance.pick(graph.fields(model));
  const own = graph.fields(model).filter(({ kind }) => kind === field.kind);
  if (chance.oneIn(3)) {
    if (field.kind === "int") return `${field.name}=${numberExpression(world, model, 1)}`;
    if (field.kind === "char") return `${field.name}=${textExpression(world, model, 1)}`;
    if (field.kind !== "json") return `${field.name}=F("${chance.pick(own).name}")`;
  }
  return `${field.name}=${value(world, field)}`;
}

function changes(world: World, model: string): string {
  const made = world.chance.times(world.chance.int(1, 2), () => change(world, model));
  return [...new Map(made.map((one) => [one.slice(0, one.indexOf("=")), one])).values()].join(", ");
}

function lookups(world: World, model: string): string {
  const { chance, graph } = world;
  const fields = graph.fields(model).filter(({ kind }) => ["char", "int", "bool", "uuid", "date"].includes(kind));
  const chosen = chance.some(fields, 1, 2).map((field) => `${field.name}=${literal(world, field.kind)}`);
  return chosen.length > 0 && !chance.oneIn(3) ? chosen.join(", ") : `pk=${key(world)}`;
}

function defaults(world: World, model: string): string {
  const entries = keywords(world, model).map((one) => {
    const at = one.indexOf("=");
    return `"${one.slice(0, at)}": ${one.slice(at + 1)}`;
  });
  return `{${entries.join(", ")}}`;
}

function write(world: World): string[] {
  const { chance, graph } = world;
  const model = chance.pick(world.models).name;
  const manager = `${model}.objects`;
  const get = `o = ${manager}.get(pk=${key(world)})`;
  const filtered = `${manager}.filter(${conditions(world, model, 2)})`;
  const local = chance.pick(graph.fields(model));
  const options: (() => string[])[] = [
    () => [`${manager}.create(${row(world, model)})`],
    () => [
      `o = ${model}(${row(world, model)})`,
      `o.save(${chance.pick(["", "", "force_insert=True", "force_update=True"])})`,
    ],
    () => [get, `o.${local.name} = ${value(world, local)}`, "o.save()"],
    () => [get, `o.${local.name} = ${value(world, local)}`, `o.save(update_fields=["${local.name}"])`],
    () => [get, `o.${change(world, model).replace("=", " = ")}`, "o.save()", "o.refresh_from_db()", "o"],
    () => [get, "o.delete()"],
    () => [get, "o.pk = None", "o.id = None", "o._state.adding = True", "o.save()"],
    () => [`${filtered}.update(${changes(world, model)})`],
    () => [`${manager}.all().update(${changes(world, model)})`],
    () => [`${filtered}.delete()`],
    () => [`${manager}.exclude(${conditions(world, model, 1)}).delete()`],
    () => [
      `len(${manager}.bulk_create([${chance.times(chance.int(1, 3), () => `${model}(${row(world, model)})`).join(", ")}]${chance.pick(["", "", ", ignore_conflicts=True", ", batch_size=2"])}))`,
    ],
    () => [
      `rows = list(${manager}.order_by("pk")[:4])`,
      `for r in rows: r.${local.name} = ${value(world, local)}`,
      `${manager}.bulk_update(rows, ["${local.name}"]${chance.pick(["", ", batch_size=3"])})`,
    ],
    () => [`${manager}.get_or_create(${lookups(world, model)}, defaults=${defaults(world, model)})[1]`],
    () => [`${manager}.update_or_create(${lookups(world, model)}, defaults=${defaults(world, model)})[1]`],
    () => [
      `with transaction.atomic():\n    ${filtered}.update(${changes(world, model)})\n    ${manager}.get(pk=${key(world)}).delete()`,
    ],
  ];
  for (const each of graph.links(model).filter(({ kind }) => kind === "m2m")) {
    const ids = (): string => [...new Set(chance.times(chance.int(1, 3), () => key(world)))].join(", ");
    options.push(() => [get, `o.${each.name}.${chance.pick(["add", "remove"])}(${ids()})`]);
    options.push(() => [get, `o.${each.name}.set([${ids()}]${chance.pick(["", ", clear=True"])})`]);
    options.push(() => [get, `o.${each.name}.clear()`]);
    options.push(() => [get, `o.${each.name}.create(${row(world, each.to)}).pk`]);
  }
  for (const hop of graph.hops(model).filter(({ many, name }) => many && name.includes("_back"))) {
    const isPlain = graph.links(hop.to).some((each) => each.back === hop.name && each.kind === "fk");
    if (!isPlain) continue;
    options.push(() => [get, `o.${hop.name}.update(${changes(world, hop.to)})`]);
    options.push(() => [get, `o.${hop.name}.all().delete()`]);
    options.push(() => [get, `o.${hop.name}.create(${row(world, hop.to)}).pk`]);
    options.push(() => [get, `o.${hop.name}.add(${hop.to}.objects.order_by("pk").first())`]);
    options.push(() => [
      get,
      `o.${hop.name}.${chance.pick(["clear()", `set([${hop.to}.objects.order_by("pk").first()])`])}`,
    ]);
  }
  return chance.pick(options)();
}
