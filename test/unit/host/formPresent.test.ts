import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { emptyDraft } from "../../../src/host/forms/draft";
import { askedById, idOf, type Present, subjectOf } from "../../../src/host/forms/form";
import { draftOfRow } from "../../../src/host/forms/present";
import { compose, type Subject } from "../../../src/host/forms/statement";
import type { FormDraft, FormValue } from "../../../src/protocol/form";
import { shop } from "./formModels";

const typed = (text: string): FormValue => ({ kind: "value", text });
const present: Present = { key: "7", values: { name: typed("Tea"), price: typed("2.50"), note: { kind: "null" } } };

function subject(): Subject {
  const found = subjectOf({ kind: "forceUpdate", label: "shop.Product", present }, shop);
  if (found === undefined) throw new Error("There is no such form.");
  return found;
}

function statement(values: FormDraft["values"]): { readonly statement: string; readonly faults: number } {
  const form = subject();
  const composed = compose(form, { ...emptyDraft(form.fields), values });
  return { statement: composed.statement, faults: composed.faults.length };
}

describe("a form for a row", () => {
  it("writes what was changed of the values that it began with, and nothing else", () => {
    const { values } = draftOfRow(subject(), present, { values: {} }, undefined);
    expect(values).toEqual({ id: typed("7"), ...present.values });
    expect(statement({ ...values, name: typed("Coffee") })).toEqual({
      statement: 'Product(id=7, name="Coffee").save(force_update=True, update_fields=["name"])',
      faults: 0,
    });
    expect(statement(values).faults).toBe(1);
  });

  it("takes another row's values where nothing was entered, and leaves what was", () => {
    const next: Present = { key: "8", values: { name: typed("Milk"), price: typed("1.00"), note: typed("cold") } };
    const draft = { values: { ...present.values, price: typed("3.00") } };
    expect(draftOfRow(subject(), next, draft, present).values).toEqual({
      id: typed("8"),
      name: typed("Milk"),
      note: typed("cold"),
    });
  });

  it("is known by the id that its page remembers", () => {
    const method = { kind: "method", label: "shop.Product", call: { manager: "objects", method: "sale" } } as const;
    for (const asked of [{ kind: "insert", label: "shop.Product" } as const, method]) {
      expect(askedById(idOf(asked))).toEqual(asked);
    }
    expect(askedById("steal shop.Product")).toBeUndefined();
    expect(askedById("insert ../x")).toBeUndefined();
  });
});
