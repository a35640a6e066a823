import * as vscode from "vscode";
import type { ReadAnswer, RunAnswer } from "../../protocol/engine";
import type { Connection } from "../engine/connection";
import { isSilent } from "../errors";
import type { Ran, RunEvent } from "./events";
import { firstLine } from "./firstLine";

/** Asks the engine to run statements, and tells those who listen what goes on. */
export class Asking {
  readonly #connection: Connection;
  readonly #told = new vscode.EventEmitter<RunEvent>();

  /** Statements are run, or something came of them. */
  readonly onDidRun = this.#told.event;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  run(ran: Ran, signal: AbortSignal): Promise<RunAnswer> {
    const { request } = ran;
    return this.#follow(ran, this.#connection.call("run", request, signal, firstLine(request.source)));
  }

  /** Null where it would write, and was not run. */
  read(ran: Ran, signal: AbortSignal): Promise<ReadAnswer | null> {
    const { request } = ran;
    return this.#follow(ran, this.#connection.call("read", request, signal, firstLine(request.source)));
  }

  tell(event: RunEvent): void {
    this.#told.fire(event);
  }

  dispose(): void {
    this.#told.dispose();
  }

  async #follow<A extends RunAnswer | null>(ran: Ran, coming: Promise<A>): Promise<A> {
    this.tell({ ...ran, kind: "started" });
    try {
      const answer = await coming;
      this.tell(answer === null ? { ...ran, kind: "stopped" } : { ...ran, kind: "answered", answer });
      return answer;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.tell({ ...ran, kind: "stopped", ...(!isSilent(error) && { message }) });
      throw error;
    }
  }
}
