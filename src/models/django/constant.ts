import { PathValue } from "./paths";

/** What a constant expression is worth. Lists and tuples are both arrays. */
export type Constant =
  | null
  | boolean
  | bigint
  | number
  | string
  | PathValue
  | readonly Constant[]
  | ReadonlyMap<Constant, Constant>;

/** The expression's value cannot be known without running it. */
export const UNKNOWN = Symbol("unknown");
export type Evaluated = Constant | typeof UNKNOWN;

/** A list of texts out of a constant, nothing where it is none. */
export function texts(value: Evaluated | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === "string") ? value : undefined;
}

export function truthy(value: Constant): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return value instanceof PathValue || Boolean(value);
}
