import AxeBuilder from "@axe-core/playwright";
import { afterEach, describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("../host/vscode"));

import type { RunAnswer } from "../../../src/protocol/engine";
import { shop } from "../host/formModels";
import { FormPage } from "./formPage";
import { statement } from "./samples";
import { hasBrowser } from "./served";

let form: FormPage | undefined;

afterEach(async () => {
  const complaints = form?.complaints ?? [];
  await form?.close();
  form = undefined;
  // Nothing may be blocked by the policy, and nothing thrown.
  expect(complaints).toEqual([]);
});

const insert = { kind: "insert", label: "shop.Product" } as const;

function failed(type: string, message: string, hint?: string): RunAnswer {
  const error = { type, message, line: 1, column: 0, ...(hint === undefined ? {} : { hint }) };
  return { kind: "failed", statements: [statement({ source: "Product.objects.create()", error })] };
}

describe.skipIf(!hasBrowser)("a form's page", () => {
  it("shows the statement of what is typed, as it is typed", async () => {
    form = await FormPage.open(insert, { models: shop });
    const { page } = form;
    await page.getByLabel("name", { exact: true }).fill('12" single');
    await page.getByLabel("stock", { exact: true }).fill("9007199254740993");
    await page.getByLabel("price", { exact: true }).fill("9.90");
    await page.getByLabel("sold", { exact: true }).selectOption({ label: "True" });
    await page.getByLabel("size", { exact: true }).selectOption({ label: "Large" });
    await page.getByLabel("note is", { exact: true }).selectOption("NULL");
    await vi.waitFor(async () =>
      expect(await form?.statement()).toBe(
        [
          "Product.objects.create(",
          "    name='12\" single',",
          "    note=None,",
          "    stock=9007199254740993,",
          '    price=Decimal("9.90"),',
          "    sold=True,",
          '    size="L",',
          ")",
        ].join("\n"),
      ),
    );
  });

  it("says what is missing once the preview is asked for, goes there, and runs nothing", async () => {
    form = await FormPage.open(insert, { models: shop });
    const { page } = form;
    const name = page.getByLabel("name", { exact: true });
    expect(await name.getAttribute("aria-invalid")).toBeNull();
    await page.getByRole("button", { name: "Preview" }).click();
    await vi.waitFor(async () => expect(await name.getAttribute("aria-invalid")).toBe("true"));
    await vi.waitFor(async () => expect(await name.evaluate((each) => each === document.activeElement)).toBe(true));
    expect(await page.getByText("A value is needed.").count()).toBe(2);
    expect(form.ran).toEqual([]);
  });

  it("shows a failure of the preview at the field that it names, and keeps what was entered", async () => {
    form = await FormPage.open(insert, {
      models: shop,
      run: () => failed("IntegrityError", "UNIQUE constraint failed: shop_product.name"),
    });
    const { page } = form;
    await page.getByLabel("name", { exact: true }).fill("Tea");
    await page.getByLabel("price", { exact: true }).fill("1");
    await page.getByRole("button", { name: "Preview" }).click();
    const name = page.getByLabel("name", { exact: true });
    await vi.waitFor(async () => expect(await name.getAttribute("aria-invalid")).toBe("true"));
    await page.getByText("IntegrityError: UNIQUE constraint failed").waitFor();
    expect(form.ran).toEqual(['Product.objects.create(name="Tea", price=Decimal("1"))']);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await name.inputValue()).toBe("Tea");
  });

  it("finds a related row by its text, with the keyboard alone", async () => {
    form = await FormPage.open(insert, {
      models: shop,
      handlers: { search: ({ text }) => (text === "ab" ? [{ key: "2", label: "Abbey Road" }] : []) },
    });
    const { page } = form;
    const album = page.getByRole("combobox", { name: "album", exact: true });
    await album.focus();
    await page.keyboard.type("ab");
    await page.getByRole("option", { name: "Abbey Road 2" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await album.inputValue()).toBe("Abbey Road");
    await vi.waitFor(async () => expect(await form?.statement()).toBe("Product.objects.create(album_id=2)"));
  });

  it("names the row and the column of what is wrong in pasted rows", async () => {
    form = await FormPage.open({ kind: "bulkCreate", label: "shop.Product" }, { models: shop });
    const { page } = form;
    await page.getByRole("textbox", { name: "Rows" }).fill("name,price,colour\nTea,1.50,green\nCoffee,cheap,black\n");
    await page.getByText("Row 2, price: “cheap” is no decimal number").waitFor();
    await page.getByText("Column colour: Product has no field colour").waitFor();
    await page.getByLabel("Field for colour").selectOption("note");
    await vi.waitFor(async () =>
      expect(await form?.statement()).toContain('Product(name="Tea", price=Decimal("1.50"), note="green"),'),
    );
    expect(await page.getByText("Column colour:").count()).toBe(0);
  });

  it("says how many rows a filter finds, and helps to write it", async () => {
    form = await FormPage.open(
      { kind: "delete", label: "shop.Product" },
      {
        models: shop,
        run: (source) => ({
          kind: "read",
          statements: [statement({ source, value: source.includes("stock__lt") ? 3 : 40 })],
        }),
      },
    );
    const { page } = form;
    await page.getByText("Every row: 40 rows").waitFor();
    expect(await form.statement()).toBe("Product.objects.all().delete()");
    await page.getByLabel("Field", { exact: true }).selectOption("stock");
    await page.getByLabel("Lookup", { exact: true }).selectOption("lt");
    await page.getByLabel("Value", { exact: true }).fill("5");
    await page.getByRole("button", { name: "Add Condition" }).click();
    await page.getByText("3 rows", { exact: true }).waitFor();
    await vi.waitFor(async () => expect(await form?.statement()).toBe("Product.objects.filter(stock__lt=5).delete()"));
  });

  it.each(["dark", "light", "high-contrast"] as const)(
    "has nothing wrong for screen readers, and reads well, in %s",
    async (theme) => {
      for (const kind of ["upsert", "bulkUpdate"] as const) {
        form = await FormPage.open({ kind, label: "shop.Product" }, { models: shop, theme });
        const { page } = form;
        await page.getByLabel("price", { exact: true }).fill("cheap");
        await page.getByText("is no decimal number").waitFor({ timeout: 5000 });
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().disableRules(["region"]).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        if (process.env.SHOTS !== undefined)
          await page.screenshot({ path: `/tmp/shot-${kind}-${theme}.png`, fullPage: true });
        expect(form.complaints).toEqual([]);
        await form.close();
      }
      form = undefined;
    },
  );
});
