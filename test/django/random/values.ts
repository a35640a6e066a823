import type { Kind } from "./models";
import type { World } from "./world";

const WORDS = ["", "a", "A", "ab", "Abba", "b%c", "under_score", "O'Brien", "ünïcode", "Ünï", "10", "zz top", "  pad "];
const UUIDS = ["1", "2", "3", "4"].map((digit) => `UUID("${digit.repeat(8)}-0000-4000-8000-00000000000${digit}")`);
const JSON_VALUES = [
  "None",
  "1",
  "True",
  '"text"',
  "[]",
  "[1, 2, 3]",
  "{}",
  '{"a": 1}',
  '{"a": {"b": "x"}, "c": [1, {"d": None}]}',
  '{"a": "1", "ü": 2.5}',
];

/** A value of a kind as Python text. Few values, so that rows share them. */
export function literal({ chance, zoned }: World, kind: Kind): string {
  switch (kind) {
    case "char":
    case "text":
      return JSON.stringify(chance.pick(WORDS));
    case "int":
      return String(chance.int(-5, 12));
    case "bigint":
      return chance.pick(["0", "7", "-7", "4294967296", "9007199254740993", "-9007199254740993"]);
    case "float":
      return String(chance.int(-8, 20) / 4).replace(/^(-?\d+)$/, "$1.0");
    case "decimal":
      return `Decimal("${(chance.int(-500, 2000) / 100).toFixed(2)}")`;
    case "bool":
      return chance.pick(["True", "False"]);
    case "date":
      return `date(${chance.pick([2023, 2024])}, ${chance.pick(["2, 28", "2, 29", "12, 31", "1, 1", "7, 15"]).replace("2, 29", "3, 1")})`;
    case "datetime":
      return `datetime.datetime(${chance.pick([2023, 2024])}, ${chance.pick([1, 3, 12])}, ${chance.pick([1, 15, 31])}, ${chance.pick(["0, 0", "23, 59, 59", "12, 30, 15, 250000", "6, 0"])}${zoned ? ", tzinfo=datetime.timezone.utc" : ""})`;
    case "time":
      return chance.pick([
        "datetime.time(0, 0)",
        "datetime.time(9, 30)",
        "datetime.time(23, 59, 59, 999999)",
        "datetime.time(12, 0, 0, 500)",
      ]);
    case "duration":
      return chance.pick([
        "timedelta(0)",
        "timedelta(days=1)",
        "timedelta(hours=-3)",
        "timedelta(days=2, microseconds=7)",
      ]);
    case "uuid":
      return chance.pick(UUIDS);
    case "json":
      return chance.pick(JSON_VALUES);
  }
}
