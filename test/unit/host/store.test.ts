import { describe, expect, it } from "vitest";
import { Store } from "../../../src/host/store";

describe("Store", () => {
  it("disposes what it holds, the last first, once", () => {
    const order: number[] = [];
    const store = new Store();
    for (const number of [1, 2, 3]) store.add({ dispose: () => order.push(number) });
    store.dispose();
    store.dispose();
    expect(order).toEqual([3, 2, 1]);
  });

  it("disposes at once what is added too late", () => {
    const store = new Store();
    store.dispose();
    let disposed = false;
    store.add({
      dispose: () => {
        disposed = true;
      },
    });
    expect(disposed).toBe(true);
  });

  it("goes on after a failure, and throws all of them at the end", () => {
    const store = new Store();
    let disposed = false;
    store.add({
      dispose: () => {
        disposed = true;
      },
    });
    store.add({
      dispose: () => {
        throw new Error("no");
      },
    });
    expect(() => store.dispose()).toThrow(AggregateError);
    expect(disposed).toBe(true);
  });
});
