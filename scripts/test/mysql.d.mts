export const mysqlFolder: string;
export function mysqlCommand(folder?: string): readonly string[] | null;
export function hasMysql(): boolean;
export function fetchMysql(): Promise<void>;
