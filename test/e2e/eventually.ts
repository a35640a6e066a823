import type { Locator } from "playwright-core";
import { expect } from "vitest";

const patience = 30_000;

/** Waits until a value is what it should be; what other processes do takes its time. */
export function eventually<T>(read: () => Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: patience, interval: 200 });
}

/** Waits until a part of the page is shown, and names it where it never is. */
export async function shown(part: Locator): Promise<Locator> {
  await part.first().waitFor({ timeout: patience });
  return part;
}
