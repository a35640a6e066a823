/** Why a file cannot be saved on this host, whatever file it is; null where it can. A browser's host has a twin of this. */
export function whyNeverSaved(_path: string): string | null {
  return null;
}
