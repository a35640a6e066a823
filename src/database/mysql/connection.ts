import type { Connection, FieldPacket, QueryOptions, ResultSetHeader } from "mysql2";
import type { QueryRunner } from "typeorm";
import type { SqlList, SqlRow, SqlValue } from "../backend";
import { translateMysql } from "./errors";
import { placed } from "./literals";
import { exact, narrow } from "./values";

/** What a statement that gives no rows came to. */
export interface Outcome {
  readonly affected: number;
  /** The first key that AUTO_INCREMENT gave; 0n without one. */
  readonly insertId: bigint;
}

/** Rows as lists with the names of their columns. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly SqlList[];
}

/** One connection of TypeORM's pool, in the state that every session of ours is in. */
export class MysqlConnection {
  /** A cancel was asked for: what the server interrupts from now on was interrupted by us. */
  cancelled = false;

  constructor(
    readonly runner: QueryRunner,
    readonly connection: Connection,
    readonly threadId: number,
  ) {}

  /** Rows as objects; integers past 2^53, and with `isExact` all of them, are `bigint`. */
  async all(sql: string, parameters: readonly SqlValue[] = [], isExact = false): Promise<readonly SqlRow[]> {
    const { result } = await this.#send(sql, parameters, isExact, false);
    return Array.isArray(result) ? (result as SqlRow[]) : [];
  }

  /** Rows as lists, every integer a `bigint`. */
  async rows(sql: string, parameters: readonly SqlValue[] = []): Promise<Rows> {
    const { result, fields } = await this.#send(sql, parameters, true, true);
    return { columns: fields.map((field) => field.name), rows: Array.isArray(result) ? (result as SqlList[]) : [] };
  }

  /**
   * Rows as lists, read by the driver without a call for each value: whole numbers as `number`, those of 64 bits as text.
   * Only for the columns that `plainColumns` takes. `tail` is put behind the statement.
   */
  async plain(sql: string, parameters: readonly SqlValue[] = [], tail = ""): Promise<readonly SqlList[]> {
    const options = { rowsAsArray: true, supportBigNumbers: true, bigNumberStrings: true };
    const { result } = await this.#query({ sql: placed(sql, parameters) + tail, ...options });
    return Array.isArray(result) ? (result as SqlList[]) : [];
  }

  /** A statement that gives no rows. `timeout`: milliseconds after which the server counts as gone. */
  async run(sql: string, parameters: readonly SqlValue[] = [], timeout?: number): Promise<Outcome> {
    const { result } = await this.#send(sql, parameters, true, true, timeout);
    const header = result as ResultSetHeader;
    return { affected: header.affectedRows ?? 0, insertId: BigInt(header.insertId ?? 0) };
  }

  /** Ends the connection at once; the pool makes another one when it is asked. */
  destroy(): void {
    this.connection.destroy();
  }

  #send(
    sql: string,
    parameters: readonly SqlValue[],
    isExact: boolean,
    asLists: boolean,
    timeout?: number,
  ): Promise<Answered> {
    return this.#query({
      sql: placed(sql, parameters),
      rowsAsArray: asLists,
      typeCast: isExact ? exact : narrow,
      ...(timeout !== undefined && { timeout }),
    });
  }

  #query(options: QueryOptions): Promise<Answered> {
    return new Promise((resolve, reject) => {
      this.connection.query(options, (error: unknown, result: unknown, fields: readonly FieldPacket[] | undefined) => {
        if (error) reject(translateMysql(error, this.cancelled));
        else resolve({ result, fields: fields ?? [] });
      });
    });
  }
}

interface Answered {
  readonly result: unknown;
  readonly fields: readonly FieldPacket[];
}
