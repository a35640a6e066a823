import type { FormDraft, FormField, FormValue } from "../../protocol/form";

/** A form in which nothing is entered yet. */
export function emptyDraft(fields: readonly FormField[]): FormDraft {
  const keys = fields.filter(({ key }) => key === true).map(({ name }) => name);
  return { values: {}, keys, filter: "", text: "", columns: {} };
}

/** What a page sent as a draft, its shape checked. Throws TypeError. */
export function draftOf(sent: unknown): FormDraft {
  const { values, keys, filter, text, columns } = record(sent);
  return {
    values: Object.fromEntries(Object.entries(record(values)).map(([name, value]) => [name, sentValue(value)])),
    keys: list(keys).map(words),
    filter: words(filter),
    text: words(text),
    columns: Object.fromEntries(Object.entries(record(columns)).map(([name, field]) => [name, words(field)])),
  };
}

function sentValue(sent: unknown): FormValue {
  const { kind, text, keys } = record(sent);
  switch (kind) {
    case "unset":
    case "null":
      return { kind };
    case "value":
    case "expression":
      return { kind, text: words(text) };
    case "keys":
      return {
        kind,
        keys: list(keys).map((each) => ({ key: words(record(each).key), label: words(record(each).label) })),
      };
    default:
      throw wrongShape();
  }
}

function record(sent: unknown): { readonly [name: string]: unknown } {
  if (typeof sent !== "object" || sent === null) throw wrongShape();
  return sent as { readonly [name: string]: unknown };
}

function list(sent: unknown): readonly unknown[] {
  if (!Array.isArray(sent)) throw wrongShape();
  return sent;
}

function words(sent: unknown): string {
  if (typeof sent !== "string") throw wrongShape();
  return sent;
}

function wrongShape(): TypeError {
  return new TypeError("The form's page sent something else than what was entered.");
}
