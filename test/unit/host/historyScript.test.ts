import { expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { copyScript } from "../../../src/host/history/script";
import { env, window } from "./vscode";

it("copies the script of an entry, and offers to open it", async () => {
  const call = vi.fn(async () => ({ source: "Album.objects.all().delete()\n" }));
  await copyScript({ call } as unknown as Parameters<typeof copyScript>[0], "e1");
  expect(call).toHaveBeenCalledWith("script", { entry: "e1" });
  expect(env.clipboard.writeText).toHaveBeenCalledWith("Album.objects.all().delete()\n");
  expect(window.showInformationMessage).toHaveBeenLastCalledWith("Copied as a script.", "Open Script");
});
