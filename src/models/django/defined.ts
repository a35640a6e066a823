type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The object without what is undefined in it. */
export function defined<T extends object>(
  value: T,
): Partial<Defined<T>> & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } {
  const kept: Record<string, unknown> = {};
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key];
  return kept as ReturnType<typeof defined<T>>;
}
