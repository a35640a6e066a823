/** What calling a method gives, seen from the queryset or instance it is called on. */
export type Returns =
  | "same"
  | "dicts"
  | "tuples"
  | "values"
  | "instance"
  | "created"
  | "instances"
  | "int"
  | "bool"
  | "str"
  | "dict"
  | "bulk"
  | "aggregates"
  | "deleted"
  | "none";

/** What a call's arguments name, so that they can be completed. */
export interface Arguments {
  /** `lookups`: field paths with lookups. `fields`: the model's own fields. `names`: the caller's free choice. */
  readonly keywords?: "lookups" | "fields" | "names";
  /**
   * Strings that name `paths` (fields, through relations too), `ordering` (with a sign), `fields`, `relations`,
   * `prefetches` (relations by their attribute), or `outer` (paths of the query around).
   */
  readonly strings?: "paths" | "ordering" | "fields" | "relations" | "prefetches" | "outer";
  /** Only the first argument names a field. */
  readonly firstOnly?: true;
  /** Only the argument at this place names fields, as a list. */
  readonly listAt?: number;
  /** Keywords of the method itself, such as `flat`. */
  readonly options?: readonly string[];
  /** What strings that are the value of an option name: fields of the model, in a list or a dictionary's keys. */
  readonly fieldOptions?: readonly string[];
}

/** One method of Django's API as the language shows it. */
export interface ApiMethod extends Arguments {
  readonly name: string;
  /** Without the parentheses: `*fields, flat=False`. */
  readonly parameters: string;
  readonly doc: string;
  readonly returns: Returns;
  /** Writes to the database, so it is previewed first. */
  readonly writes?: boolean;
}
