import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../src/protocol/json";

/** One signal as Django sent it. */
export interface ExpectedSignal {
  readonly signal: string;
  readonly sender: string;
  readonly pk: Json;
  readonly created?: boolean;
  readonly action?: string;
}

type Row = Readonly<Record<string, Json>>;

/** The rows that a statement changed in one table. */
export interface ExpectedChange {
  readonly inserted?: readonly Row[];
  readonly updated?: readonly { readonly from: Row; readonly to: Row }[];
  readonly deleted?: readonly Row[];
}

export interface Expectation {
  readonly statement: string;
  readonly type?: string;
  readonly value?: Json;
  readonly ordered?: boolean;
  readonly error?: { readonly class: string; readonly message: string };
  readonly signals?: readonly ExpectedSignal[];
  readonly changes?: Readonly<Record<string, ExpectedChange>>;
}

/** A script and what Django answered to each of its statements. */
export interface Case {
  readonly id: string;
  readonly group: string;
  readonly models: string;
  readonly database: string;
  readonly settings: {
    readonly USE_TZ: boolean;
    readonly TIME_ZONE: string;
    readonly NOW: string;
    readonly DEFAULT_AUTO_FIELD: string;
  };
  readonly statements: readonly string[];
  readonly expect: readonly Expectation[];
}

/** What a case does; a tour is one long script over many things. */
export type Kind = "read" | "write" | "tour";

/** Every case of a kind, by group. */
export function casesOf(kind: Kind): ReadonlyMap<string, readonly Case[]> {
  const folder = join(import.meta.dirname, "cases", kind);
  const groups = new Map<string, Case[]>();
  for (const file of readdirSync(folder).sort()) {
    for (const one of JSON.parse(readFileSync(join(folder, file), "utf8")) as Case[])
      groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  }
  return groups;
}
