import type { Sources } from "./sources";

const PINNED = /(?:^|["'\s])django["']?\s*(?:\[[^\]]*\])?\s*[=~>^:"'\s]+v?(\d+)(?:\.\d+)*/im;

/**
 * Django's major version as far as the project says it: the installed one, a requirement, or the comment that
 * `startproject` leaves in the settings. Null where nothing says it.
 */
export function majorVersion(sources: Sources, root: string, settings: string | undefined): number | null {
  for (const folder of sources.environments) {
    const found = /^VERSION\s*=\s*\((\d+)/m.exec(sources.find(`${folder}/django/__init__.py`)?.text ?? "");
    if (found !== null) return Number(found[1]);
  }
  const inside = root === "" ? "" : `${root}/`;
  for (const name of REQUIREMENTS) {
    const text = sources.loaded(`${inside}${name}`)?.text ?? sources.loaded(name)?.text;
    const found = text === undefined ? null : PINNED.exec(text);
    if (found !== null) return Number(found[1]);
  }
  const generated = /using Django (\d+)\./.exec(settings ?? "");
  return generated === null ? null : Number(generated[1]);
}

/** Files that pin Django's version. */
export const REQUIREMENTS = [
  "requirements.txt",
  "Pipfile",
  "pyproject.toml",
  "requirements/base.txt",
  "setup.cfg",
  "setup.py",
];
