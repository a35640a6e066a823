import { summaryOf } from "../preview/effects";
import { type Json, stringify } from "../protocol/json";
import type { ModelInfo } from "../protocol/models";
import type { Effect, HistoryEntry, RunReport, StatementResult } from "../protocol/results";

/** `models --json`: the shape that the README documents. */
export function modelsJson(models: readonly ModelInfo[]): object {
  return {
    models: models.map((model) => ({
      label: model.label,
      app: model.app,
      name: model.name,
      table: model.table,
      ...(model.source !== undefined && { source: model.source }),
      fields: model.fields.map((field) => ({
        name: field.name,
        column: field.column,
        type: field.type,
        null: field.null,
        primaryKey: field.primaryKey,
        ...(field.relation && {
          relation: {
            kind: field.relation.kind,
            model: field.relation.model,
            onDelete: field.relation.onDelete ?? null,
            relatedName: field.relation.relatedName ?? null,
          },
        }),
      })),
      managers: model.managers.map((manager) => ({
        name: manager.name,
        className: manager.className,
        methods: manager.methods.map((method) => method.name),
      })),
      drift: model.drift,
    })),
  };
}

export function historyText(entries: readonly HistoryEntry[]): string {
  if (entries.length === 0) return "Nothing was applied from here yet.\n";
  return entries
    .map(
      (entry) =>
        `${entry.id}  ${entry.time}  ${entry.state}  ${entry.summary}\n    ${entry.source.split("\n").join("\n    ")}\n`,
    )
    .join("");
}

/** A run for people: each statement with what it gave, and what became of the writes. */
export function reportText(report: RunReport): string {
  const statements = report.statements.map(statementText).join("");
  const effects = report.statements.flatMap((statement) => statement.effects);
  const ending: Readonly<Record<RunReport["outcome"], string>> = {
    read: "",
    previewed: effects.length > 0 ? `Rehearsed and rolled back: ${summaryOf(effects)}. Add --apply to write it.\n` : "",
    applied: `Applied: ${summaryOf(effects)}.${report.undo === undefined ? "" : ` Undo with: queryset undo ${report.undo} --apply`}\n`,
    conflict: "Nothing was written: the data changed between the rehearsal and the apply.\n",
    failed: effects.length > 0 ? "Nothing was written.\n" : "",
  };
  return statements + ending[report.outcome];
}

function statementText(statement: StatementResult): string {
  const lines: string[] = [];
  if (statement.printed) lines.push(statement.printed.replace(/\n$/, ""));
  if (statement.error) {
    const { type, message, line, column, hint } = statement.error;
    lines.push(`line ${line}, column ${column + 1}: ${type}: ${message}`, ...(hint === undefined ? [] : [`  ${hint}`]));
  } else if (statement.value !== undefined && statement.valueType !== "none") lines.push(valueText(statement.value));
  for (const effect of statement.effects) lines.push(...effectText(effect));
  for (const skipped of statement.notRun) lines.push(`not run: ${skipped.what} (${skipped.file}:${skipped.line})`);
  return lines.length > 0 ? `${lines.join("\n")}\n` : "";
}

function valueText(value: Json): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item: Json) => shortText(item)).join("\n");
  return shortText(value);
}

function shortText(value: Json): string {
  if (value !== null && typeof value === "object" && "model" in value && "fields" in value) {
    const fields = Object.entries(value.fields as Record<string, Json>).map(
      ([name, item]) => `${name}=${stringify(item as object)}`,
    );
    return `${String(value.model)}(${fields.join(", ")})`;
  }
  return typeof value === "string" ? value : stringify(value as object);
}

const SIGNS = { insert: "+", update: "~", delete: "-" } as const;

function effectText(effect: Effect): string[] {
  const head = `${effect.action} ${effect.model} (${effect.count} ${effect.count === 1 ? "row" : "rows"})${effect.cause === "statement" ? "" : `, ${effect.cause}`}`;
  const rows = effect.rows.slice(0, 20).map((row) => {
    const image = row.after ?? row.before ?? {};
    const cells = Object.entries(image).map(([column, value]) =>
      effect.action === "update" && row.before && row.before[column] !== value
        ? `${column}: ${stringify(row.before[column] as object)} → ${stringify(value as object)}`
        : `${column}=${stringify(value as object)}`,
    );
    return `  ${SIGNS[effect.action]} ${cells.join(", ")}`;
  });
  return [head, ...rows, ...(effect.count > 20 ? [`  … and ${effect.count - 20} more`] : [])];
}
