import type { Json } from "../../../src/protocol/json";
import type { StatementResult } from "../../../src/protocol/results";
import type { ServerAnswer } from "../../django/random/django";
import { differences as plainDifferences } from "../../django/random/exam";

type Answer = ServerAnswer["scripts"][number]["answers"][number];

/** Errors that the server words, each driver in its own way. */
const OF_THE_SERVER = /^(Data|Integrity|Operational|Programming|Internal|NotSupported|Database)Error$/;

/** Where one statement's answer is not Django's on the same server. Of what the server refuses, the class is compared. */
export function differences(
  source: string,
  ordered: boolean,
  answer: Answer | undefined,
  got: StatementResult,
  engine: "postgresql" | "mysql",
): string[] {
  if (answer?.error && got.error && OF_THE_SERVER.test(answer.error.class)) {
    if (answer.error.class === got.error.type) return [];
    return [
      `${source}\n   Django: ${answer.error.class}: ${answer.error.message}\n   here: ${got.error.type}: ${got.error.message}`,
    ];
  }
  if (engine === "mysql" && isRefusedLink(source, answer, got)) return [];
  const tied = (value: Json | undefined) => (Array.isArray(value) ? { value: withTies(value) } : {});
  return plainDifferences(source, ordered, answer && { ...answer, ...tied(answer.value) }, {
    ...got,
    ...tied(got.value),
  });
}

/** Rows that a join repeats stand side by side in an order that nothing names: those that begin alike, by their text. */
function withTies(rows: readonly Json[]): Json[] {
  const firstOf = (row: Json): string =>
    text(typeof row === "object" && row !== null ? (Object.values(row)[0] ?? null) : row);
  const out: Json[] = [];
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && firstOf(rows[end] ?? null) === firstOf(rows[start] ?? null)) end++;
    out.push(...rows.slice(start, end).sort((a, b) => (text(a) < text(b) ? -1 : 1)));
    start = end;
  }
  return out;
}

const text = (value: Json): string =>
  JSON.stringify(value, (_name, item: unknown) => (typeof item === "bigint" ? `i${item}` : item));

/** Django's `INSERT IGNORE` passes over a link to a row that does not exist, without a word; here it is refused as elsewhere. */
export function isRefusedLink(source: string, answer: Answer | undefined, got: StatementResult): boolean {
  const isLinking = /\.(set|add)\(/.test(source) && /foreign key constraint/i.test(got.error?.message ?? "");
  return isLinking && answer !== undefined && !answer.error;
}
