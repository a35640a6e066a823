import { QuerysetError } from "../../protocol/errors";
import { causeOf } from "./errors";

/*
 * CockroachDB speaks PostgreSQL's protocol. What it lacks is taken from its documentation ("PostgreSQL Compatibility",
 * "pg_catalog", "Session variables"): none of this was run against one.
 */

/** Which server answers, by what its `version()` says. */
export type Product = "PostgreSQL" | "CockroachDB";

export function productOf(version: string): Product {
  return /^CockroachDB/.test(version) ? "CockroachDB" : "PostgreSQL";
}

/** Why nothing is written to CockroachDB, and what to do instead. */
export const NO_WRITES = {
  message:
    "CockroachDB lacks what the effects of a write are read by on PostgreSQL: row versions (xmin), counts of a transaction's changes (pg_stat_xact_user_tables) and its outcome (txid_status)",
  hint: "Write with another program, or try it in the scratch database (Copy Table to Scratch…).",
};

/** Refuses a write before anything of it is sent. */
export function refuseWrites(name: string): QuerysetError {
  return new QuerysetError("ReadOnly", `${name} is only read: ${NO_WRITES.message}.`, { hint: NO_WRITES.hint });
}

/** Codes by which a server says that it does not know a setting, or that value of it. */
const UNKNOWN_SETTING = new Set(["42704", "22023", "0A000"]);

/** Whether a server refused a setting that it does not know: its own default then has to do. */
export function isUnknownSetting(error: unknown): boolean {
  return UNKNOWN_SETTING.has(causeOf(error)?.code ?? "");
}
