import type { FormField, FormKind, FormValue } from "../../src/protocol/form";
import { t } from "../text";

export const unset: FormValue = { kind: "unset" };

/** What a field's state is called where it is chosen. */
export function stateName(kind: "unset" | "null" | "value" | "expression", field: FormField, form: FormKind): string {
  switch (kind) {
    case "unset":
      return unsetName(field, form);
    case "null":
      return "NULL";
    case "value":
      return t("Value");
    case "expression":
      return t("Expression");
  }
}

/** What leaving a field out means: the default that it then gets, or that the row keeps what it has. */
export function unsetName({ default: standard }: FormField, form: FormKind): string {
  if (form === "forceUpdate" || form === "bulkUpdate") return t("Unchanged");
  return standard === undefined ? t("Left out") : t("Default");
}

/** The states that a field can be in, the first being its own at first. */
export function statesOf(field: FormField, form: FormKind): readonly ("unset" | "null" | "value" | "expression")[] {
  if (field.editor === "python") return field.required ? ["value"] : ["unset", "value"];
  return [
    ...(field.required ? [] : (["unset"] as const)),
    "value",
    ...(field.nullable ? (["null"] as const) : []),
    ...(form === "insert" || form === "upsert" || form === "bulkUpdate" || form.startsWith("force")
      ? (["expression"] as const)
      : []),
  ];
}

/** What stands in an empty input, to say what the row would get. */
export function placeholderOf(field: FormField, value: FormValue, form: FormKind): string {
  if (value.kind === "null") return "NULL";
  if (value.kind === "expression") return form === "bulkUpdate" ? 'F("name")' : "timezone.now()";
  if (value.kind === "value") return examples[field.editor] ?? "";
  if (form === "forceUpdate" || form === "bulkUpdate") return "";
  if (field.default !== undefined) return t("default: {0}", field.default);
  if (field.required) return examples[field.editor] ?? "";
  return field.nullable ? "NULL" : "";
}

const examples: Partial<Record<FormField["editor"], string>> = {
  date: "2026-01-31",
  datetime: "2026-01-31 14:30",
  time: "14:30",
  duration: "2 04:30:00",
  json: '{"key": "value"}',
  bytes: "48 65 6c 6c 6f",
};
