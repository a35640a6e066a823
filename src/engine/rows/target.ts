import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/** Where an export goes. */
export interface Target {
  put(bytes: Uint8Array | string): void;
  /** All was put: the file is there. */
  finish(): void;
  /** Given up: nothing of it is left. */
  drop(): void;
  /** What was put since the last time, where somebody else writes it. */
  take(): Uint8Array | undefined;
}

/** A file of the disk, written beside the one whose place it takes at the end. */
export function fileTarget(path: string): Target {
  const part = `${path}.part`;
  const file = openSync(part, "w");
  return {
    put: (bytes) => void (typeof bytes === "string" ? writeSync(file, bytes) : writeSync(file, bytes)),
    finish: () => {
      closeSync(file);
      renameSync(part, path);
    },
    drop: () => {
      closeSync(file);
      rmSync(part, { force: true });
    },
    take: () => undefined,
  };
}

/** Pieces that the host fetches, and writes where only it can. */
export function handedOn(): Target {
  const encoder = new TextEncoder();
  let pieces: Uint8Array[] = [];
  return {
    put: (bytes) => void pieces.push(typeof bytes === "string" ? encoder.encode(bytes) : bytes),
    finish: () => undefined,
    drop: () => {
      pieces = [];
    },
    take: () => {
      const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const piece of pieces) {
        whole.set(piece, at);
        at += piece.length;
      }
      pieces = [];
      return whole;
    },
  };
}
