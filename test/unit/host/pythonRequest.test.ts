import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { expressionAt, requestBehind } from "../../../src/host/run/pythonRequest";

describe("a queryset of a Python file", () => {
  const found = [
    { startLine: 2, endLine: 2, source: "a", free: [] },
    { startLine: 4, endLine: 6, source: "b", free: [] },
  ];

  it("is the one that the cursor's line is part of", () => {
    expect(expressionAt(found, 5)?.source).toBe("b");
    expect(expressionAt(found, 3)).toBeUndefined();
  });

  it("runs behind the values of its names, on its own line", () => {
    const request = { source: "Album.objects.get(pk=pk)", line: 5 };
    expect(requestBehind("", request)).toEqual(request);
    expect(requestBehind("pk = 1\n", request)).toEqual({ ...request, before: "pk = 1\n\n\n\n" });
    expect(requestBehind("a = 1\nb = 2\n", { ...request, line: 1 })).toEqual({
      ...request,
      line: 3,
      before: "a = 1\nb = 2\n",
    });
  });
});
