import type { DraftBuilder } from "./drafts";
import type { FieldContext } from "./fieldDraft";
import { readFieldCall } from "./fields";
import type { DraftRegistry } from "./registry";
import type { PyModule } from "./scope";

/** `User.add_to_class("following", ManyToManyField(…))` at the level of a module. */
export function addedToClass(
  modules: readonly PyModule[],
  registry: DraftRegistry,
  builder: DraftBuilder,
  context: FieldContext,
): void {
  for (const module of modules) {
    const scope = { module, cls: null };
    for (const statement of module.statements) {
      if (statement.type !== "ExpressionStatement" || statement.value.type !== "Call") continue;
      const { callee, args } = statement.value;
      const [name, field] = args;
      if (
        callee.type !== "Attribute" ||
        callee.name !== "add_to_class" ||
        field?.value.type !== "Call" ||
        name === undefined
      )
        continue;
      const resolved = context.resolver.resolve(callee.value, scope);
      const draft = resolved?.kind === "class" ? registry.target({ kind: "class", cls: resolved.cls }, null) : null;
      const text = context.evaluator.text(name.value, scope);
      const reading = readFieldCall(field.value, scope, context);
      if (draft === null || text === undefined || reading === null) continue;
      const order = 1e6 + statement.from / 1e9;
      const options = { ...reading.options, source: module.file.place(statement) };
      builder.addToClass(draft, { ...reading, options, name: text, order, declaredIn: draft.cls });
    }
  }
}
