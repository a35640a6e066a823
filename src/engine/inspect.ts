import type { Session } from "../database/backend";
import type { PlanStep } from "../orm/dialects/dialect";
import { Manager } from "../orm/manager";
import type { DjangoOrm } from "../orm/orm";
import { EmptyResult } from "../orm/query/results";
import { QuerySet } from "../orm/queryset";
import { readable } from "../orm/sql";
import { NOTHING, type Observed } from "../preview/observe";
import { explained } from "../preview/pages/access";
import { QuerysetError } from "../protocol/errors";
import type { Value } from "../python/objects";

/** The SQL of a queryset as a statement's value; nothing for other values. */
export async function observeSql(value: Value | undefined, orm: DjangoOrm): Promise<Observed> {
  const queryset = await querysetOf(value, orm);
  return queryset ? { ...NOTHING, json: sqlOf(queryset) } : NOTHING;
}

/** The database's plan for a queryset as a statement's value. Throws `Unsupported` for other values, if there is one. */
export async function observePlan(value: Value | undefined, orm: DjangoOrm): Promise<Observed> {
  // What runs before the statement, an import or an assignment, has none.
  if (value === undefined) return NOTHING;
  const queryset = await querysetOf(value, orm);
  if (!queryset)
    throw new QuerysetError("Unsupported", "Only a queryset can be explained, and this statement gives none.", {
      hint: "Put the cursor on a queryset that is not yet counted, read or sliced to one row.",
    });
  if (sqlOf(queryset) === "") return { ...NOTHING, json: "No row can match, so the database is not asked." };
  const { sql } = queryset.plan();
  orm.connection.trace.sql.push({ sql: readable(sql), milliseconds: 0 });
  return { ...NOTHING, json: planText(await explained(orm.connection.session, orm.compiler.dialect, sql)) };
}

async function querysetOf(value: Value | undefined, orm: DjangoOrm): Promise<QuerySet | null> {
  const given = value instanceof Manager ? await value.queryset(orm.interpreter) : value;
  return given instanceof QuerySet ? given : null;
}

function sqlOf(queryset: QuerySet): string {
  try {
    return readable(queryset.plan().sql);
  } catch (error) {
    if (error instanceof EmptyResult) return "";
    throw error;
  }
}

/** A plan as a tree: what a step consists of stands indented under it. */
export function planText(steps: readonly PlanStep[]): string {
  const lines = (parent: number, indent: string): string[] => {
    const own = steps.filter((step) => step.parent === parent);
    return own.flatMap(({ id, detail }, i) => {
      const isLast = i === own.length - 1;
      return [`${indent}${isLast ? "└─" : "├─"} ${detail}`, ...lines(id, `${indent}${isLast ? "   " : "│  "}`)];
    });
  };
  return lines(0, "").join("\n");
}

/** A session in which nothing can be read: what is only looked at must not touch data. */
export function blind(session: Session): Session {
  const refuse = (): Promise<never> => Promise.reject(new QuerysetError("ReadOnly", "Nothing is read here."));
  return {
    builder: () => session.builder(),
    all: refuse,
    write: refuse,
    savepoint: refuse,
    violations: async () => [],
    onSql: () => undefined,
  };
}

/** What an assignment assigns, where it has one plain name: the queryset that a hover or a plan is about. */
export function withoutAssignment(source: string): string {
  return source.replace(/^(\s*)[A-Za-z_]\w*\s*=(?!=)\s*/, "$1");
}
