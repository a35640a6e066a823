import { fieldClass } from "../../models/vocabulary/fields";
import { messages } from "../../models/vocabulary/messages";
import type { FieldInfo, ModelInfo } from "../../protocol/models";
import { closest } from "../../python/suggest";
import type { Argument, Call, Expression, Literal } from "../../python/tree";
import { type Around, acceptedBy } from "../callee";
import { infer, type Scope } from "../infer/scope";
import { follow, namesIn, type Step } from "../paths";
import { literalFault } from "./literals";
import { misspelt, type Problem, problem } from "./problem";

/** Values that the field they are compared with or written to cannot take. */
export function valueProblems(call: Call, around: Around): Problem[] {
  const { accepts, model, annotations, callee } = acceptedBy(call, around);
  if (!model) return [];
  const { scope } = around;
  if (accepts.keywords === "fields") {
    const how = callee.kind !== "method" ? "attribute" : callee.method.name === "update" ? "update" : "create";
    return call.args.flatMap(({ name, value }) =>
      name === null ? [] : writtenProblems({ model, name, value }, how, scope),
    );
  }
  if (accepts.keywords !== "lookups") return [];
  return call.args.flatMap((argument): Problem[] => {
    if (argument.name === null) return [];
    if (accepts.options?.includes(argument.name)) return inDefaults(argument, model, scope);
    const { steps, lost } = follow(scope.graph, model, namesIn(argument.name, annotations), { annotations });
    return lost ? [] : compared(argument, steps, scope);
  });
}

function inDefaults({ name, value }: Argument, model: ModelInfo, scope: Scope): Problem[] {
  if ((name !== "defaults" && name !== "create_defaults") || value.type !== "Dict") return [];
  return value.items.flatMap(({ key, value: item }): Problem[] => {
    const text = key?.type === "Literal" && typeof key.value === "string" ? key.value : undefined;
    return text === undefined ? [] : writtenProblems({ model, name: text, value: item }, "create", scope);
  });
}

/** A value for one of a model's attributes. */
export interface Written {
  readonly model: ModelInfo;
  readonly name: string;
  readonly value: Expression;
}

/** What is wrong with a value for a column. An attribute takes anything until it is saved, but for relations. */
export function writtenProblems(
  { model, name, value }: Written,
  how: "attribute" | "create" | "update",
  scope: Scope,
): Problem[] {
  const field = scope.graph.field(model, name);
  if (field === undefined) return [];
  const target = name === field.name ? scope.graph.target(field) : undefined;
  if (value.type === "Literal" && value.kind === "none" && how !== "attribute") return withoutNull(field, value);
  if (target) {
    if (field.relation?.kind !== "fk" && field.relation?.kind !== "o2o") return [];
    if (value.type === "Literal" && value.kind !== "none") {
      // `update(album=1)` takes a key; an attribute takes a row.
      return how === "update" ? [] : assigned({ model, name, value }, field, target);
    }
    const message = (given: string): string =>
      messages.wrongAssignment(given, `${model.name}.${field.name}`, target.name);
    return wrongRow(value, target, scope, message);
  }
  if (value.type !== "Literal") return [];
  const fault = how === "attribute" ? undefined : literalFault(keyOf(field, scope), value);
  if (fault) return [problem(value, "wrong-value", "error", fault)];
  return [...notChosen(field, value), ...tooLong(field, value)];
}

function withoutNull(field: FieldInfo, value: Literal): Problem[] {
  if (field.null || field.primaryKey || field.column === null || field.generated) return [];
  return [problem(value, "wrong-value", "warning", `'${field.name}' may not be NULL.`)];
}

function assigned({ model, name, value }: Written, field: FieldInfo, target: ModelInfo): Problem[] {
  const literal = value.type === "Literal" ? value.value : "";
  const shown = typeof literal === "string" ? `'${literal}'` : String(literal);
  const message = messages.wrongAssignment(shown, `${model.name}.${name}`, target.name);
  return [problem(value, "wrong-model", "error", `${message} '${field.attname}' takes its key.`)];
}

/** `Song.album_id` holds what the album's key holds. */
function keyOf(field: FieldInfo, { graph }: Scope): FieldInfo {
  const target = graph.target(field);
  const key = target && graph.field(target, field.relation?.toField ?? "pk");
  return key && key !== field ? key : field;
}

function wrongRow(
  value: Expression,
  target: ModelInfo,
  { graph, ...scope }: Scope,
  message: (given: string) => string,
): Problem[] {
  const type = infer(value, { graph, ...scope });
  if (type.kind !== "instance") return [];
  const fits = graph.isKindOf(type.model, target) || graph.isKindOf(target, type.model);
  return fits ? [] : [problem(value, "wrong-model", "error", message(`${type.model.name} object`))];
}

const comparing = new Set(["exact", "gt", "gte", "lt", "lte", "in", "range"]);

function compared(argument: Argument, steps: readonly Step[], scope: Scope): Problem[] {
  const { value, nameSpan, name } = argument;
  const last = steps.at(-1);
  if (!last || !nameSpan || name === null) return [];
  const lookup =
    last.lookup && last.output?.type === "BooleanField" && comparingOrOther(last.name) ? last.name : "exact";
  const before = lookup === "exact" && !last.lookup ? last : last.name === lookup ? steps.at(-2) : last;
  if (value.type === "Literal" && value.kind === "none") return withNone(argument, before, lookup, last);
  if (lookup === "isnull") {
    const wrong = value.type === "Literal" && value.kind !== "bool";
    return wrong ? [problem(value, "wrong-value", "error", messages.isnullValue)] : [];
  }
  if (!comparing.has(lookup) || !before) return [];
  if (before.model) return againstRelation(value, before, lookup, scope);
  const field = before.field;
  const type = before.output?.type;
  if (type === undefined) return [];
  const checked = field && before.name !== field.attname ? field : field ? keyOf(field, scope) : undefined;
  const faults = items(value, lookup).flatMap((item): Problem[] => {
    if (item.type !== "Literal" || !checked) return [];
    const fault = literalFault(checked, item);
    return fault ? [problem(item, "wrong-value", "error", fault)] : notChosen(checked, item);
  });
  if ((lookup === "in" || lookup === "range") && value.type === "Literal" && typeof value.value !== "string") {
    return [problem(value, "wrong-type", "error", messages.notIterable(value.kind))];
  }
  return faults;
}

function comparingOrOther(name: string): boolean {
  return comparing.has(name) || name === "isnull" || /contains|with|regex|iexact|has_|contained/.test(name);
}

/** The single values that are compared. */
function items(value: Expression, lookup: string): readonly Expression[] {
  const several = value.type === "List" || value.type === "Tuple" || value.type === "Set";
  return lookup === "in" || lookup === "range" ? (several ? value.items : []) : [value];
}

function againstRelation(value: Expression, step: Step, lookup: string, scope: Scope): Problem[] {
  const { model } = step;
  if (!model) return [];
  const key = scope.graph.field(model, step.field?.relation?.toField ?? "pk");
  const faults = items(value, lookup).flatMap((item): Problem[] => {
    if (item.type === "Literal" && key) {
      const fault = literalFault(keyOf(key, scope), item);
      return fault ? [problem(item, "wrong-value", "error", fault)] : [];
    }
    if (lookup === "exact" && key && item.type === "List" && fieldClass(key.type).family === "integer") {
      return [problem(item, "wrong-value", "error", messages.number(key.name, "a list"))];
    }
    return wrongRow(item, model, scope, (given) => messages.wrongInstance(given, model.name));
  });
  return faults.length > 0 ? faults : wrongRows(value, model, scope);
}

function wrongRows(value: Expression, target: ModelInfo, scope: Scope): Problem[] {
  const type = infer(value, scope);
  if (type.kind !== "queryset" || type.rows !== "instances") return [];
  const { graph } = scope;
  const fits = graph.isKindOf(type.model, target) || graph.isKindOf(target, type.model);
  return fits ? [] : [problem(value, "wrong-model", "error", messages.wrongRows(type.model.name, target.name))];
}

/** `artist=None` means `artist__isnull=True`; no other lookup takes None. */
function withNone(argument: Argument, before: Step | undefined, lookup: string, last: Step): Problem[] {
  const { value, nameSpan, name } = argument;
  if (!nameSpan || name === null || before?.output?.type === "JSONField") return [];
  if (lookup === "isnull") return [problem(value, "wrong-value", "error", messages.isnullValue)];
  if (lookup !== "exact" && lookup !== "iexact") {
    return lookup === "in" || lookup === "range"
      ? [problem(value, "wrong-type", "error", messages.noneLookup)]
      : [problem(value, "wrong-value", "error", messages.noneLookup)];
  }
  const path = last.lookup && last.name === lookup ? name.slice(0, -(lookup.length + 2)) : name;
  const text = `${path}__isnull=True`;
  const fix = { title: `Change to ${text}`, edits: [{ from: argument.from, to: argument.to, text }] };
  return [problem(argument, "none-comparison", "hint", "Django compares None by IS NULL; 'isnull' says so.", [fix])];
}

function notChosen(field: FieldInfo, literal: Literal): Problem[] {
  const { value } = literal;
  const { choices = [] } = field;
  if (choices.length === 0 || literal.kind === "none") return [];
  const given = typeof value === "bigint" ? Number(value) : value;
  if ((typeof given !== "string" && typeof given !== "number") || given === "") return [];
  // Nested groups and choices by a callable are not read: only plain values are compared.
  if (choices.some((choice) => choice.value === given)) return [];
  const known = choices.flatMap((choice) => (typeof choice.value === "string" ? [choice.value] : []));
  const message = `${typeof given === "string" ? `'${given}'` : given} is none of the choices of '${field.name}'.`;
  const span =
    typeof given === "string" && literal.to - literal.from === given.length + 2
      ? { from: literal.from + 1, to: literal.to - 1 }
      : literal;
  return [
    misspelt(span, "unknown-choice", "warning", message, typeof given === "string" ? closest(given, known) : null),
  ];
}

function tooLong(field: FieldInfo, { value, from, to }: Literal): Problem[] {
  if (typeof value !== "string" || field.maxLength === undefined || [...value].length <= field.maxLength) return [];
  const message = `The text has ${[...value].length} characters, and '${field.name}' at most ${field.maxLength}. SQLite stores it whole; other databases refuse it.`;
  return [problem({ from, to }, "too-long", "warning", message)];
}
