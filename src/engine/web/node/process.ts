/** As much of Node's `process` as the engine and TypeORM look at. */
export const process = {
  env: {},
  pid: 1,
  platform: "browser",
  versions: { node: "none" },
  emitWarning: (): void => undefined,
  getBuiltinModule: undefined,
  kill: (): never => {
    throw new Error("a browser has no other processes");
  },
  nextTick: (work: (...args: unknown[]) => void, ...args: unknown[]): void => queueMicrotask(() => work(...args)),
};
