// Stands in for `node:os` in the browser's engine.
export const hostname = (): string => "browser";
export const homedir = (): string => "/";
