export function animation(
  frames: readonly ({ readonly png: Uint8Array; readonly seconds: number } | undefined)[],
): Buffer;
