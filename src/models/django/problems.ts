import type { SourcePlace } from "../../protocol/models";
import type { AppInfo } from "./apps";
import type { DraftBuilder, ModelDraft } from "./drafts";
import type { Loader } from "./loader";
import type { Settings } from "./settings";
import type { Sources } from "./sources";

/** What could not be read, or is left out, and where. */
export function problemsOf(
  loader: Loader,
  drafts: readonly ModelDraft[],
  builder: DraftBuilder,
  sources: Sources,
  settings: Settings,
  apps: readonly AppInfo[],
): { place: SourcePlace; message: string }[] {
  const broken = loader.parsed.flatMap(({ file }) => {
    const first = file.tree.diagnostics.find(({ code }) => code !== "unsupported");
    return first === undefined ? [] : [{ place: file.place(first), message: `Read only in part: ${first.message}` }];
  });
  const bases = drafts.flatMap((draft) =>
    builder.classes.unknownBases(draft.cls).map((base) => ({
      place: draft.cls.module.file.place(draft.cls.node),
      message: `${draft.name}: its base ${base} is not in the workspace; the fields it adds are known from the database only.`,
    })),
  );
  const fields = drafts.flatMap((draft) =>
    draft.local.flatMap((field) =>
      field.guessed === true && field.declaredIn === draft.cls
        ? [
            {
              place: field.options.source ?? draft.cls.module.file.place(draft.cls.node),
              message: `${draft.name}.${field.name}: ${field.className ?? "its class"} is not a field class we know; its column decides.`,
            },
          ]
        : [],
    ),
  );
  const loaded = new Set(loader.modules.map((module) => module.file.path));
  const outside = [...sources.paths].sort().flatMap((path) => {
    if (!/(^|\/)models\.py$/.test(path) || loaded.has(path) || apps.length === 0) return [];
    return [
      {
        place: { file: path, line: 1 },
        message: "Its app is not in INSTALLED_APPS, so its models are left out.",
      },
    ];
  });
  const file = settings.info.file;
  const unknown = settings.info.unknown.flatMap(({ name, reason, place }) =>
    file === undefined ? [] : [{ place: place ?? { file, line: 1 }, message: `${name} could not be read: ${reason}.` }],
  );
  return [...broken, ...bases, ...fields, ...outside, ...unknown];
}
