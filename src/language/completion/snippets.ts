import type { FieldInfo, ModelInfo } from "../../protocol/models";
import type { ModelGraph } from "../graph";
import type { Scope } from "../infer/scope";
import { type Completion, item, type Replaced } from "./item";

/** The common writes behind a model's manager, with the fields that must be given. */
export function writeSnippets(model: ModelInfo, replaced: Replaced, graph: ModelGraph): Completion[] {
  const needed = model.fields.filter(isNeeded);
  const given = needed.map((field, i) => `${field.name}=${filling(field, i + 1, graph)}`).join(", ");
  const [first] = model.fields.filter(({ primaryKey, column }) => !primaryKey && column !== null);
  const name = first?.name ?? "pk";
  const snippet = (label: string, insert: string, detail: string): Completion =>
    item(label, "snippet", 4, replaced, { insert, detail, snippet: true });
  return [
    snippet("create(…)", `create(${given})`, "insert one row"),
    snippet("get_or_create(…)", `get_or_create(${name}=$1, defaults={$2})`, "insert a row if there is none"),
    snippet("update_or_create(…)", `update_or_create(${name}=$1, defaults={$2})`, "update a row, or insert it"),
    snippet("bulk_create([…])", `bulk_create([${model.name}(${given})])`, "insert many rows"),
    snippet("filter(…).update(…)", `filter(${name}=$1).update($2)`, "update rows"),
    snippet("filter(…).delete()", `filter(${name}=$1).delete()`, "delete rows"),
  ];
}

/** A row cannot be saved without it. */
function isNeeded(field: FieldInfo): boolean {
  return (
    field.column !== null &&
    !field.null &&
    !field.blank &&
    !field.primaryKey &&
    field.default === undefined &&
    field.dbDefault === undefined &&
    field.databaseDefault === undefined &&
    field.generated === undefined &&
    !field.autoNow &&
    !field.autoNowAdd
  );
}

function filling(field: FieldInfo, place: number, graph: ModelGraph): string {
  const target = graph.target(field);
  if (target) return `\${${place}:${target.name.toLowerCase()}}`;
  return /Char|Text|Slug|Email|URL|Date|Time/.test(field.type) ? `"$${place}"` : `$${place}`;
}

/** Whole statements for the beginning of a line. */
export function snippetItems(replaced: Replaced, { graph }: Scope): Completion[] {
  const model = graph.models.find(({ origin, autoCreated }) => origin !== "contrib" && !autoCreated)?.name ?? "Model";
  const snippet = (label: string, insert: string, detail: string): Completion =>
    item(label, "snippet", 5, replaced, { insert, detail, snippet: true });
  return [
    snippet("atomic", "with transaction.atomic():\n    $0", "all of it or nothing"),
    snippet("for rows", `for \${1:row} in \${2:${model}}.objects.all():\n    $0`, "loop over rows"),
    snippet("save", `row = \${1:${model}}.objects.get(pk=$2)\nrow.$3\nrow.save()`, "change one row"),
    snippet(
      "bulk_update",
      `rows = list(\${1:${model}}.objects.all())\nfor row in rows:\n    row.$2\n\${1:${model}}.objects.bulk_update(rows, ["$3"])`,
      "change many rows at once",
    ),
  ];
}
