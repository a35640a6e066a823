type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The object without what is undefined in it. */
export function defined<T extends object>(
  value: T,
): Partial<Defined<T>> & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as ReturnType<
    typeof defined<T>
  >;
}
