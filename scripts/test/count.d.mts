export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export declare function tally(report: string | undefined, exitCode: number): Counts;
export declare function countTests(name: string): number;
