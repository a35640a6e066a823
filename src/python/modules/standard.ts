import { datetimeModule } from "../dateModule";
import type { PyDateTime, PyTimezone } from "../datetime";
import { decimalModule } from "../decimalModule";
import { jsonModule } from "../jsonModule";
import { mathModule } from "../mathModule";
import type { PyModule, Value } from "../objects";
import { randomModule } from "../randomModule";
import { reModule } from "../reModule";
import { uuidModule } from "../uuid";
import { collectionsModule } from "./collections";
import { contextlibModule } from "./contextlib";
import { copyModule } from "./copying";
import { dataclassesModule } from "./dataclasses";
import { enumModule } from "./enum";
import { functoolsModule } from "./functools";
import { itertoolsModule } from "./itertools";
import { operatorModule } from "./operator";
import { statisticsModule } from "./statistics";
import { pprintModule, stringModule, textwrapModule } from "./texts";
import { timeModule } from "./time";
import { abcModule, abstractCollections, typingModule } from "./typing";
import { zoneinfoModule } from "./zoneinfo";

/** What the modules take from the run: its clock, its chance, and where it prints. */
export interface Surroundings {
  readonly now: () => PyDateTime;
  readonly local: PyTimezone;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly print: Value;
}

/** The modules of Python's standard library that scripts have, by name. */
export function standardModules({ now, local, random, randomBytes, print }: Surroundings): Map<string, PyModule> {
  return new Map<string, PyModule>(
    [
      abcModule,
      abstractCollections,
      collectionsModule,
      contextlibModule,
      copyModule,
      dataclassesModule,
      datetimeModule({ now, local }),
      decimalModule,
      enumModule,
      functoolsModule,
      itertoolsModule,
      jsonModule,
      mathModule,
      operatorModule,
      pprintModule(print),
      randomModule(random),
      reModule,
      statisticsModule,
      stringModule,
      textwrapModule,
      timeModule(now),
      typingModule,
      uuidModule(() => randomBytes(16)),
      zoneinfoModule,
    ].map((module) => [module.name, module] as const),
  );
}
