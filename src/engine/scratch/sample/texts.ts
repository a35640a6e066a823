import type { Chance } from "./chance";
import * as words from "./words";

/** What a text is for: the field's name, the model's, and what was made of the same row so far. */
export interface TextContext {
  readonly field: string;
  readonly model: string;
  readonly maxLength: number;
  /** The name or title of the row, once it has one. */
  readonly heading: string | null;
  /** A person's names, the same for all fields of a row. */
  readonly person: { readonly first: string; readonly last: string };
}

type Maker = (chance: Chance, context: TextContext) => string;

/** Kinds of text by what a field's name says; the first that fits. */
const BY_NAME: readonly (readonly [RegExp, Maker])[] = [
  [
    /e_?mail/,
    (chance, { person }) => `${handle(person)}${chance.integer(1, 99)}@example.${chance.pick(["com", "org", "net"])}`,
  ],
  [
    /^(user_?name|login|nick(name)?|handle|screen_?name)$/,
    (chance, { person }) => `${handle(person)}${chance.integer(1, 99)}`,
  ],
  // What Django keeps for people without a usable password.
  [/password/, (chance) => `!${chance.letters(20)}`],
  [/(^|_)(first|given)_?name$|^forename$/, (_, { person }) => person.first],
  [/(^|_)(last|family|sur)_?name$|^surname$/, (_, { person }) => person.last],
  [
    /(^|_)(full_?name|author|artist|composer|writer|director|owner|contact|customer_name|by)$/,
    (_, { person }) => `${person.first} ${person.last}`,
  ],
  [/slug/, (chance, { heading }) => slugOf(heading ?? title(chance))],
  [/(^|_)(url|uri|link|website|homepage|web_?site)$/, (chance) => `https://example.com/${slugOf(title(chance))}`],
  [
    /phone|mobile|(^|_)(tel|fax)($|_)/,
    (chance) => `+${chance.integer(20, 59)} ${chance.digits(3)} ${chance.digits(3)} ${chance.digits(3)}`,
  ],
  [/(^|_)(city|town|place|location|venue)$/, (chance) => chance.pick(words.CITIES)],
  [/country_?code|(^|_)iso2?$/, (chance) => chance.pick(words.COUNTRY_CODES)],
  [
    /(^|_)(country|nation(ality)?)$/,
    (chance, { maxLength }) => chance.pick(maxLength < 9 ? words.COUNTRY_CODES : words.COUNTRIES),
  ],
  [
    /(^|_)(state|region|province|county)$/,
    (chance) => `${chance.pick(["North", "South", "East", "West"])} ${chance.pick(words.COUNTRIES)}`,
  ],
  [/zip|post_?(al_?)?code/, (chance) => chance.digits(5)],
  [/street|address/, (chance) => `${chance.integer(1, 180)} ${chance.pick(words.STREETS)}`],
  [/currency/, (chance) => chance.pick(words.CURRENCIES)],
  [/language|locale/, (chance) => chance.pick(words.LANGUAGES)],
  [
    /time_?zone|(^|_)tz$/,
    (chance) => chance.pick(["Europe/Berlin", "Europe/London", "America/Toronto", "Asia/Tokyo", "UTC"]),
  ],
  [/colou?r/, (chance, { field }) => (/hex|code/.test(field) ? `#${chance.hex(6)}` : chance.pick(words.COLOURS))],
  [
    /company|employer|organi[sz]ation|publisher|brand|vendor|supplier|manufacturer|label$/,
    (chance) => `${chance.pick(words.LAST_NAMES)} ${chance.pick(words.COMPANY_ENDS)}`,
  ],
  [/(^|_)(job|profession|occupation|position|job_title)$/, (chance) => chance.pick(words.JOBS)],
  [/isbn/, (chance) => `978${chance.digits(10)}`],
  [/(^|_)(ean|gtin|upc|barcode)/, (chance) => chance.digits(13)],
  [
    /(^|_)(sku|code|number|no|ref|reference|serial|token|key|identifier)$/,
    (chance, { maxLength }) =>
      maxLength < 5
        ? chance.letters(Math.max(1, maxLength))
        : `${chance.letters(2)}${chance.digits(Math.min(6, maxLength - 2))}`,
  ],
  [/mime|content_?type/, (chance) => chance.pick(["text/plain", "image/png", "application/pdf", "application/json"])],
  [/(^|_)(version)$/, (chance) => `${chance.integer(0, 4)}.${chance.integer(0, 12)}.${chance.integer(0, 9)}`],
  [/(^|_)(ip|ip_address|host)$/, (chance) => ipOf(chance)],
  [
    /gender|sex$/,
    (chance, { maxLength }) =>
      maxLength < 6 ? chance.pick(["f", "m", "x"]) : chance.pick(["female", "male", "other"]),
  ],
  [
    /description|summary|text|body|content|bio|about|comment|note|message|review|abstract|remark/,
    (chance) => sentences(chance, chance.integer(1, 3)),
  ],
];

const PERSON =
  /person|people|user|member|author|writer|artist|customer|employee|student|teacher|contact|client|patient|player|actor|profile|staff|guest/;

/** A plausible text for a field, by its name and its model's, cut where it would be too long. */
export function textFor(chance: Chance, context: TextContext): string {
  const name = context.field.toLowerCase();
  const maker = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  return cut(maker === undefined ? general(chance, context) : maker(chance, context), context.maxLength);
}

/** True where a field's text names its row. */
export function isHeading(field: string): boolean {
  return /^(name|title|heading|headline|label|subject|display_name)$/.test(field.toLowerCase());
}

function general(chance: Chance, { field, model, person, maxLength }: TextContext): string {
  if (/^(name|display_name)$/.test(field.toLowerCase()) && PERSON.test(model.toLowerCase()))
    return `${person.first} ${person.last}`;
  if (maxLength <= 4) return chance.letters(Math.max(1, maxLength));
  if (isHeading(field)) return title(chance);
  return maxLength > 300 ? sentences(chance, chance.integer(1, 2)) : chance.pick(words.NOUNS);
}

/** Two or three words: `Quiet Harbour`. */
export function title(chance: Chance): string {
  return `${chance.pick(words.ADJECTIVES)} ${chance.pick(words.NOUNS)}`;
}

export function personOf(chance: Chance): TextContext["person"] {
  return { first: chance.pick(words.FIRST_NAMES), last: chance.pick(words.LAST_NAMES) };
}

export function sentences(chance: Chance, count: number): string {
  return chance.some(words.SENTENCES, count).join(" ");
}

export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** An address of the ranges that are kept for documentation (RFC 5737). */
export function ipOf(chance: Chance): string {
  return `${chance.pick(["192.0.2", "198.51.100", "203.0.113"])}.${chance.integer(1, 254)}`;
}

function handle({ first, last }: TextContext["person"]): string {
  return `${first}.${last}`.toLowerCase();
}

/** A text of at most so many characters, cut between words where that leaves anything. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = text.slice(0, length);
  const space = start.lastIndexOf(" ");
  return space > length / 2 ? start.slice(0, space) : start;
}
