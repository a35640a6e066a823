import * as vscode from "vscode";
import type { Handlers } from "../../protocol/channel";
import type { DiagramHostApi } from "../../protocol/diagram";
import type { ModelInfo } from "../../protocol/models";
import type { App } from "../app";
import { openPlace } from "../models/commands";
import { allRows } from "../models/nodes";
import { savePicture } from "./save";

/** What the diagram's page may ask. It names models, and only those that are open are found. */
export function diagramHandlers(app: App): Omit<Handlers<DiagramHostApi>, "ready"> {
  const { connection, report } = app;
  const models = (): readonly ModelInfo[] => {
    const { state } = connection;
    return state.kind === "open" ? state.result.project.models : [];
  };
  const find = (label: unknown): ModelInfo | undefined => models().find((model) => model.label === label);
  return {
    openRows: ({ model }) => {
      const found = find(model);
      if (found === undefined) return;
      const unique = models().filter(({ name }) => name === found.name).length === 1;
      // What goes wrong is shown as any command's failure; the page's part is done.
      void report.guard(async () => void (await app.runner.run({ source: allRows({ model: found, unique }) })));
    },
    openCode: ({ model, field }) => {
      const found = find(model);
      const place = found?.fields.find(({ name }) => name === field)?.source ?? found?.place;
      return report.guard(() => openPlace(app, place));
    },
    save: ({ svg }) => void report.guard(() => savePicture(svg, app.choice.folder())),
    copy: async ({ text }) => {
      if (typeof text === "string") await vscode.env.clipboard.writeText(text);
    },
  };
}
