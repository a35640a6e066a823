import type { RowLoad } from "../../preview/loading";
import type { Plan } from "../../preview/rehearsal";
import type { Handlers } from "../../protocol/channel";
import type { RunAnswer } from "../../protocol/engine";
import type { LoadApi, SampleRequest } from "../../protocol/scratch";
import type { Workspace } from "../workspace";
import { conversionOf } from "./conversion";
import { sampleRows } from "./sample/sampler";

/** What loads need of the engine: the open workspace, and the way every write goes. */
export interface LoadParts {
  workspace(): Workspace;
  preview(plan: Plan, signal: AbortSignal): Promise<RunAnswer>;
}

/** The calls that bring rows in as they are: each ends in a preview. */
export function loadHandlers({ workspace, preview }: LoadParts): Handlers<LoadApi> {
  const shown = (load: RowLoad, signal: AbortSignal): Promise<RunAnswer> => preview({ kind: "load", load }, signal);
  return {
    sample: async (request, signal) => shown(await sampled(workspace(), request), signal),
  };
}

/** Whole seconds of a day: samples of one day are the same. */
const DAY = 86_400;

async function sampled({ backend, host }: Workspace, { counts, seed }: SampleRequest): Promise<RowLoad> {
  const now = Math.floor(Date.now() / 1000 / DAY) * DAY;
  return backend.read((session) =>
    sampleRows(counts, { registry: host.registry, conversion: conversionOf(host), session, seed, now }),
  );
}
