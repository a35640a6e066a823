import type { Cell, ColumnField, ColumnInfo, Page } from "../../../src/protocol/results";
import type { CellDetail } from "../../../src/protocol/rows";

/** A column of one field class, and cells of it whose text says all that the value is. */
interface Kind {
  readonly column: ColumnInfo;
  readonly cells: readonly Cell[];
}

function kind(name: string, type: string, cells: readonly Cell[], part: Partial<ColumnField> = {}): Kind {
  const field: ColumnField = { model: "a.Thing", name, attname: name, null: true, primaryKey: false, ...part };
  return { column: { name, type, field }, cells };
}

const none: Cell = { kind: "null", text: "" };
const cell = (kind: Cell["kind"], text: string): Cell => ({ kind, text });
const sizes = [
  { value: "S", label: "Small" },
  { value: "2", label: "Two" },
  { value: "Two", label: "2" },
];

/** Every class of field that a cell can be of, with the values that are lost where somebody is careless. */
export const everyKind: readonly Kind[] = [
  kind("id", "BigAutoField", [cell("int", "1"), cell("int", "2"), cell("int", "3")], { primaryKey: true, null: false }),
  kind("big", "BigIntegerField", [cell("int", "9223372036854775807"), none, cell("int", "-9007199254740993")]),
  kind("price", "DecimalField", [cell("decimal", "1.500000"), none, cell("decimal", "0.00")]),
  kind("ratio", "FloatField", [cell("float", "0.1"), cell("float", "1e+300"), cell("float", "inf")]),
  kind("flag", "BooleanField", [cell("bool", "True"), cell("bool", "False"), none]),
  kind("text", "TextField", [cell("str", "one\r\ntwo\r\n"), none, cell("str", "")]),
  kind("title", "CharField", [
    cell("str", "  spaces  "),
    cell("str", "a\rb\nc"),
    cell("str", "\u202eright\u0000to left"),
  ]),
  kind("size", "CharField", [cell("str", "S"), cell("str", "none of them"), cell("str", "")], {
    choices: sizes,
    null: false,
  }),
  kind("rank", "IntegerField", [cell("int", "1"), cell("int", "99"), none], {
    choices: [
      { value: 1, label: "One" },
      { value: null, label: "Unknown" },
    ],
  }),
  kind("sure", "BooleanField", [cell("bool", "True"), cell("bool", "False"), none], {
    choices: [
      { value: true, label: "Yes" },
      { value: false, label: "No" },
    ],
  }),
  kind("at", "DateTimeField", [
    cell("datetime", "2026-01-03 11:00:00.000001+01:00"),
    none,
    cell("datetime", "0001-01-01 00:00:00"),
  ]),
  kind("on", "DateField", [cell("date", "2026-01-03"), none, cell("date", "9999-12-31")]),
  kind("clock", "TimeField", [cell("time", "23:59:59.999999"), none, cell("time", "00:00:00")]),
  kind("took", "DurationField", [cell("duration", "-1 day, 23:59:59"), none, cell("duration", "0:00:00.000001")]),
  kind("key", "UUIDField", [cell("uuid", "12345678-1234-5678-1234-567812345678"), none, none]),
  kind("facts", "JSONField", [cell("json", '{"a": [1, 1.10], "big": 9007199254740993}'), cell("json", "null"), none]),
  kind("data", "BinaryField", [cell("bytes", "b'\\x00\\xff'"), none, cell("bytes", "b''")]),
  kind("site", "URLField", [cell("str", "https://example.org/?a=<b>"), none, cell("str", "")]),
  kind("ip", "GenericIPAddressField", [cell("str", "::ffff:0a0a:0a0a"), none, cell("str", "127.0.0.1")]),
  kind("owner_id", "ForeignKey", [cell("int", "3"), none, cell("int", "404")], {
    name: "owner",
    attname: "owner_id",
    related: "a.Owner",
    target: "id",
  }),
  kind("currency_id", "ForeignKey", [cell("str", "007"), none, cell("str", "EUR")], {
    name: "currency",
    attname: "currency_id",
    related: "a.Currency",
    target: "code",
  }),
];

export const columns = everyKind.map(({ column }) => column);
export const rowCount = 3;

/** What a foreign key's cells lead to. */
export const labels = [{ column: columns.findIndex(({ name }) => name === "owner_id"), labels: { "3": "Ada" } }];

export function everyKindPage({ id }: { readonly id: string }): Page {
  const rows = Array.from({ length: rowCount }, (_, row) => everyKind.map(({ cells }) => cells[row] ?? none));
  return { id, start: 0, rowCount, rows };
}

/** A cell with all there is to know of it, as the engine tells it. */
export function everyKindDetail({ row, column }: { readonly row: number; readonly column: number }): CellDetail {
  const { text = "", kind: of } = everyKind[column]?.cells[row] ?? none;
  if (of !== "bytes") return { text };
  return { text, bytes: text === "b''" ? { base64: "", size: 0 } : { base64: "AP8=", size: 2 } };
}
