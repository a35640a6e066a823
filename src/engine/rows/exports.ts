import { randomUUID } from "node:crypto";
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { QuerysetError } from "../../protocol/errors";
import type { ExportFormat } from "../../protocol/rows";
import type { Value } from "../../python/objects";
import { writerFor } from "./formats";
import type { WrittenTable } from "./table";
import { WorkbookWriter } from "./xlsx/workbook";

/** Rows that are written before the person is told. */
const STEP = 2_000;

/** Rows of a result from a place on, in the columns that are written. */
type Read = (start: number, count: number) => Promise<readonly (readonly Value[])[]>;

interface Sink {
  row(values: readonly Value[], index: number): void;
  finish(): void;
  readonly notes: readonly string[];
}

interface Job {
  readonly path: string;
  readonly part: string;
  readonly file: number;
  readonly sink: Sink;
  readonly read: Read;
  rows: number;
}

/** Results on their way into files: each is written beside its file, which it takes the place of at the end. */
export class Exports {
  readonly #jobs = new Map<string, Job>();

  start(path: string, format: ExportFormat, table: WrittenTable, read: Read): string {
    if (format === "fixture" && table.model === null)
      throw new QuerysetError("Unsupported", "Only rows of a model make a fixture.", {
        hint: "Choose another format, or take values() out of the statement.",
      });
    const part = `${path}.part`;
    const file = openSync(part, "w");
    const put = (bytes: Uint8Array | string): void => {
      if (typeof bytes === "string") writeSync(file, bytes);
      else writeSync(file, bytes);
    };
    const id = randomUUID();
    this.#jobs.set(id, { path, part, file, sink: sinkFor(format, table, put), read, rows: 0 });
    return id;
  }

  /** Writes some more rows; with the last of them the file is there. */
  async step(id: string): Promise<{ rows: number; done: boolean; notes: readonly string[] }> {
    const job = this.#find(id);
    try {
      const rows = await job.read(job.rows, STEP);
      for (const row of rows) job.sink.row(row, job.rows++);
      if (rows.length === STEP) return { rows: job.rows, done: false, notes: [] };
      job.sink.finish();
      closeSync(job.file);
      renameSync(job.part, job.path);
      this.#jobs.delete(id);
      return { rows: job.rows, done: true, notes: job.sink.notes };
    } catch (error) {
      this.stop(id);
      throw error;
    }
  }

  stop(id: string): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#jobs.delete(id);
    closeSync(job.file);
    rmSync(job.part, { force: true });
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new QuerysetError("LookupError", "This export is no longer under way.");
    return job;
  }
}

function sinkFor(format: ExportFormat, table: WrittenTable, put: (bytes: Uint8Array | string) => void): Sink {
  if (format === "xlsx") {
    return new WorkbookWriter(
      put,
      table.columns.map(({ name }) => name),
      table.zone,
    );
  }
  const writer = writerFor(format, table, true);
  let waiting = writer.head;
  const flush = (): void => {
    put(waiting);
    waiting = "";
  };
  return {
    row: (values, index) => {
      waiting += writer.row(values, index);
      if (waiting.length > 1 << 18) flush();
    },
    finish: () => {
      waiting += writer.tail;
      flush();
    },
    notes: [],
  };
}
