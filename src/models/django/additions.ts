import type { FieldInfo } from "../../protocol/models";
import type { Expression, Statement } from "../../python/tree";
import { plain, UNKNOWN } from "./constant";
import type { DraftBuilder, ModelDraft } from "./drafts";
import type { FieldContext, FieldDraft } from "./fieldDraft";
import { readFieldCall } from "./fields";
import type { DraftRegistry } from "./registry";
import type { PyModule, Scope } from "./scope";
import { targetOf } from "./targets";

/** What may be set on a field that `_meta.get_field(…)` gives. */
const ATTRIBUTES: Readonly<Record<string, keyof FieldInfo>> = {
  null: "null",
  blank: "blank",
  _unique: "unique",
  editable: "editable",
  max_length: "maxLength",
  db_index: "dbIndex",
  verbose_name: "verboseName",
  help_text: "helpText",
};

/** What modules do to models from outside their classes, at their own level: fields added, and fields changed. */
export function addedToClass(
  modules: readonly PyModule[],
  drafts: readonly ModelDraft[],
  registry: DraftRegistry,
  builder: DraftBuilder,
  context: FieldContext,
): void {
  for (const module of modules) {
    const scope = { module, cls: null };
    for (const statement of module.statements) {
      const model = (node: Expression) => registry.target(targetOf(node, scope, context), null);
      add(statement, scope, model, builder, context);
      change(statement, scope, model, drafts, context);
    }
  }
}

/** `User.add_to_class("following", ManyToManyField(…))`, and `IntegerField(…).contribute_to_class(User, "age")`. */
function add(
  statement: Statement,
  scope: Scope,
  model: (node: Expression) => ModelDraft | null,
  builder: DraftBuilder,
  context: FieldContext,
): void {
  if (statement.type !== "ExpressionStatement" || statement.value.type !== "Call") return;
  const { callee, args } = statement.value;
  const [first, second] = args;
  if (callee.type !== "Attribute" || first === undefined || second === undefined) return;
  const isAdd = callee.name === "add_to_class";
  if (!isAdd && callee.name !== "contribute_to_class") return;
  const [owner, name, field] = isAdd
    ? [callee.value, first.value, second.value]
    : [first.value, second.value, callee.value];
  const call = callOf(field, scope, context);
  const draft = model(owner);
  const text = context.evaluator.text(name, scope);
  const reading = call === null ? null : readFieldCall(call.node, call.scope, context);
  if (draft === null || text === undefined || reading === null) return;
  const options = { ...reading.options, source: scope.module.file.place(statement) };
  const order = 1e6 + statement.from / 1e9;
  builder.addToClass(draft, { ...reading, options, name: text, order, declaredIn: draft.cls });
}

/** The call that makes a field, also where a name stands for it. */
function callOf(node: Expression, scope: Scope, { resolver }: FieldContext) {
  if (node.type === "Call") return { node, scope };
  const resolved = resolver.resolve(node, scope);
  return resolved?.kind === "value" && resolved.node.type === "Call"
    ? { node: resolved.node, scope: resolved.scope }
    : null;
}

/** `User._meta.get_field("email").blank = False`, for every model that has the field from there. */
function change(
  statement: Statement,
  scope: Scope,
  model: (node: Expression) => ModelDraft | null,
  drafts: readonly ModelDraft[],
  context: FieldContext,
): void {
  if (statement.type !== "Assign") return;
  const value = plain(context.evaluator.evaluate(statement.value, scope));
  for (const target of statement.targets) {
    if (target.type !== "Attribute" || target.value.type !== "Call") continue;
    const { callee, args } = target.value;
    const option = ATTRIBUTES[target.name];
    const isField = callee.type === "Attribute" && callee.name === "get_field" && callee.value.type === "Attribute";
    if (!isField || option === undefined || value === UNKNOWN || callee.value.type !== "Attribute") continue;
    const draft = model(callee.value.value);
    const name = args[0] === undefined ? undefined : context.evaluator.text(args[0].value, scope);
    const field = draft?.local.find((each) => each.name === name);
    if (field === undefined) continue;
    const changed: FieldDraft = {
      ...field,
      options: { ...field.options, [option]: typeof value === "bigint" ? Number(value) : value },
    };
    // A model with a table has copies of its abstract bases' fields; an abstract one is where they come from.
    for (const each of draft?.abstract === true ? drafts : [draft]) {
      if (each === undefined || each === null) continue;
      each.local = each.local.map((other) => (other === field ? changed : other));
      if (each.pk === field) each.pk = changed;
    }
  }
}
