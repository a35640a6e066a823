import type { FieldInfo, RelationInfo } from "../../protocol/models";
import type { Call } from "../../python/tree";
import { fieldClass } from "../vocabulary/fields";
import { CodeValue, FunctionValue, UNKNOWN } from "./constant";
import { defined } from "./defined";
import { Arguments } from "./fieldArguments";
import { fieldClassOf } from "./fieldClasses";
import type { FieldContext, FieldDraft, RelationDraft } from "./fieldDraft";
import { initialized } from "./fieldInit";
import type { Member, PyClass, Scope } from "./scope";

const RELATIONS: Readonly<Record<string, RelationInfo["kind"]>> = {
  ForeignKey: "fk",
  OneToOneField: "o2o",
  ManyToManyField: "m2m",
  GenericForeignKey: "generic",
  GenericRelation: "genericRelation",
};

/** The field a class attribute declares; null where it declares none. */
export function readField(member: Member, order: number, cls: PyClass, context: FieldContext): FieldDraft | null {
  const { binding } = member;
  if (binding.kind !== "value" || binding.node.type !== "Call" || binding.item !== null) return null;
  const reading = readFieldCall(binding.node, cls.scope, context);
  if (reading === null) return null;
  const source = cls.module.file.place(member.statement);
  return {
    ...reading,
    name: reading.name ?? member.name,
    order,
    declaredIn: cls,
    options: { ...reading.options, source },
  };
}

/** A field before it is an attribute of a class; `name` where it was given one of its own. */
export type FieldReading = Omit<FieldDraft, "name" | "order" | "declaredIn"> & { readonly name?: string };

/** A field made by a call, wherever it stands; by a call of a function that makes one, too. */
export function readFieldCall(call: Call, scope: Scope, context: FieldContext, depth = 0): FieldReading | null {
  const made = depth < 10 ? madeByFunction(call, scope, context) : null;
  if (made !== null) return readFieldCall(made.node, made.scope, context, depth + 1);
  const named = fieldClassOf(call, scope, context);
  if (named === null) return null;
  const { cls, ...facts } = named;
  const kind = RELATIONS[facts.type];
  const direct = context.evaluator.arguments(call, scope, true) ?? { positional: [], keywords: new Map() };
  const given = cls === undefined ? direct : initialized(cls, direct, context);
  const args = new Arguments(given, scope, context, positional(facts.type));
  const dbColumn = args.text("db_column");
  const name = args.text("name");
  return {
    ...(name === undefined ? {} : { name }),
    ...facts,
    options: optionsOf(facts.type, args),
    ...(dbColumn === undefined ? {} : { dbColumn }),
    ...(kind === undefined ? {} : { relation: relationOf(kind, args) }),
  };
}

/** `def price(**options): return models.DecimalField(…, **options)`: the call that such a function returns. */
function madeByFunction(call: Call, scope: Scope, context: FieldContext): { node: Call; scope: Scope } | null {
  const resolved = context.resolver.callee(call, scope);
  if (resolved?.kind !== "function") return null;
  const given = context.evaluator.arguments(call, scope, true);
  const value =
    given === null
      ? UNKNOWN
      : context.evaluator.call(new FunctionValue(resolved.node, resolved.scope), given.positional, given.keywords);
  return value instanceof CodeValue && value.node.type === "Call" ? { node: value.node, scope: value.scope } : null;
}

/** The names of a field class's arguments where they are given by position. */
function positional(type: string): readonly string[] {
  switch (type) {
    case "ForeignKey":
    case "OneToOneField":
      return ["to", "on_delete", "related_name"];
    case "ManyToManyField":
      return ["to", "related_name"];
    case "GenericForeignKey":
      return ["ct_field", "fk_field"];
    case "GenericRelation":
      return ["to", "object_id_field", "content_type_field"];
    case "ArrayField":
      return ["base_field", "size"];
    case "CompositePrimaryKey":
      return [];
    case "DecimalField":
      return ["verbose_name", "name", "max_digits", "decimal_places"];
    case "FileField":
    case "ImageField":
      return ["verbose_name", "name", "upload_to"];
    case "DateField":
    case "DateTimeField":
    case "TimeField":
      return ["verbose_name", "name", "auto_now", "auto_now_add"];
    default:
      return ["verbose_name", "name", "primary_key", "max_length", "unique", "blank", "null"];
  }
}

function optionsOf(type: string, args: Arguments): Partial<FieldInfo> {
  const facts = fieldClass(type);
  const isRelation = RELATIONS[type] !== undefined;
  const flag = (name: string) => args.flag(name) === true;
  const primaryKey = flag("primary_key") || type === "CompositePrimaryKey";
  const automatic = flag("auto_now") || flag("auto_now_add");
  const editable = args.flag("editable") ?? (facts.editable !== false && !automatic);
  const isKey = type === "ForeignKey" || type === "OneToOneField";
  const output = type === "GeneratedField" ? outputOf(args) : {};
  const maxLength = args.integer("max_length") ?? facts.maxLength ?? output.maxLength;
  return defined({
    null: flag("null") || type === "NullBooleanField" || type === "GenericRelation",
    blank: flag("blank") || facts.blank === true || automatic || undefined,
    primaryKey,
    unique: primaryKey || flag("unique") || type === "OneToOneField" || undefined,
    dbIndex: (args.flag("db_index") ?? (isKey || facts.dbIndex === true)) || undefined,
    editable: editable ? undefined : false,
    maxLength,
    maxDigits: args.integer("max_digits") ?? output.maxDigits,
    decimalPlaces: args.integer("decimal_places") ?? output.decimalPlaces,
    choices: args.choices(),
    default: args.code("default"),
    dbDefault: args.code("db_default"),
    validators: args.code("validators"),
    autoNow: flag("auto_now") || undefined,
    autoNowAdd: flag("auto_now_add") || undefined,
    verboseName: args.text("verbose_name"),
    helpText: args.text("help_text"),
    collation: args.text("db_collation"),
    generated: type === "GeneratedField" ? generatedOf(args) : undefined,
    compositeOf: type === "CompositePrimaryKey" ? args.rest() : undefined,
    ...(isRelation && !isKey ? { dbIndex: undefined } : {}),
  });
}

/** A generated column is of its output field's type, with what that says of it. */
function outputOf(args: Arguments): Partial<FieldInfo> & { readonly type?: string } {
  const output = args.call("output_field");
  const reading = output === undefined ? null : readFieldCall(output.call, output.scope, args.context);
  if (reading === null) return {};
  const { maxLength, maxDigits, decimalPlaces } = reading.options;
  return defined({ type: reading.type, maxLength, maxDigits, decimalPlaces });
}

function generatedOf(args: Arguments): FieldInfo["generated"] {
  return defined({
    expression: args.code("expression"),
    outputType: outputOf(args).type,
    persist: args.flag("db_persist") === true,
  });
}

function relationOf(kind: RelationInfo["kind"], args: Arguments): RelationDraft {
  if (kind === "generic") {
    return {
      kind,
      target: { kind: "unknown", text: "" },
      contentTypeField: args.text("ct_field") ?? "content_type",
      objectIdField: args.text("fk_field") ?? "object_id",
    };
  }
  const target = args.target("to") ?? { kind: "unknown", text: "" };
  if (kind === "genericRelation") {
    return defined({
      kind,
      target,
      relatedQueryName: args.text("related_query_name"),
      contentTypeField: args.text("content_type_field") ?? "content_type",
      objectIdField: args.text("object_id_field") ?? "object_id",
    });
  }
  const shared = {
    kind,
    target,
    relatedName: args.text("related_name"),
    relatedQueryName: args.text("related_query_name"),
    dbConstraint: args.flag("db_constraint") === false ? false : undefined,
  };
  if (kind === "m2m") {
    const fields = args.strings("through_fields");
    const [from, to] = fields ?? [];
    return defined({
      ...shared,
      through: args.target("through"),
      throughFields: from !== undefined && to !== undefined ? ([from, to] as const) : undefined,
      dbTable: args.text("db_table"),
      symmetrical: args.flag("symmetrical"),
    });
  }
  return defined({
    ...shared,
    ...args.onDelete(),
    toField: args.text("to_field"),
    parentLink: args.flag("parent_link") === true ? true : undefined,
  });
}
