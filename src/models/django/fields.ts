import type { Json } from "../../protocol/json";
import type { ChoiceInfo, FieldInfo, OnDelete, RelationInfo } from "../../protocol/models";
import type { Argument, Call, Expression } from "../../python/tree";
import { fieldClass } from "../vocabulary/fields";
import { type Constant, UNKNOWN } from "./constant";
import type { Evaluator } from "./evaluate";
import { fieldClassOf } from "./fieldClasses";
import type { Resolver } from "./resolver";
import type { Member, PyClass, Scope } from "./scope";

/** A field as its class body declares it, before the models it points at are known. */
export interface FieldDraft {
  readonly name: string;
  readonly type: string;
  readonly className?: string;
  readonly guessed?: true;
  /** When Django would make it: fields stand in this order, the automatic ones (negative) first. */
  readonly order: number;
  /** The class whose body it stands in; null for those Django adds itself. */
  readonly declaredIn: PyClass | null;
  /** What does not depend on the model it ends up in. */
  readonly options: Partial<FieldInfo>;
  readonly dbColumn?: string;
  readonly relation?: RelationDraft;
}

/** A relation with its target still a name. */
export interface RelationDraft {
  readonly kind: RelationInfo["kind"];
  readonly target: Target;
  readonly onDelete?: OnDelete;
  readonly onDeleteValue?: RelationInfo["onDeleteValue"];
  readonly relatedName?: string;
  readonly relatedQueryName?: string;
  readonly toField?: string;
  readonly through?: Target;
  readonly throughFields?: readonly [string, string];
  readonly dbTable?: string;
  readonly symmetrical?: boolean;
  readonly parentLink?: boolean;
  readonly dbConstraint?: boolean;
  readonly contentTypeField?: string;
  readonly objectIdField?: string;
}

/** How a relation names its other end. */
export type Target =
  | { readonly kind: "self" }
  | { readonly kind: "class"; readonly cls: PyClass }
  | { readonly kind: "label"; readonly label: string }
  | { readonly kind: "unknown"; readonly text: string };

/** What reading a field takes. */
export interface FieldContext {
  readonly resolver: Resolver;
  readonly evaluator: Evaluator;
  /** `AUTH_USER_MODEL`. */
  readonly userModel: string;
}

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
  return { ...reading, name: member.name, order, declaredIn: cls, options: { ...reading.options, source } };
}

/** A field made by a call, wherever it stands. */
export function readFieldCall(
  call: Call,
  scope: Scope,
  context: FieldContext,
): Omit<FieldDraft, "name" | "order" | "declaredIn"> | null {
  const named = fieldClassOf(call, scope, context.resolver);
  if (named === null) return null;
  const kind = RELATIONS[named.type];
  const args = new Arguments(call, scope, context, positional(named.type));
  const dbColumn = args.text("db_column");
  return {
    ...named,
    options: optionsOf(named.type, args),
    ...(dbColumn === undefined ? {} : { dbColumn }),
    ...(kind === undefined ? {} : { relation: relationOf(kind, args) }),
  };
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
  const reading = output === undefined ? null : readFieldCall(output, args.scope, args.context);
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

const ON_DELETE = new Set<string>(["CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "DO_NOTHING"]);

/** A call's arguments by name, those given by position included. */
class Arguments {
  readonly scope: Scope;
  readonly context: FieldContext;
  readonly #named = new Map<string, Expression>();
  readonly #rest: Expression[] = [];

  constructor(call: Call, scope: Scope, context: FieldContext, positions: readonly string[]) {
    this.scope = scope;
    this.context = context;
    let at = 0;
    for (const argument of call.args) {
      if (argument.star === 2) this.#spread(argument);
      else if (argument.name !== null) this.#named.set(argument.name, argument.value);
      else if (argument.star === 0) {
        const name = positions[at++];
        if (name === undefined) this.#rest.push(argument.value);
        else this.#named.set(name, argument.value);
      }
    }
  }

  /** `**{"null": True}`, where the dictionary stands in the text. */
  #spread(argument: Argument): void {
    const resolved = this.context.resolver.resolve(argument.value, this.scope);
    const node = resolved?.kind === "value" && resolved.item === null ? resolved.node : argument.value;
    if (node.type !== "Dict") return;
    for (const { key, value } of node.items) {
      const name = key === null ? UNKNOWN : this.context.evaluator.evaluate(key, this.scope);
      if (typeof name === "string" && !this.#named.has(name)) this.#named.set(name, value);
    }
  }

  value(name: string): Constant | typeof UNKNOWN {
    const node = this.#named.get(name);
    return node === undefined ? UNKNOWN : this.context.evaluator.evaluate(node, this.scope);
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === "string" ? value : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name);
    return typeof value === "boolean" ? value : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.value(name);
    return typeof value === "bigint" ? Number(value) : undefined;
  }

  strings(name: string): readonly string[] | undefined {
    const value = this.value(name);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  }

  /** The arguments beyond those with a name, as texts. */
  rest(): string[] {
    return this.#rest.flatMap((node) => this.context.evaluator.text(node, this.scope) ?? []);
  }

  code(name: string): FieldInfo["default"] {
    const node = this.#named.get(name);
    return node === undefined ? undefined : this.scope.module.file.codeText(node);
  }

  call(name: string): Call | undefined {
    const node = this.#named.get(name);
    return node?.type === "Call" ? node : undefined;
  }

  choices(): readonly ChoiceInfo[] | undefined {
    const node = this.#named.get("choices");
    if (node === undefined) return undefined;
    let value = this.context.evaluator.evaluate(node, this.scope);
    if (value === UNKNOWN) {
      // Since Django 5 the enumeration itself may be given.
      const choices: Expression = {
        type: "Attribute",
        value: node,
        name: "choices",
        nameSpan: node,
        from: node.from,
        to: node.to,
      };
      value = this.context.evaluator.evaluate(choices, this.scope);
    }
    const items = value instanceof Map ? [...value] : value;
    return Array.isArray(items) ? items.flatMap(choiceOf) : undefined;
  }

  target(name: string): Target | undefined {
    const node = this.#named.get(name);
    return node === undefined ? undefined : targetOf(node, this.scope, this.context);
  }

  onDelete(): Pick<RelationDraft, "onDelete" | "onDeleteValue"> {
    const node = this.#named.get("on_delete");
    // Before Django 2 it could be left out, and meant this.
    if (node === undefined) return { onDelete: "CASCADE" };
    const isCall = node.type === "Call";
    const named = isCall ? node.callee : node;
    const name = named.type === "Attribute" ? named.name : named.type === "Name" ? named.id : "";
    const resolved = this.context.resolver.resolve(named, this.scope);
    const last = resolved?.kind === "external" ? (resolved.path.split(".").at(-1) ?? name) : name;
    if (isCall && last === "SET") {
      const value = node.args[0]?.value;
      return value === undefined
        ? { onDelete: "SET" }
        : { onDelete: "SET", onDeleteValue: this.scope.module.file.codeText(value) };
    }
    return { onDelete: ON_DELETE.has(last) ? (last as OnDelete) : "DO_NOTHING" };
  }
}

/** The model an expression names, as far as one file can say. */
export function targetOf(node: Expression, scope: Scope, context: FieldContext): Target {
  const resolved = context.resolver.resolve(node, scope);
  if (resolved?.kind === "class") return { kind: "class", cls: resolved.cls };
  if (node.type === "Call") {
    const callee = context.resolver.resolve(node.callee, scope);
    const name = callee?.kind === "external" ? callee.path : callee?.kind === "function" ? callee.node.name : "";
    if (name.endsWith("get_user_model")) return { kind: "label", label: context.userModel };
  }
  if (resolved?.kind === "value" && resolved.node.type === "Call")
    return targetOf(resolved.node, resolved.scope, context);
  const value = context.evaluator.evaluate(node, scope);
  if (value === "self") return { kind: "self" };
  if (typeof value === "string") return { kind: "label", label: value };
  return { kind: "unknown", text: scope.module.file.text.slice(node.from, node.to) };
}

/** One choice, or those of a group. */
function choiceOf(item: Constant): ChoiceInfo[] {
  if (!Array.isArray(item)) return typeof item === "string" ? [{ value: item, label: item }] : [];
  const [value, label] = item;
  if (Array.isArray(label)) return label.flatMap(choiceOf);
  if (label instanceof Map) return [...label].flatMap(choiceOf);
  return value === undefined ? [] : [{ value: json(value), label: String(label ?? value) }];
}

function json(value: Constant): Json {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return value;
  return Array.isArray(value) ? value.map(json) : String(value);
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The object without what is undefined in it. */
export function defined<T extends object>(
  value: T,
): Partial<Defined<T>> & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as ReturnType<
    typeof defined<T>
  >;
}
