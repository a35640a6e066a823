/** A VS Code that is being served. */
export interface ServedVsCode {
  readonly origin: string;
  readonly url: string;
  stop(): Promise<void>;
}

export declare function copyDemo(folder: string): Promise<string>;
export declare function installVsCode(): Promise<string>;
export declare function packageExtension(): Promise<string>;
export declare function serveVsCode(options: {
  readonly vsix: string | readonly string[];
  readonly home: string;
  readonly folder: string;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly log?: boolean;
  readonly browserOnly?: boolean;
  readonly trust?: boolean;
}): Promise<ServedVsCode>;
export declare const calmSettings: Readonly<Record<string, unknown>>;
export declare const vsix: string;
