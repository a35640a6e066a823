import type { Module } from "./tree";

/**
 * Parses a whole Python text. Never throws; a broken statement ends where the next line starts a statement at column 0,
 * so that it never swallows what follows.
 */
export declare function parseModule(text: string): Module;

/** A top-level piece of a script: the unit that is run, previewed and shown. Offsets into the whole text. */
export interface StatementText {
  readonly from: number;
  readonly to: number;
  /** Line of `from`, from 1. */
  readonly line: number;
  readonly endLine: number;
}

/** Splits a script into its top-level statements without looking at whether they are right. */
export declare function splitStatements(text: string): StatementText[];
