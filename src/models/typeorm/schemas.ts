import { basesOf } from "./bases";
import type {
  ColumnDraft,
  ColumnMode,
  EmbeddedDraft,
  EntityDraft,
  KeyDraft,
  MemberDraft,
  Problem,
  RelationDraft,
} from "./drafts";
import { discriminatorColumn, orderOf } from "./entities";
import type { Evaluator } from "./evaluate";
import { generatedOption, notTransformed, typeName } from "./members";
import { inversePath, joinColumnsOf, joinTableOf, targetOf } from "./relations";
import {
  CallValue,
  ClassValue,
  isList,
  isObject,
  listOf,
  NameValue,
  type ObjectValue,
  optionsOf,
  textOf,
  type Value,
} from "./values";

const MODES: readonly ColumnMode[] = [
  "createDate",
  "updateDate",
  "deleteDate",
  "version",
  "treeLevel",
  "objectId",
  "virtualProperty",
];

const KINDS: Readonly<Record<string, EntityDraft["kind"]>> = { view: "view", "entity-child": "child" };

/** The entity that a `new EntitySchema({…})` describes, or null where its options cannot be read. */
export function schemaOf(call: CallValue, evaluator: Evaluator, problems: Problem[]): EntityDraft | null {
  const options = call.args[0];
  const place = call.module.file.place(call.node);
  if (!isObject(options)) {
    problems.push({ place, message: "This EntitySchema's options are worked out when the program runs." });
    return null;
  }
  const target = options.get("target");
  const cls = target instanceof ClassValue ? target.cls : null;
  const given = textOf(target) ?? (target instanceof NameValue ? target.name : textOf(options.get("name")));
  const name = cls?.name ?? given;
  if (name === undefined) return null;
  const key: object = cls ?? call.node;
  const base = { owner: key, ownerName: name, place };
  const tableName = textOf(options.get("tableName"));
  const schema = textOf(options.get("schema"));
  const inheritance = options.get("inheritance");
  const discriminator = options.get("discriminatorValue");
  const isNamed = typeof discriminator === "string" || typeof discriminator === "number";
  const [tree] = listOf(options.get("trees")).map(optionsOf);
  return {
    key,
    name,
    kind: KINDS[textOf(options.get("type")) ?? ""] ?? "regular",
    ...(tableName === undefined ? {} : { tableName }),
    ...(schema === undefined ? {} : { schema }),
    place,
    members: membersOf(options, base, evaluator, problems),
    orderBy: orderOf(options.get("orderBy")),
    ancestors: cls === null ? [] : basesOf(cls, evaluator).classes,
    unknownBases: [],
    ...(isObject(inheritance) ? { inheritance: { column: discriminatorColumn(inheritance.get("column")) } } : {}),
    ...(isNamed ? { discriminator: String(discriminator) } : {}),
    ...(tree === undefined
      ? {}
      : { tree: { type: textOf(tree.get("type")) ?? "", options: optionsOf(tree.get("options")) } }),
    keys: [...keysOf(options.get("uniques"), true), ...keysOf(options.get("indices"), false)],
    checks: listOf(options.get("checks")).flatMap((each) => {
      const expression = textOf(optionsOf(each).get("expression"));
      const checkName = textOf(optionsOf(each).get("name"));
      return expression === undefined ? [] : [{ expression, ...(checkName === undefined ? {} : { name: checkName }) }];
    }),
  };
}

type Base = Pick<ColumnDraft, "owner" | "ownerName" | "place">;

function membersOf(options: ObjectValue, base: Base, evaluator: Evaluator, problems: Problem[]): MemberDraft[] {
  const entries = (name: string) =>
    [...optionsOf(options.get(name))].map(([property, value]) => [property, optionsOf(value)] as const);
  return [
    ...entries("columns").map(([property, each]) => columnOf(property, each, base, problems)),
    ...entries("embeddeds").flatMap(([property, each]) => embeddedOf(property, each, base, evaluator, problems) ?? []),
    ...entries("relations").map(([property, each]) => schemaRelation(property, each, base, evaluator)),
  ];
}

function columnOf(property: string, options: ObjectValue, base: Base, problems: Problem[]): ColumnDraft {
  const mode = MODES.find((name) => options.get(name) === true) ?? "regular";
  const type = typeName(options.get("type"));
  const strategy = generatedOption(options);
  if (options.get("transformer") !== undefined)
    problems.push({ place: base.place, message: notTransformed(`${base.ownerName}.${property}`) });
  return {
    ...base,
    property,
    kind: "column",
    mode,
    options,
    ...(type === undefined ? {} : { type }),
    ...(strategy === undefined ? {} : { strategy }),
  };
}

function embeddedOf(
  property: string,
  options: ObjectValue,
  base: Base,
  evaluator: Evaluator,
  problems: Problem[],
): EmbeddedDraft | null {
  const schema = options.get("schema");
  const inner = schema instanceof CallValue ? schema.args[0] : undefined;
  if (!isObject(inner)) return null;
  const members = membersOf(inner, base, evaluator, problems);
  return { ...base, property, kind: "embedded", prefix: options.get("prefix"), members };
}

function schemaRelation(property: string, options: ObjectValue, base: Base, evaluator: Evaluator): RelationDraft {
  const type = textOf(options.get("type"));
  const inverse = inversePath(options.get("inverseSide"));
  const joinColumn = options.get("joinColumn");
  const joinTable = options.get("joinTable");
  const isParent = options.get("treeParent") === true;
  const tree = isParent ? "parent" : options.get("treeChildren") === true ? "children" : undefined;
  const hasTable = joinTable !== undefined && joinTable !== false;
  return {
    ...base,
    property,
    kind: "relation",
    type: type === "one-to-one" || type === "one-to-many" || type === "many-to-many" ? type : "many-to-one",
    target: targetOf(options.get("target"), evaluator),
    options,
    joinColumns: joinColumn === undefined || joinColumn === false ? null : joinColumnsOf(joinColumn),
    joinTable: hasTable ? joinTableOf(joinTable === true ? undefined : joinTable) : null,
    ...(inverse === undefined ? {} : { inverse }),
    ...(tree === undefined ? {} : { tree }),
  };
}

function keysOf(value: Value, unique: boolean): KeyDraft[] {
  return listOf(value).flatMap((each) => {
    const options = optionsOf(each);
    const columns = options.get("columns");
    if (!isList(columns)) return [];
    const name = textOf(options.get("name"));
    const where = textOf(options.get("where"));
    return [
      {
        properties: columns.flatMap((column) => textOf(column) ?? []),
        unique: unique || options.get("unique") === true,
        ...(name === undefined ? {} : { name }),
        ...(where === undefined ? {} : { where }),
      },
    ];
  });
}
