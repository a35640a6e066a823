/**
 * What V8 is told for the engine's process. With a young generation of 4 MiB instead of 16, the peak of memory for a million
 * changed rows is 25 to 70 MiB lower; a preview of 100,000 rows takes up to a fifth more CPU for it, bulk writes no more.
 */
export const ENGINE_FLAGS: readonly string[] = ["--max-semi-space-size=4"];
