import type { BuildOptions } from "esbuild";

export declare const release: BuildOptions;
export declare const engine: BuildOptions;
export declare const bundles: readonly BuildOptions[];
