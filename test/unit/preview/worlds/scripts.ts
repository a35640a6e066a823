import type { Chance } from "./chance";
import { own } from "./models";
import type { Keys } from "./rows";
import type { Model } from "./schema";
import { type Literal, literal, text } from "./values";

/** A few statements that write, any of which may fail. */
export function randomScript(chance: Chance, models: readonly Model[], keys: Keys): string[] {
  return chance.times(chance.int(1, 3), () => statement(chance, models, keys));
}

function statement(chance: Chance, models: readonly Model[], keys: Keys): string {
  const model = chance.pick(models);
  const objects = `${model.name}.objects`;
  const key = (): string => chance.pick(keys.get(model.name) ?? []).python;
  const some = (): string =>
    chance.pick([`filter(pk=${key()})`, `filter(pk__in=[${key()}, ${key()}])`, "all()", filter(chance, model)]);
  const set = (): string => assignments(chance, model, models, keys);
  switch (chance.int(1, 16)) {
    case 1:
    case 2:
    case 3:
      return `${objects}.${some()}.update(${set()})`;
    case 4:
    case 5:
    case 6:
      return `${objects}.${some()}.delete()`;
    case 7:
      return `for o in ${objects}.${some()}: o.delete()`;
    case 8:
      return `for o in ${objects}.${some()}:\n    ${set().split(", ").length > 0 ? `o.${own(model, "stamp")} += 1` : ""}\n    o.save()`;
    case 9:
    case 10:
      return `${objects}.create(${[...fresh(chance, model, keys), ...all(chance, model, models, keys)].join(", ")})`;
    case 11:
      return `${model.name}(${[...keyWords(model, chance.pick(keys.get(model.name) ?? [])), ...all(chance, model, models, keys)].join(", ")}).save()`;
    case 12:
      return `${objects}.update_or_create(${keyWords(model, chance.pick(keys.get(model.name) ?? [])).join(", ")}, defaults=dict(${all(chance, model, models, keys).join(", ")}))`;
    case 13:
      // Rows made and taken away again in the same script.
      return `o = ${objects}.create(${[...fresh(chance, model, keys), ...all(chance, model, models, keys)].join(", ")})\no.${own(model, "stamp")} = 9\no.save()${chance.oneIn(2) ? "\no.delete()" : ""}`;
    case 14:
      return bulk(chance, model, models, keys);
    case 15:
      return model.key === "composite" || model.key === "child" || model.key === "auto"
        ? `${objects}.${some()}.update(${own(model, "stamp")}=F("${own(model, "stamp")}") + 1)`
        : `${objects}.filter(pk=${key()}).update(code=${key()})`;
    default:
      return pairs(chance, models, keys) ?? `${objects}.${some()}.update(${set()})`;
  }
}

function filter(chance: Chance, model: Model): string {
  const column = chance.pick(model.columns);
  if (column.kind === "json" || column.kind === "binary") return "all()";
  const value = literal(chance, column.kind, false);
  return chance.oneIn(3) ? `exclude(${column.name}=${value.python})` : `filter(${column.name}=${value.python})`;
}

function assignments(chance: Chance, model: Model, models: readonly Model[], keys: Keys): string {
  const given = all(chance, model, models, keys);
  return given.length === 0
    ? `${own(model, "stamp")}=3`
    : chance.pick([given.slice(0, 1), given.slice(-1), given]).join(", ");
}

/** A value for each column of a model and its parents, by keyword. */
function all(chance: Chance, model: Model, models: readonly Model[], keys: Keys): string[] {
  const parent = models.find((one) => one.name === model.parent);
  return [
    ...(parent ? all(chance, parent, models, keys) : []),
    ...model.columns.map((column) => {
      const value = literal(chance, column.kind, column.null, column.unique ? chance.int(0, 9) : null);
      return `${column.name}=${value.python}`;
    }),
    ...model.links.map((link) => {
      const value: Literal =
        link.null && chance.oneIn(3) ? { sql: "", python: "None" } : chance.pick(keys.get(link.to) ?? []);
      return `${link.name}_id=${value.python}`;
    }),
  ];
}

function keyWords(model: Model, key: Literal): string[] {
  return model.key === "composite"
    ? [`hall=${key.python.slice(1).split(", ")[0]}`, `seat=${key.python.slice(0, -1).split(", ")[1]}`]
    : [`pk=${key.python}`];
}

/** The key of a row to be made: none where the database or a parent makes one up. */
function fresh(chance: Chance, model: Model, keys: Keys): string[] {
  if (model.key === "auto" || model.key === "child") return [];
  return keyWords(
    model,
    chance.oneIn(3) ? chance.pick(keys.get(model.name) ?? []) : ((keys.get(model.name) ?? []).at(-1) ?? text("x")),
  );
}

function bulk(chance: Chance, model: Model, models: readonly Model[], keys: Keys): string {
  const stamp = own(model, "stamp");
  if (model.key === "child" || chance.oneIn(2))
    return `rows = list(${model.name}.objects.all())\nfor o in rows: o.${stamp} = o.${stamp} * 2 + 1\n${model.name}.objects.bulk_update(rows, ["${stamp}"])`;
  const rows = chance.times(chance.int(1, 2), () => {
    return `${model.name}(${[...fresh(chance, model, keys), ...all(chance, model, models, keys)].join(", ")})`;
  });
  return `${model.name}.objects.bulk_create([${rows.join(", ")}]${chance.oneIn(3) ? ", ignore_conflicts=True" : ""})`;
}

function pairs(chance: Chance, models: readonly Model[], keys: Keys): string | null {
  const model = models.find((one) => one.many.length > 0);
  if (!model) return null;
  const [to = ""] = model.many;
  const other = (): string => chance.pick(keys.get(to) ?? []).python;
  const first = `${model.name}.objects.order_by("pk").first()`;
  const verb = chance.pick([`add(${other()}, ${other()})`, `set([${other()}])`, `remove(${other()})`, "clear()"]);
  return `one = ${first}\nif one: one.many.${verb}`;
}
