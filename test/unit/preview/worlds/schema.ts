import type { Chance } from "./chance";

export type Kind = "text" | "integer" | "big" | "float" | "bool" | "json" | "binary" | "decimal" | "date";

/** How a model's rows are known: by Django's own number, a number, text or UUID of theirs, or two columns together. */
export type KeyKind = "auto" | "integer" | "big" | "text" | "uuid" | "composite" | "child";

export interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly null: boolean;
  readonly unique: boolean;
}

export interface Link {
  readonly name: string;
  /** Another model, or the one that it is in. */
  readonly to: string;
  readonly onDelete: "CASCADE" | "PROTECT" | "RESTRICT" | "SET_NULL" | "SET_DEFAULT" | "SET" | "DO_NOTHING";
  /** What the database itself does. */
  readonly clause: "" | " ON DELETE CASCADE" | " ON DELETE SET NULL" | " ON UPDATE CASCADE";
  readonly deferred: boolean;
  readonly null: boolean;
  readonly unique: boolean;
}

/** A trigger of the database, by what it does after a row was written. */
export interface Trigger {
  readonly on: "INSERT" | "UPDATE" | "DELETE";
  readonly does: "plain log" | "keyed log" | "counter" | "stamp" | "normalise";
}

export interface Model {
  readonly name: string;
  readonly key: KeyKind;
  /** The model it inherits from, where its key is `child`. */
  readonly parent: string | null;
  readonly columns: readonly Column[];
  readonly links: readonly Link[];
  /** Models it is related to through tables of pairs. */
  readonly many: readonly string[];
  /** A column that the database computes. */
  readonly generated: "" | "STORED" | "VIRTUAL";
  readonly withoutRowid: boolean;
  /** The key's columns do not say NOT NULL, as in tables that Django did not make. */
  readonly looseKey: boolean;
  readonly triggers: readonly Trigger[];
}

const KINDS: readonly Kind[] = ["text", "text", "text", "integer", "integer", "big", "float", "bool", "json"];
const RARE: readonly Kind[] = ["binary", "decimal", "date"];
const KEYS: readonly KeyKind[] = ["auto", "auto", "auto", "integer", "big", "text", "uuid", "composite"];
const ON_DELETE: readonly Link["onDelete"][] = [
  ...(["CASCADE", "CASCADE", "SET_NULL", "PROTECT"] as const),
  ...(["RESTRICT", "SET_DEFAULT", "SET", "DO_NOTHING"] as const),
];

/** Two to four models with everything in them that a database of our own or of others may have. */
export function randomModels(chance: Chance): Model[] {
  const models: Model[] = [];
  for (const name of ["Ash", "Birch", "Cedar", "Dogwood"].slice(0, chance.int(2, 4)))
    models.push(model(chance, name, models));
  return models;
}

function model(chance: Chance, name: string, earlier: readonly Model[]): Model {
  const parents = earlier.filter(({ key }) => key === "auto");
  const parent = chance.oneIn(4) && parents.length > 0 ? chance.pick(parents).name : null;
  const key = parent === null ? chance.pick(KEYS) : "child";
  const own = name.toLowerCase();
  const columns = chance.times(chance.int(1, 3), (i): Column => {
    const kind = chance.oneIn(4) ? chance.pick(RARE) : chance.pick(KINDS);
    const unique = (kind === "text" || kind === "integer") && chance.oneIn(4);
    return { name: `${own}_${kind}${i}`, kind, null: chance.oneIn(3), unique };
  });
  const targets = [...earlier.filter((one) => one.key !== "composite"), ...(key === "composite" ? [] : [{ name }])];
  const links =
    targets.length === 0 ? [] : chance.times(chance.int(0, 2), (i) => link(chance, `${own}_to${i}`, name, targets));
  const pairs = earlier.filter((one) => one.key !== "composite");
  return {
    name,
    key,
    parent,
    columns,
    links,
    many: key !== "composite" && pairs.length > 0 && chance.oneIn(3) ? [chance.pick(pairs).name] : [],
    generated: chance.oneIn(5) ? chance.pick(["STORED", "VIRTUAL"] as const) : "",
    withoutRowid: key !== "auto" && key !== "child" && chance.oneIn(3),
    looseKey: (key === "text" || key === "composite") && chance.oneIn(4),
    triggers: chance.times(chance.oneIn(3) ? chance.int(1, 2) : 0, () => ({
      on: chance.pick(["INSERT", "UPDATE", "DELETE"] as const),
      does: chance.pick(["plain log", "keyed log", "counter", "stamp", "normalise"] as const),
    })),
  };
}

function link(chance: Chance, name: string, own: string, targets: readonly { readonly name: string }[]): Link {
  const to = chance.pick(targets).name;
  const onDelete = chance.pick(ON_DELETE);
  const clauses =
    onDelete === "DO_NOTHING"
      ? ([" ON DELETE CASCADE", " ON DELETE SET NULL", ""] as const)
      : (["", "", "", " ON UPDATE CASCADE"] as const);
  return {
    name,
    to,
    onDelete,
    clause: chance.pick(clauses),
    deferred: !chance.oneIn(4),
    // What may be emptied must be empty somewhere; a row that points at its own kind needs a first one.
    null: to === own || /^SET|DO_NOTHING/.test(onDelete) || chance.oneIn(3),
    unique: chance.oneIn(6),
  };
}
