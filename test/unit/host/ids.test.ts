import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  commands,
  contexts,
  diagramType,
  formType,
  languageId,
  notebookType,
  objectsType,
  panelType,
  rendererId,
  settings,
  views,
} from "../../../src/host/ids";

interface Package {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly views: { readonly [container: string]: readonly { readonly id: string }[] };
    readonly languages: readonly { readonly id: string }[];
    readonly notebooks: readonly { readonly type: string }[];
    readonly notebookRenderer: readonly { readonly id: string }[];
    readonly configuration: { readonly properties: { readonly [id: string]: unknown } };
  };
}

const text = readFileSync("package.json", "utf8");
const { contributes } = JSON.parse(text) as Package;
const messages = JSON.parse(readFileSync("package.nls.json", "utf8")) as { readonly [key: string]: string };

describe("the ids of package.json", () => {
  it("has exactly the commands of ids.ts, each with the category", () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(["Queryset Explorer"]));
  });

  it("has exactly the views of ids.ts", () => {
    expect(Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id))).toEqual(Object.values(views));
  });

  it("has the language and the settings of ids.ts", () => {
    expect(contributes.languages.map(({ id }) => id)).toEqual([languageId]);
    expect(contributes.notebooks.map(({ type }) => type)).toEqual([notebookType]);
    expect(contributes.notebookRenderer.map(({ id }) => id)).toEqual([rendererId]);
    const { section, ...ids } = settings;
    expect(Object.keys(contributes.configuration.properties)).toEqual(
      Object.values(ids).map((id) => `${section}.${id}`),
    );
  });

  it("mentions no id of ours that ids.ts does not know", () => {
    const known = new Set<string>([...Object.values(commands), ...Object.values(views), ...Object.values(contexts)]);
    known.add(diagramType).add(panelType).add(formType).add(rendererId).add(objectsType);
    const { section, ...rest } = settings;
    for (const id of Object.values(rest)) known.add(`${section}.${id}`);
    const mentioned = `${text}${JSON.stringify(messages)}`.match(/querysetExplorer(?:\.[A-Za-z]+)+/g) ?? [];
    // `focus` is the editor's own command for every view.
    expect([...new Set(mentioned)].filter((id) => !known.has(id.replace(/\.focus$/, "")))).toEqual([]);
  });

  it("has a text for every placeholder, and no text without one", () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");
    expect([...new Set(used)].sort()).toEqual(Object.keys(messages).sort());
  });
});
