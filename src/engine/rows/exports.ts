import { randomUUID } from "node:crypto";
import { QuerysetError } from "../../protocol/errors";
import type { ExportFormat } from "../../protocol/rows";
import type { Value } from "../../python/objects";
import { writerFor } from "./formats";
import type { WrittenTable } from "./table";
import { fileTarget, handedOn, type Target } from "./target";
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
  readonly target: Target;
  readonly sink: Sink;
  readonly read: Read;
  rows: number;
}

/** What a step of an export came to. */
interface Stepped {
  readonly rows: number;
  readonly done: boolean;
  readonly notes: readonly string[];
  readonly bytes?: Uint8Array;
}

/** Results on their way into files, which are only there once all is written. */
export class Exports {
  readonly #jobs = new Map<string, Job>();

  /** `path` is null where the host writes the file itself: its bytes come with the steps. */
  start(path: string | null, format: ExportFormat, table: WrittenTable, read: Read): string {
    if (format === "fixture" && table.model === null)
      throw new QuerysetError("Unsupported", "Only rows of a model make a fixture.", {
        hint: "Choose another format, or take values() out of the statement.",
      });
    const target = path === null ? handedOn() : fileTarget(path);
    const id = randomUUID();
    const put = (bytes: Uint8Array | string): void => target.put(bytes);
    this.#jobs.set(id, { target, sink: sinkFor(format, table, put), read, rows: 0 });
    return id;
  }

  /** Writes some more rows; with the last of them the file is there. */
  async step(id: string): Promise<Stepped> {
    const job = this.#find(id);
    try {
      const rows = await job.read(job.rows, STEP);
      for (const row of rows) job.sink.row(row, job.rows++);
      const done = rows.length < STEP;
      if (done) {
        job.sink.finish();
        job.target.finish();
        this.#jobs.delete(id);
      }
      const bytes = job.target.take();
      return { rows: job.rows, done, notes: done ? job.sink.notes : [], ...(bytes && { bytes }) };
    } catch (error) {
      this.stop(id);
      throw error;
    }
  }

  stop(id: string): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#jobs.delete(id);
    job.target.drop();
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
