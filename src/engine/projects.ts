import type { ProjectChoice } from "../protocol/engine";
import { ProjectReader } from "./projectReader";

/** The projects of a workspace folder, with what people tell them apart by. */
export async function projectChoices(folder: string): Promise<readonly ProjectChoice[]> {
  const { roots } = await ProjectReader.open(folder);
  const choices: ProjectChoice[] = [];
  for (const root of roots) {
    const reader = await ProjectReader.open(folder, root);
    const { project, candidates } = await reader.read();
    const database = candidates[0]?.label;
    choices.push({
      root,
      isDjango: await reader.hasManage(),
      ...(project.settings.file === undefined ? {} : { settings: project.settings.file }),
      ...(database === undefined ? {} : { database }),
    });
  }
  return choices;
}
