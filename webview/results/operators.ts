import { type EditorKind, editorsByType } from "../../src/protocol/form";
import type { CellKind, ColumnInfo } from "../../src/protocol/results";
import { t } from "../text";

/** A way to tell rows by a column's value. `inputs`: how many values it takes; `many` are separated by commas. */
export interface Operator {
  readonly label: string;
  readonly lookup: string;
  readonly exclude?: boolean;
  readonly inputs: 0 | 1 | 2 | "many";
  /** Given where there is no input. */
  readonly value?: string;
  /** Another editor than the column's own. */
  readonly editor?: EditorKind;
}

const byKind: Readonly<Partial<Record<CellKind, EditorKind>>> = {
  bool: "boolean",
  int: "integer",
  float: "float",
  decimal: "decimal",
  date: "date",
  datetime: "datetime",
  time: "time",
  duration: "duration",
  uuid: "uuid",
  json: "json",
  bytes: "bytes",
};

/** How a column's values are entered; where it is no field, by the kind of value that stands in it. */
export function editorFor({ type, field }: ColumnInfo, kind: CellKind | undefined): EditorKind {
  if (field?.related !== undefined) return "relation";
  if (field?.choices !== undefined) return "choice";
  const known = type === undefined ? undefined : editorsByType.find(([pattern]) => pattern.test(type))?.[1];
  return known ?? (kind === undefined ? undefined : byKind[kind]) ?? "text";
}

/** What a column can be filtered by. */
export function operatorsFor(editor: EditorKind, nullable: boolean): readonly Operator[] {
  return [...familyOf(editor), ...(nullable ? nulls() : [])];
}

function familyOf(editor: EditorKind): readonly Operator[] {
  switch (editor) {
    case "text":
    case "longText":
      return [...texts(), ...equals(), list()];
    case "boolean":
      return [
        { label: t("is true"), lookup: "exact", inputs: 0, value: "true" },
        { label: t("is false"), lookup: "exact", inputs: 0, value: "false" },
      ];
    case "choice":
    case "uuid":
    case "relation":
      return [...equals(), list()];
    case "json":
    case "bytes":
      return equals();
    case "datetime":
      return [
        { label: t("is on the day"), lookup: "date", inputs: 1, editor: "date" },
        { label: t("is in the year"), lookup: "year", inputs: 1, editor: "integer" },
        ...compared(),
        ...equals(),
      ];
    case "date":
      return [...equals(), { label: t("is in the year"), lookup: "year", inputs: 1, editor: "integer" }, ...compared()];
    default:
      return [...equals(), ...compared(), list()];
  }
}

function texts(): readonly Operator[] {
  return [
    { label: t("contains"), lookup: "icontains", inputs: 1 },
    { label: t("does not contain"), lookup: "icontains", exclude: true, inputs: 1 },
    { label: t("starts with"), lookup: "istartswith", inputs: 1 },
    { label: t("ends with"), lookup: "iendswith", inputs: 1 },
    { label: t("matches the expression"), lookup: "iregex", inputs: 1 },
  ];
}

function equals(): readonly Operator[] {
  return [
    { label: t("is"), lookup: "exact", inputs: 1 },
    { label: t("is not"), lookup: "exact", exclude: true, inputs: 1 },
  ];
}

function compared(): readonly Operator[] {
  return [
    { label: t("is at least"), lookup: "gte", inputs: 1 },
    { label: t("is at most"), lookup: "lte", inputs: 1 },
    { label: t("is more than"), lookup: "gt", inputs: 1 },
    { label: t("is less than"), lookup: "lt", inputs: 1 },
    { label: t("is between"), lookup: "range", inputs: 2 },
  ];
}

function list(): Operator {
  return { label: t("is one of"), lookup: "in", inputs: "many" };
}

function nulls(): readonly Operator[] {
  return [
    { label: t("is NULL"), lookup: "isnull", inputs: 0, value: "true" },
    { label: t("is not NULL"), lookup: "isnull", inputs: 0, value: "false" },
  ];
}
