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
  return plainDifferences(source, ordered, answer, got);
}

/** Django's `INSERT IGNORE` passes over a link to a row that does not exist, without a word; here it is refused as elsewhere. */
export function isRefusedLink(source: string, answer: Answer | undefined, got: StatementResult): boolean {
  const isLinking = /\.(set|add)\(/.test(source) && /foreign key constraint/i.test(got.error?.message ?? "");
  return isLinking && answer !== undefined && !answer.error;
}
