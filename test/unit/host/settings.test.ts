import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import type { WorkspaceConfiguration } from "vscode";
import { engineSettings, guardSettings } from "../../../src/host/engine/settings";

/** A configuration with these values, as the editor gives one. */
function configuration(values: Readonly<Record<string, unknown>>): WorkspaceConfiguration {
  const get = (id: string, otherwise?: unknown): unknown => values[id] ?? otherwise;
  return { get } as unknown as WorkspaceConfiguration;
}

describe("the settings of the guards", () => {
  it("are none by default", () => {
    expect(guardSettings(configuration({}))).toEqual({ roles: {}, readOnly: false });
  });

  it("are taken over", () => {
    const databaseRoles = { "*.prod": "production", local: "development", test: "staging" };
    expect(guardSettings(configuration({ databaseRoles, readOnly: ["a", "b"] }))).toEqual({
      roles: databaseRoles,
      readOnly: ["a", "b"],
    });
    expect(guardSettings(configuration({ readOnly: true })).readOnly).toBe(true);
  });

  it("are as strict as they can be where they are not what they may be", () => {
    expect(guardSettings(configuration({ databaseRoles: { db: "prod" }, readOnly: "db" }))).toEqual({
      roles: { db: "production" },
      readOnly: true,
    });
    expect(guardSettings(configuration({ databaseRoles: "production" })).roles).toEqual({});
  });
});

describe("the settings of the engine", () => {
  it("are told in its units", () => {
    const values = {
      "preview.rows": 500,
      "preview.confirmRows": 0,
      "history.keepDays": 7,
      "history.maxMegabytes": 20,
      lockWait: 0.5,
    };
    expect(engineSettings(configuration(values))).toEqual({
      sampleRows: 500,
      manyRows: 1,
      journalDays: 7,
      journalBytes: 20_000_000,
      lockWait: 500,
    });
  });

  it("are left to the engine where they make no sense", () => {
    expect(engineSettings(configuration({ "preview.rows": "many", "history.keepDays": 0, lockWait: -1 }))).toEqual({});
  });
});
