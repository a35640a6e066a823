import { raise } from "./exceptions";
import { PyBuiltin, PyModule, PyObject, PyType, type Value } from "./objects";
import { bind } from "./signature";

/** Python's UUID: 32 lower-case hexadecimal digits. */
export class PyUuid extends PyObject {
  readonly typeName = "UUID";

  constructor(readonly hex: string) {
    super();
  }

  /** Reads what Python's constructor reads; null for other text. */
  static parse(text: string): PyUuid | null {
    const clean = text
      .replace("urn:", "")
      .replace("uuid:", "")
      .replace(/^\{|\}$/g, "")
      .replaceAll("-", "")
      .toLowerCase();
    return /^[0-9a-f]{32}$/.test(clean) ? new PyUuid(clean) : null;
  }

  override toString(): string {
    const h = this.hex;
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  }

  override str(): string {
    return this.toString();
  }

  override repr(): string {
    return `UUID('${this.toString()}')`;
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof PyUuid ? other.hex === this.hex : undefined;
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyUuid ? (this.hex < other.hex ? -1 : this.hex > other.hex ? 1 : 0) : undefined;
  }

  override hashKey(): string {
    return `u:${this.hex}`;
  }

  override attribute(name: string): Value | undefined {
    if (name === "hex") return this.hex;
    if (name === "int") return BigInt(`0x${this.hex}`);
    return name === "version" ? BigInt(Number.parseInt(this.hex.charAt(12), 16)) : undefined;
  }
}

/** Python's `UUID` class. */
export const uuidType = new PyType(
  "UUID",
  (args) => {
    const { named } = bind("UUID", ["hex?", "bytes?", "bytes_le?", "fields?", "int?"], args);
    if (typeof named.int === "bigint") return new PyUuid(named.int.toString(16).padStart(32, "0"));
    if (named.bytes instanceof Uint8Array)
      return new PyUuid([...named.bytes].map((b) => b.toString(16).padStart(2, "0")).join(""));
    if (typeof named.hex !== "string")
      throw raise("TypeError", "one of the hex, bytes, bytes_le, fields, or int arguments must be given");
    const parsed = PyUuid.parse(named.hex);
    if (!parsed) throw raise("ValueError", "badly formed hexadecimal UUID string");
    return parsed;
  },
  (value) => value instanceof PyUuid,
);

/** Python's `uuid` module; `random` gives 16 bytes and belongs to the run, so that a replay draws the same. */
export function uuidModule(random: () => Uint8Array): PyModule {
  const make = (): PyUuid => {
    const bytes = random();
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return new PyUuid([...bytes].map((b) => b.toString(16).padStart(2, "0")).join(""));
  };
  return new PyModule(
    "uuid",
    new Map<string, Value>([
      ["UUID", uuidType],
      ["uuid4", new PyBuiltin("uuid4", make)],
      ["uuid1", new PyBuiltin("uuid1", make)],
    ]),
  );
}
