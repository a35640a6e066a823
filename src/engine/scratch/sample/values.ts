import { fromJson } from "../../../orm/choices";
import type { Field } from "../../../orm/fields";
import { PyDict } from "../../../python/collections";
import { PyTimedelta } from "../../../python/datetime";
import type { Value } from "../../../python/objects";
import type { Chance } from "./chance";
import { type Limits, limitsOf } from "./limits";
import { dateText, momentsFor, momentText } from "./moments";
import { textOfPattern } from "./pattern";
import { cut, ipOf, isHeading, personOf, slugOf, type TextContext, textFor } from "./texts";
import { COLOURS } from "./words";

/** What the fields of one row have in common. */
export interface RowContext {
  readonly model: string;
  readonly person: TextContext["person"];
  readonly moments: ReadonlyMap<string, number>;
  heading: string | null;
}

/** The context of a new row. `now` in seconds since 1970. */
export function rowContext(chance: Chance, model: string, fields: readonly Field[], now: number): RowContext {
  const dated = fields.filter(({ valueType }) => valueType.family === "date" || valueType.family === "datetime");
  const moments = momentsFor(
    chance,
    dated.map(({ name }) => name),
    now,
  );
  return { model, person: personOf(chance), moments, heading: null };
}

/** Makes values for one field. */
export class FieldValues {
  readonly #field: Field;
  readonly #limits: Limits;
  readonly #aware: boolean;

  constructor(field: Field, aware: boolean) {
    this.#field = field;
    this.#limits = limitsOf(field);
    this.#aware = aware;
  }

  /** A value that the field takes. `attempt` counts from 0; later ones try harder to be another value than before. */
  make(chance: Chance, row: RowContext, attempt: number): Value {
    const { info, valueType } = this.#field;
    const { among } = this.#limits;
    if (info.choices !== undefined && info.choices.length > 0) return fromJson(chance.pick(info.choices).value);
    if (among !== undefined && among.length > 0) return chance.pick(among);
    switch (valueType.family) {
      case "integer":
        return BigInt(this.#integer(chance, attempt));
      case "float":
        return Math.round(this.#number(chance, 0, 1000) * 100) / 100;
      case "decimal":
        return this.#decimal(chance);
      case "bool":
        return chance.isTrue(/^(is_)?(active|enabled|published|available|valid|in_)/.test(info.name) ? 0.85 : 0.4);
      case "date":
        return dateText(this.#moment(row));
      case "datetime":
        return momentText(this.#moment(row) + attempt * 61, this.#aware);
      case "time":
        return `${String(chance.integer(7, 20)).padStart(2, "0")}:${chance.pick(["00", "15", "30", "45"])}:00`;
      case "duration":
        return new PyTimedelta(BigInt(chance.integer(1, 600)) * 60_000_000n);
      case "uuid":
        return uuid(chance);
      case "binary":
        return Uint8Array.from({ length: Math.min(8, valueType.options.maxLength ?? 8) }, () => chance.integer(0, 255));
      case "json":
        return json(chance);
      case "file":
        return cut(fileName(chance, info.type), valueType.options.maxLength ?? 100);
      default:
        return this.#text(chance, row, attempt);
    }
  }

  #moment({ moments }: RowContext): number {
    return moments.get(this.#field.name) ?? 0;
  }

  #text(chance: Chance, row: RowContext, attempt: number): string {
    const { info, valueType } = this.#field;
    const { minLength = 0, pattern } = this.#limits;
    const maxLength = Math.min(valueType.options.maxLength ?? 1000, this.#limits.maxLength ?? 1000);
    const made = pattern === undefined ? null : textOfPattern(chance, pattern);
    if (made !== null) return made;
    const context: TextContext = {
      field: nameFor(this.#field),
      model: row.model,
      maxLength,
      heading: row.heading,
      person: row.person,
    };
    let text = info.type.includes("IPAddress") ? ipOf(chance) : textFor(chance, context);
    if (/Slug/.test(info.type)) text = slugOf(text) || "item";
    if (attempt > 0) text = numbered(text, chance.integer(2, 10 ** Math.min(6, attempt + 1)), maxLength, info.type);
    while ([...text].length < minLength) text += chance.letters(1).toLowerCase();
    if (isHeading(info.name) || (row.heading === null && /title|name/.test(info.name))) row.heading = text;
    return cut(text, maxLength);
  }

  #integer(chance: Chance, attempt: number): number {
    const { valueType, name } = this.#field;
    const [low, high] = usual(name.toLowerCase());
    const range = RANGES[valueType.name] ?? null;
    const least = Math.ceil(Math.max(this.#limits.least ?? low, range?.[0] ?? low));
    const wanted = this.#limits.most ?? Math.max(high, least + 100);
    const most = Math.floor(Math.min(wanted, range?.[1] ?? wanted));
    // A field that must be unique, and is not bounded, gets room.
    const room = attempt > 3 && this.#limits.most === undefined ? 10 ** Math.min(6, attempt) : 0;
    return chance.integer(least, Math.max(least, Math.min(most + room, range?.[1] ?? most + room)));
  }

  #number(chance: Chance, low: number, high: number): number {
    const { least = low, most = Math.max(high, least) } = this.#limits;
    return Math.min(most, least + chance.fraction() * (most - least));
  }

  #decimal(chance: Chance): string {
    const { maxDigits = 10, decimalPlaces = 2 } = this.#field.valueType.options;
    const whole = Math.max(0, Math.min(maxDigits - decimalPlaces, 9));
    const [, high] = /rate|percent|tax|discount|ratio|weight/.test(this.#field.name) ? [0, 100] : [0, 500];
    const largest = 10 ** whole - 10 ** -decimalPlaces;
    const number = this.#number(chance, Math.min(1, largest), Math.min(high, largest));
    // Digits after the sixth say nothing, and a float has no more to give.
    const text = Math.min(number, largest).toFixed(Math.min(decimalPlaces, 6));
    return Number(text) > largest ? largest.toFixed(Math.min(decimalPlaces, 6)) : text;
  }
}

/** What columns of these classes can hold on every database; the others are wider than any sample. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  SmallIntegerField: [-32_768, 32_767],
  PositiveSmallIntegerField: [0, 32_767],
  IntegerField: [-2_147_483_648, 2_147_483_647],
  PositiveIntegerField: [0, 2_147_483_647],
  PositiveBigIntegerField: [0, Number.MAX_SAFE_INTEGER],
};

/** The name that tells what the text is: a key's own, or that of what it is called after. */
function nameFor({ info }: Field): string {
  const byType: Readonly<Record<string, string>> = { EmailField: "email", URLField: "url", SlugField: "slug" };
  return byType[info.type] ?? (/phone/i.test(info.className ?? "") ? "phone" : info.name);
}

/** `quiet-harbour-27`, `Quiet Harbour 27`, `anna.ito27@example.com`: another text of the same kind. */
function numbered(text: string, number: number, maxLength: number, type: string): string {
  const end = `${number}`;
  const at = text.indexOf("@");
  if (at > 0)
    return `${text.slice(0, Math.max(1, Math.min(at, maxLength - end.length - (text.length - at))))}${end}${text.slice(at)}`;
  const mark = /Slug/.test(type) || /^[a-z0-9-]+$/.test(text) ? "-" : /[\s]/.test(text) ? " " : "";
  const short = mark.length + end.length < maxLength ? `${mark}${end}` : end.slice(-maxLength);
  return `${cut(text, maxLength - short.length)}${short}`;
}

/** Usual bounds of a number, by the field's name. */
function usual(name: string): readonly [number, number] {
  if (/year|founded/.test(name)) return [1960, 2025];
  if (/(^|_)age$/.test(name)) return [18, 80];
  if (/rating|stars|score/.test(name)) return [1, 5];
  if (/percent|progress/.test(name)) return [0, 100];
  if (/(^|_)(position|order|rank|index|sort(_order)?|_order|level|priority)$/.test(name)) return [0, 20];
  if (/price|amount|total|cost|salary|cents|balance/.test(name)) return [100, 20_000];
  if (/quantity|qty|count|number_of|stock|seats|items/.test(name)) return [1, 50];
  if (/minutes|seconds|duration|length|pages/.test(name)) return [20, 600];
  return [0, 1000];
}

function uuid(chance: Chance): string {
  const h = chance.hex(32);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${chance.pick(["8", "9", "a", "b"])}${h.slice(17, 20)}-${h.slice(20)}`;
}

function json(chance: Chance): Value {
  return new PyDict([
    ["colour", chance.pick(COLOURS)],
    ["size", BigInt(chance.integer(1, 12))],
  ]);
}

function fileName(chance: Chance, type: string): string {
  return `${slugOf(chance.pick(COLOURS))}-${chance.integer(1, 999)}.${type === "ImageField" ? "png" : "pdf"}`;
}
