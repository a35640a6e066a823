import type { Page } from "playwright-core";
import type { App } from "../../../src/host/app";
import type { Asked } from "../../../src/host/forms/form";
import { formHandlers } from "../../../src/host/forms/handlers";
import type { Handlers } from "../../../src/protocol/channel";
import type { RunAnswer } from "../../../src/protocol/engine";
import type { FormApi, FormHostApi } from "../../../src/protocol/form";
import type { ModelInfo } from "../../../src/protocol/models";
import { type ServedWebview, serve } from "./served";
import type { themes } from "./themes";

interface Options {
  readonly models: readonly ModelInfo[];
  /** What the engine answers to a run. */
  readonly run?: (source: string) => RunAnswer;
  readonly theme?: keyof typeof themes;
  readonly handlers?: Partial<Handlers<FormHostApi>>;
}

/** A form's page, before the host's real handlers and an engine of the test's. */
export class FormPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly #served: ServedWebview<FormHostApi, FormApi>;

  private constructor(
    served: ServedWebview<FormHostApi, FormApi>,
    /** The statements that were previewed. */
    readonly ran: readonly string[],
  ) {
    this.#served = served;
    this.page = served.page;
    this.complaints = served.complaints;
  }

  static async open(asked: Asked, options: Options): Promise<FormPage> {
    const ran: string[] = [];
    const served = await serve<FormHostApi, FormApi>({
      entry: "webview/form/main.ts",
      title: "Form",
      viewport: { width: 820, height: 720 },
      theme: options.theme ?? "dark",
      handlers: { ...formHandlers(appFor(options, ran), () => asked), ...options.handlers },
    });
    await served.page.getByRole("heading", { level: 1 }).waitFor();
    return new FormPage(served, ran);
  }

  /** The statement as the page shows it. */
  statement(): Promise<string> {
    return this.page.getByRole("region", { name: "Statement" }).innerText();
  }

  close(): Promise<void> {
    return this.#served.close();
  }
}

/** What the form's handlers need of the extension, before an engine of the test's. */
function appFor({ models, run }: Options, ran: string[]): App {
  const answer = (source: string): RunAnswer => run?.(source) ?? { kind: "read", statements: [] };
  const app = {
    connection: {
      state: { kind: "open", result: { project: { models } } },
      call: async (_name: string, { source }: { readonly source: string }) => answer(source),
    },
    runner: {
      run: async ({ source }: { readonly source: string }) => {
        ran.push(source);
        return answer(source);
      },
    },
  };
  return app as unknown as App;
}
