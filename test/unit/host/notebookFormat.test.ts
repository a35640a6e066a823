import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { linesAbove, requestForCell } from "../../../src/host/notebook/context";
import { formatNotebook, NotebookFault, parseNotebook } from "../../../src/host/notebook/format";
import { htmlTable, plainTable } from "../../../src/host/notebook/table";
import type { RowsOutput } from "../../../src/protocol/notebook";

const file = `{
  "format": "queryset-notebook",
  "version": 1,
  "cells": [
    {
      "kind": "markdown",
      "text": [
        "# Albums",
        ""
      ]
    },
    {
      "kind": "code",
      "text": [
        "Album.objects.all()"
      ]
    }
  ]
}
`;

describe("a .qsnb file", () => {
  it("is read, and written as it was", () => {
    const notebook = parseNotebook(file);
    expect(notebook.cells).toEqual([
      { kind: "markdown", text: "# Albums\n" },
      { kind: "code", text: "Album.objects.all()" },
    ]);
    expect(formatNotebook(notebook)).toBe(file);
  });

  it("keeps what others wrote into it, and another language of a cell", () => {
    const cells = [{ kind: "code", language: "sql", text: ["SELECT 1"], id: "a1" }];
    const other = { format: "queryset-notebook", version: 1, kernel: { name: "x" }, cells };
    expect(JSON.parse(formatNotebook(parseNotebook(JSON.stringify(other))))).toEqual(other);
  });

  it("has a line for each line of a cell, whatever ends it", () => {
    const written = formatNotebook({ cells: [{ kind: "code", text: "a\r\nb" }] });
    expect(JSON.parse(written).cells[0].text).toEqual(["a", "b"]);
  });

  it("may be empty", () => {
    expect(parseNotebook("")).toEqual({ cells: [] });
    expect(parseNotebook("\n")).toEqual({ cells: [] });
  });

  it.each<[string, NotebookFault["fault"], string]>([
    ["no json", "json", ""],
    ["[]", "shape", "{}"],
    ['{"cells": []}', "shape", "format"],
    ['{"format": "queryset-notebook", "cells": []}', "shape", "version"],
    ['{"format": "queryset-notebook", "version": 2, "cells": []}', "version", "2"],
    ['{"format": "queryset-notebook", "version": 1}', "shape", "cells"],
    ['{"format": "queryset-notebook", "version": 1, "cells": [{"kind": "code", "text": []}, 7]}', "shape", "cells[1]"],
    ['{"format": "queryset-notebook", "version": 1, "cells": [{"kind": "x", "text": []}]}', "shape", "cells[0].kind"],
    [
      '{"format": "queryset-notebook", "version": 1, "cells": [{"kind": "code", "text": [1]}]}',
      "shape",
      "cells[0].text",
    ],
  ])("that is none is said to be so: %s", (text, fault, place) => {
    let thrown: unknown;
    try {
      parseNotebook(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NotebookFault);
    expect(thrown).toMatchObject({ fault, ...(place !== "" && { place }) });
  });

  it("of the demo is as we would write it", () => {
    const demo = readFileSync("media/demo/7-notebook.qsnb", "utf8");
    expect(formatNotebook(parseNotebook(demo))).toBe(demo);
  });
});

describe("what is run for a cell", () => {
  const request = (own: string, ...above: readonly string[]) => requestForCell({ above, own, file: "a.qsnb" });

  it("begins at line 1 where nothing was run above", () => {
    expect(request("a\nb")).toEqual({ source: "a\nb", file: "a.qsnb", line: 1 });
  });

  it("has the cells above in front, and stands behind their lines", () => {
    const made = request("b", "a = 1\nb = 2", "c\n");
    expect(made).toMatchObject({ before: "a = 1\nb = 2\nc\n", line: 4, source: "b" });
    expect(linesAbove(made)).toBe(3);
  });
});

describe("rows without our renderer", () => {
  const output: RowsOutput = {
    columns: [{ name: "id" }, { name: "title" }],
    rows: [
      [
        { kind: "int", text: "1" },
        { kind: "str", text: '<img src=x onerror="alert(1)">' },
      ],
      [
        { kind: "int", text: "22" },
        { kind: "null", text: "" },
      ],
    ],
    caption: "music.Album · 9 rows",
    more: "The first 2 of 9 rows.",
    cell: "c",
    labels: { open: "Open", rows: "Rows" },
  };

  it("are an HTML table in which text is text", () => {
    const html = htmlTable(output);
    expect(html).toContain("<td>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</td>");
    expect(html).toContain("<td><em>NULL</em></td>");
    expect(html).toContain("The first 2 of 9 rows.");
  });

  it("are plain text in columns", () => {
    expect(plainTable(output).split("\n")).toEqual([
      "music.Album · 9 rows",
      "",
      "id  title",
      "--  ------------------------------",
      '1   <img src=x onerror="alert(1)">',
      "22  NULL",
      "The first 2 of 9 rows.",
    ]);
  });
});
