/** Expressions and what they answer: their `repr`, or their error as `TypeError: …`. */
export type Answers = readonly (readonly [expression: string, answer: string])[];

/** Scripts, what their last expression answers, and the lines that they print. */
export type Scripts = readonly (readonly [script: string, answer: string, printed?: readonly string[]])[];
