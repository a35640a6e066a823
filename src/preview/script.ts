import type { Session } from "../database/backend";
import { ChangeLog } from "../database/changes/log";
import { emptyTrace, OrmConnection } from "../orm/connection";
import type { Trace } from "../orm/context";
import type { DatabaseNames } from "../orm/databaseNames";
import type { DialectName } from "../orm/dialects/dialect";
import { DjangoOrm } from "../orm/orm";
import type { Registry } from "../orm/registry";
import type { Sources } from "../orm/workspaceCode";
import type { ProjectInfo } from "../protocol/models";
import type { StatementError } from "../protocol/results";
import type { PyDateTime } from "../python/datetime";
import type { Value } from "../python/objects";
import { type ParsedStatement, parseStatement, splitStatements } from "../python/parse";
import type { Limits } from "../python/runtime";
import { describeError, isStop, syntaxErrorOf } from "./errors";
import { NOTHING, type Observed } from "./observe";
import { randomFractions, randomSource } from "./random";

/** A script with everything that decides what it does: run twice on the same data, it does the same. */
export interface Script {
  readonly source: string;
  /** Clock and chance, pinned when the script is first run. */
  readonly now: PyDateTime;
  readonly seed: number;
  /** A failed statement is rolled back alone and the next one runs. */
  readonly keepGoing: boolean;
}

/** What scripts run against. */
export interface ScriptHost {
  readonly project: Pick<ProjectInfo, "settings" | "receivers">;
  readonly registry: Registry;
  readonly dialect: DialectName;
  readonly sources: Sources;
  readonly limits?: Limits;
  /** What `using()` may name; absent where nothing has names. */
  readonly databases?: DatabaseNames;
  /** What the database's own RAND() draws from; set anew for each run, so that a replay draws the same. */
  readonly chance?: { next: () => number };
}

/** One statement, run: its value or error, and everything else it did. */
export interface StatementRun {
  readonly statement: ParsedStatement;
  readonly source: string;
  /** Undefined for statements that have no value. */
  readonly value: Value | undefined;
  readonly error: StatementError | null;
  readonly printed: string;
  readonly trace: Trace;
  readonly milliseconds: number;
  /** What was read of the value while its session was open. */
  readonly observed: Observed;
}

export interface ScriptRun {
  readonly orm: DjangoOrm;
  readonly statements: readonly StatementRun[];
}

/** Called with each statement's value while its session is still open: the time to read lazy values. */
export type Observer = (value: Value | undefined, orm: DjangoOrm) => Promise<Observed>;

/**
 * Runs a script's statements one after another in a session. Each runs in a savepoint of its own, and is checked at its
 * end as if it were committed there. Throws `Interrupted` on cancel, and `WriteAttempted` where a read session meets a write.
 */
export async function runScript(
  host: ScriptHost,
  script: Script,
  session: Session,
  canWrite: boolean,
  signal: AbortSignal | null,
  observe: Observer,
  log = new ChangeLog(),
): Promise<ScriptRun> {
  let printed = "";
  if (host.chance) host.chance.next = randomFractions(script.seed);
  const connection = new OrmConnection(session, canWrite, host.dialect, log);
  const orm = new DjangoOrm({
    registry: host.registry,
    settings: host.project.settings,
    receivers: host.project.receivers,
    dialect: host.dialect,
    connection,
    sources: host.sources,
    now: script.now,
    randomBytes: randomSource(script.seed),
    print: (line) => {
      printed += line;
    },
    signal,
    ...(host.databases && { databases: host.databases }),
    ...(host.limits && { limits: host.limits }),
  });
  const { seeding } = orm.compiler.dialect;
  if (seeding !== undefined && canWrite) await session.all(seeding, [randomFractions(script.seed)()]);
  await orm.prepare();
  const statements: StatementRun[] = [];
  for (const piece of splitStatements(script.source)) {
    const parsed = parseStatement(script.source, piece);
    connection.settle();
    const trace = emptyTrace(connection.log);
    connection.trace = trace;
    connection.cause = "statement";
    printed = "";
    const started = performance.now();
    let value: Value | undefined;
    let observed = NOTHING;
    let error: StatementError | null = syntaxErrorOf(parsed, script.source);
    let ended = started;
    let isOver = false;
    const record = (): StatementRun => ({
      statement: parsed,
      source: script.source.slice(piece.from, piece.to),
      value,
      error,
      printed,
      trace,
      observed,
      // Without the gathering of its effects, which only the preview wants.
      milliseconds: ended - started,
    });
    if (!error) {
      const savepoint = canWrite ? await session.savepoint() : null;
      try {
        for (const statement of parsed.statements) value = await orm.interpreter.runStatement(statement, orm.scope);
        observed = await observe(value, orm);
        ended = performance.now();
        connection.settle();
        await savepoint?.release();
      } catch (thrown) {
        ended = performance.now();
        connection.settle();
        // Over a connection that is lost nothing can be taken back, nor need it be; the loss itself is what is told.
        const isLost =
          savepoint !== null &&
          !(await savepoint.rollback().then(
            () => true,
            () => false,
          ));
        if (isStop(thrown)) throw thrown;
        isOver = isLost;
        connection.log.truncate(trace.changes.from);
        error = await describeError(thrown, script.source, piece, orm.interpreter, parsed);
        value = undefined;
        observed = NOTHING;
      }
    }
    trace.changes.to = connection.log.end;
    statements.push(record());
    if (isOver || (error && !script.keepGoing)) break;
  }
  return { orm, statements };
}
