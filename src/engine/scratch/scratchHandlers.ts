import type { Handlers } from "../../protocol/channel";
import type { OpenResult } from "../../protocol/engine";
import { QuerysetError } from "../../protocol/errors";
import type { ScratchApi } from "../../protocol/scratch";
import { type Workspace, withBackend } from "../workspace";
import { conversionOf } from "./conversion";
import { emptyScratch, keep, type ScratchPlace, scratchFrom } from "./keep";
import { refill } from "./remake";

/** What the scratch database's calls need of the engine. */
export interface ScratchParts {
  workspace(): Workspace;
  replace(workspace: Workspace): Promise<OpenResult>;
}

/** The calls for the scratch database as a whole. */
export function scratchHandlers({ workspace, replace }: ScratchParts): Handlers<ScratchApi> {
  return {
    remakeScratch: async ({ empty }) => {
      const open = workspace();
      const place = placeOf(open);
      const models = open.read.project.models;
      // Tables that were made like another database's stay, as only that database could say more of them.
      const foreign = open.project.models.filter(({ origin }) => origin === "database");
      const made = await emptyScratch(place, [...models, ...foreign]);
      const remade = empty
        ? { kept: 0, notes: [] }
        : await refill(open.backend, made, [...models, ...foreign], conversionOf(open.host));
      await open.backend.close();
      return { remade, opened: await replace(await withBackend(open, await keep(place, made))) };
    },
    loadScratch: async ({ content }) => {
      const open = workspace();
      const loaded = await scratchFrom(placeOf(open), content);
      const next = await withBackend(open, loaded).catch(async (error: unknown) => {
        await loaded.close();
        throw error;
      });
      await open.backend.close();
      return replace(next);
    },
    scratchContents: async () => {
      const { backend } = workspace();
      placeOf(workspace());
      return (await backend.contents?.()) ?? new Uint8Array();
    },
  };
}

function placeOf({ scratch, backend }: Workspace): ScratchPlace {
  if (scratch !== null) return scratch;
  throw new QuerysetError("Unsupported", `${backend.info.name} is open, which is no scratch database.`, {
    hint: "Open the scratch database first.",
  });
}
