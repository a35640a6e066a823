import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/language/checks/problem";
import { LanguageService } from "../../src/language/service";
import { readProject } from "../../src/models/django/project";
import { type Case, casesOf } from "./case";

const services = new Map<string, Promise<LanguageService>>();

/** The language with the models of a case, as the editor has them. */
function serviceFor({ models, settings }: Case): Promise<LanguageService> {
  const app = models.split("/").at(-1) ?? "";
  const key = `${app} ${settings.DEFAULT_AUTO_FIELD}`;
  const known = services.get(key) ?? makeService(app, models, settings.DEFAULT_AUTO_FIELD);
  services.set(key, known);
  return known;
}

async function makeService(app: string, models: string, autoField: string): Promise<LanguageService> {
  const files: Readonly<Record<string, string>> = {
    "manage.py": "",
    "settings.py": [
      `INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "${app}"]`,
      `DEFAULT_AUTO_FIELD = "django.db.models.${autoField}"`,
    ].join("\n"),
    [`${app}/__init__.py`]: "",
    [`${app}/models.py`]: readFileSync(join(import.meta.dirname, models, "models.py"), "utf8"),
  };
  const project = await readProject(
    { name: app, list: async () => Object.keys(files), read: async (path) => files[path] ?? "" },
    "",
  );
  const service = new LanguageService();
  service.setModels(project.models);
  return service;
}

/** What is said about each statement of a case, the errors only. */
async function errorsIn(
  one: Case,
): Promise<{ readonly index: number; readonly problem: Problem; readonly text: string }[]> {
  const service = await serviceFor(one);
  const source = `${one.statements.join("\n")}\n`;
  const starts = one.statements.map((_, i) => one.statements.slice(0, i).join("\n").length + (i > 0 ? 1 : 0));
  return service
    .problems(source)
    .filter(({ severity }) => severity === "error")
    .map((problem) => ({
      index: starts.findLastIndex((start) => start <= problem.from),
      problem,
      text: source.slice(problem.from, problem.to),
    }));
}

/** The types of two operands, an aggregate in `update()` and the order of a union are looked at when a statement runs. */
const unseen =
  /^Cannot infer type of '\+'|^Aggregate functions are not allowed|^Cannot resolve keyword 'nope' into field/;

const counts = { accepted: 0, clean: 0, fieldErrors: 0, found: 0, otherErrors: 0, otherFound: 0 };

for (const kind of ["read", "write", "tour"] as const) {
  describe(`the language on ${kind} cases`, () => {
    for (const [group, cases] of casesOf(kind)) {
      it(`has no error for what Django accepts, and one for each FieldError, in ${group}`, async () => {
        const wrong: string[] = [];
        for (const one of cases) {
          const errors = await errorsIn(one);
          for (const [index, want] of one.expect.entries()) {
            const here = errors.filter((error) => error.index === index);
            const said = here.map(({ problem }) => problem.message).join(" ");
            if (want.error === undefined) {
              counts.accepted++;
              if (here.length === 0) counts.clean++;
              else wrong.push(`${want.statement} is accepted, but: ${said}`);
            } else if (want.error.class === "FieldError") {
              counts.fieldErrors++;
              if (here.some(({ problem, text }) => isRight(problem, text, want.error?.message ?? ""))) counts.found++;
              else if (!unseen.test(want.error.message))
                wrong.push(`${want.statement} raises ${want.error.message}, but: ${said}`);
            } else {
              counts.otherErrors++;
              if (here.length > 0) counts.otherFound++;
            }
          }
        }
        expect(wrong).toEqual([]);
      });
    }
  });
}

it("has looked at every case", () => {
  expect(counts).toMatchObject({ accepted: 2345, clean: 2345, fieldErrors: 72, found: 69, otherErrors: 414 });
  expect(counts.otherFound).toBeGreaterThanOrEqual(60);
});

/** Django's words, at the name that they are about; some are about a whole call. */
function isRight({ message }: Problem, text: string, want: string): boolean {
  const named = /'([^']+)'|: (\w+)>/
    .exec(want)
    ?.slice(1)
    .find((name) => name !== undefined)
    ?.split("__")[0];
  const whole = /mixed types|Joined field|both deferred and traversed|order_by arguments/.test(want);
  return (
    message.startsWith(want.replace(/\.$/, "")) && (whole || text.replace(/^["']|["']$/g, "").split("__")[0] === named)
  );
}
