import type { Channel } from "../../src/protocol/channel";
import type { TreeApi, TreeHostApi } from "../../src/protocol/objects";

/** The page's line to the extension. */
export type TreeHost = Channel<TreeApi, TreeHostApi>;
