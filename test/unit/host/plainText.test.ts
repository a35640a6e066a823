import { expect, it } from "vitest";
import { inLabel, inMessage } from "../../../src/host/plainText";

it("text from elsewhere makes no links in a notification", () => {
  // The editor's own pattern for links in messages.
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/;
  const text = "DoesNotExist: [click](command:workbench.action.quit) [x](https://example.org)";
  expect(text).toMatch(link);
  expect(inMessage(text)).not.toMatch(link);
  expect(inMessage("Album [2] is gone (again)")).toBe("Album [2] is gone (again)");
});

it("text from elsewhere draws no icons in a label", () => {
  // The editor's own pattern: with a backslash in front it is text, and the backslash is not shown.
  const icon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;
  const shown = (label: string): string =>
    label.replaceAll(icon, (whole, escaped) => (escaped ? whole.slice(1) : "icon"));
  for (const text of ["$(trash)", "$(sync~spin) x", "price $(5)", "f($(x y))", "$()", "\\$5"]) {
    expect(shown(inLabel(text))).toBe(text);
  }
});
