import type { Answers } from "./answers";
import { dictsAndSets, listsAndTuples } from "./tables/collections";
import { modules } from "./tables/modules";
import { namesAndAttributes } from "./tables/names";
import { numbers } from "./tables/numbers";
import { regularExpressions } from "./tables/regex";
import { strings } from "./tables/strings";
import { dates, decimal } from "./tables/values";

/** Every table of expressions. */
export const TABLES: readonly { readonly name: string; readonly answers: Answers }[] = [
  { name: "numbers", answers: numbers },
  { name: "strings", answers: strings },
  { name: "lists and tuples", answers: listsAndTuples },
  { name: "dicts and sets", answers: dictsAndSets },
  { name: "decimals", answers: decimal },
  { name: "dates and times", answers: dates },
  { name: "modules", answers: modules },
  { name: "regular expressions", answers: regularExpressions },
  { name: "names, attributes and calls", answers: namesAndAttributes },
];
