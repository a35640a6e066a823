import type { DatabaseInfo } from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import type { DatabaseRole, GuardSettings, Guards } from "../protocol/guards";
import type { Effect, PreviewWarning } from "../protocol/results";

const strictest: readonly DatabaseRole[] = ["production", "staging", "development"];

/** A database with what the person's settings say about it. */
export function guarded(info: DatabaseInfo, settings: GuardSettings | undefined): DatabaseInfo {
  if (settings === undefined) return info;
  const roles = Object.entries(settings.roles).flatMap(([pattern, role]) => (isMeant(pattern, info) ? [role] : []));
  const role = strictest.find((candidate) => roles.includes(candidate));
  return {
    ...info,
    ...(role !== undefined && { role }),
    ...(isReadOnly(info, settings) && { readOnly: true }),
  };
}

/**
 * Throws `ReadOnly` where a database is only read, by its kind or because the settings say so: then nothing of a write is
 * even rehearsed.
 */
export function assertWritable(info: DatabaseInfo, settings: GuardSettings | undefined): void {
  if (info.noWrites) {
    const { message, hint } = info.noWrites;
    throw new QuerysetError(
      "ReadOnly",
      `${info.name} is only read, so this statement, which writes, was not run. ${message}.`,
      { hint },
    );
  }
  if (settings === undefined || !isReadOnly(info, settings)) return;
  throw new QuerysetError("ReadOnly", `${info.name} is only read, so this statement, which writes, was not run.`, {
    hint: "The setting querysetExplorer.readOnly says so.",
  });
}

function isReadOnly(info: DatabaseInfo, { readOnly }: GuardSettings): boolean {
  return typeof readOnly === "boolean" ? readOnly : readOnly.some((pattern) => isMeant(pattern, info));
}

/** What is to be confirmed before these effects, of which a preview warns so, are applied. */
export function guardsOf(
  role: DatabaseRole | undefined,
  effects: readonly Effect[],
  warnings: readonly PreviewWarning[],
): Guards {
  const meant = effects.find(({ cause }) => cause === "statement") ?? effects[0];
  const many = warnings.filter(({ kind }) => kind === "wholeTable" || kind === "manyRows");
  return {
    ...(role === "production" && meant !== undefined && { type: meant.model }),
    ...(many.length > 0 && { many: many.map(({ message }) => message) }),
  };
}

function isMeant(pattern: string, info: DatabaseInfo): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const whole = new RegExp(`^${source}$`, "is");
  return [info.name, info.location, shortPlace(info)].some((text) => text !== undefined && whole.test(text));
}

/** The file's name, or the server's: `db.example.com` of an address with a scheme, a user, or a port. */
function shortPlace({ kind, location }: DatabaseInfo): string | undefined {
  if (kind === "sqlite" || kind === "sqljs") return location.split(/[/\\]/).at(-1);
  return /^(?:[a-z][\w+.-]*:\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/i.exec(location)?.[1];
}
