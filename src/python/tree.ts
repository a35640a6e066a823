/**
 * The typed tree of the Python subset. It always exists: what is missing in the text is a `Missing` node, and what lies
 * outside the subset an `Unsupported` one, each with a diagnostic. Offsets are UTF-16 into the whole text.
 */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Diagnostic extends Span {
  /** Stable, for tests and documentation: `syntax`, `unsupported`, `unterminated-string`, `unclosed` … */
  readonly code: string;
  readonly message: string;
}

export type Expression =
  | Literal
  | JoinedString
  | Name
  | Attribute
  | Call
  | Subscript
  | Slice
  | ListExpression
  | TupleExpression
  | SetExpression
  | DictExpression
  | Comprehension
  | Unary
  | Binary
  | Compare
  | BoolOperation
  | Conditional
  | Lambda
  | Starred
  | Await
  | Yield
  | Assigned
  | Missing
  | UnsupportedExpression;

/** `int` is a bigint, `float` a number, `bytes` a Uint8Array; `ellipsis` has the value null. */
export interface Literal extends Span {
  readonly type: "Literal";
  readonly kind: "none" | "bool" | "int" | "float" | "complex" | "str" | "bytes" | "ellipsis";
  readonly value: null | boolean | bigint | number | string | Uint8Array;
}

/** An f-string. A piece is text, or a value with its conversion (`!r`) and format spec (itself pieces). */
export interface JoinedString extends Span {
  readonly type: "JoinedString";
  readonly parts: readonly (string | FormattedValue)[];
}

export interface FormattedValue extends Span {
  readonly value: Expression;
  readonly conversion: "r" | "s" | "a" | null;
  readonly format: readonly (string | FormattedValue)[] | null;
  /** The text before `=` in `{x=}`, with the `=`. */
  readonly debug: string | null;
}

export interface Name extends Span {
  readonly type: "Name";
  readonly id: string;
}

export interface Attribute extends Span {
  readonly type: "Attribute";
  readonly value: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}

export interface Call extends Span {
  readonly type: "Call";
  readonly callee: Expression;
  readonly args: readonly Argument[];
  /** From the opening parenthesis to behind the closing one. */
  readonly argsSpan: Span;
}

/** `name` for a keyword; `star` for `*value` and `**value`. */
export interface Argument extends Span {
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly star: 0 | 1 | 2;
  readonly value: Expression;
}

export interface Subscript extends Span {
  readonly type: "Subscript";
  readonly value: Expression;
  readonly index: Expression;
}

export interface Slice extends Span {
  readonly type: "Slice";
  readonly start: Expression | null;
  readonly stop: Expression | null;
  readonly step: Expression | null;
}

export interface ListExpression extends Span {
  readonly type: "List";
  readonly items: readonly Expression[];
}

export interface TupleExpression extends Span {
  readonly type: "Tuple";
  readonly items: readonly Expression[];
}

export interface SetExpression extends Span {
  readonly type: "Set";
  readonly items: readonly Expression[];
}

/** A null key stands for `**value`. */
export interface DictExpression extends Span {
  readonly type: "Dict";
  readonly items: readonly { readonly key: Expression | null; readonly value: Expression }[];
}

export interface Comprehension extends Span {
  readonly type: "Comprehension";
  readonly kind: "list" | "set" | "dict" | "generator";
  readonly element: Expression;
  /** The value of a dict comprehension; `element` is then the key. */
  readonly value: Expression | null;
  readonly clauses: readonly ComprehensionClause[];
}

export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface Unary extends Span {
  readonly type: "Unary";
  readonly operator: "-" | "+" | "~" | "not";
  readonly operand: Expression;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "&" | "|" | "^" | "<<" | ">>";

export interface Binary extends Span {
  readonly type: "Binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not";

/** `a < b <= c` is one node: operands a, b, c; operators `<`, `<=`. */
export interface Compare extends Span {
  readonly type: "Compare";
  readonly operands: readonly Expression[];
  readonly operators: readonly CompareOperator[];
}

export interface BoolOperation extends Span {
  readonly type: "BoolOperation";
  readonly operator: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}

export interface Conditional extends Span {
  readonly type: "Conditional";
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

export interface Lambda extends Span {
  readonly type: "Lambda";
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}

export interface Starred extends Span {
  readonly type: "Starred";
  readonly value: Expression;
}

export interface Await extends Span {
  readonly type: "Await";
  readonly value: Expression;
}

/** `yield value` and `yield from value`. */
export interface Yield extends Span {
  readonly type: "Yield";
  readonly value: Expression | null;
  readonly delegate: boolean;
}

/** `name := value`. */
export interface Assigned extends Span {
  readonly type: "Assigned";
  readonly target: Name;
  readonly value: Expression;
}

/** Where the text should have an expression and has none. */
export interface Missing extends Span {
  readonly type: "Missing";
}

export interface UnsupportedExpression extends Span {
  readonly type: "UnsupportedExpression";
  readonly what: string;
}

export interface Parameter extends Span {
  readonly name: string;
  readonly kind: "positional-only" | "normal" | "keyword-only" | "*" | "**";
  readonly default: Expression | null;
  readonly annotation: Expression | null;
}

export type Statement =
  | ExpressionStatement
  | Assign
  | AugmentedAssign
  | AnnotatedAssign
  | If
  | For
  | While
  | FunctionDefinition
  | ClassDefinition
  | Return
  | Import
  | ImportFrom
  | Pass
  | Break
  | Continue
  | Assert
  | Delete
  | Raise
  | Try
  | With
  | Match
  | Scope
  | UnsupportedStatement;

export interface ExpressionStatement extends Span {
  readonly type: "ExpressionStatement";
  readonly value: Expression;
}

/** `a = b = value` has two targets. */
export interface Assign extends Span {
  readonly type: "Assign";
  readonly targets: readonly Expression[];
  readonly value: Expression;
}

export interface AugmentedAssign extends Span {
  readonly type: "AugmentedAssign";
  readonly target: Expression;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}

export interface AnnotatedAssign extends Span {
  readonly type: "AnnotatedAssign";
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value: Expression | null;
}

export interface If extends Span {
  readonly type: "If";
  readonly test: Expression;
  readonly body: readonly Statement[];
  /** `elif` is an `If` alone in here. */
  readonly otherwise: readonly Statement[];
}

export interface For extends Span {
  readonly type: "For";
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface While extends Span {
  readonly type: "While";
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface FunctionDefinition extends Span {
  readonly type: "FunctionDefinition";
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  readonly isAsync: boolean;
}

export interface ClassDefinition extends Span {
  readonly type: "ClassDefinition";
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases: readonly Argument[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
}

export interface Return extends Span {
  readonly type: "Return";
  readonly value: Expression | null;
}

export interface ImportedName extends Span {
  /** Dotted for `import a.b`; `*` for a star import. */
  readonly name: string;
  readonly as: string | null;
}

export interface Import extends Span {
  readonly type: "Import";
  readonly names: readonly ImportedName[];
}

/** `level` counts the leading dots. */
export interface ImportFrom extends Span {
  readonly type: "ImportFrom";
  readonly module: string;
  readonly level: number;
  readonly names: readonly ImportedName[];
}

export interface Pass extends Span {
  readonly type: "Pass";
}

export interface Break extends Span {
  readonly type: "Break";
}

export interface Continue extends Span {
  readonly type: "Continue";
}

export interface Assert extends Span {
  readonly type: "Assert";
  readonly test: Expression;
  readonly message: Expression | null;
}

export interface Delete extends Span {
  readonly type: "Delete";
  readonly targets: readonly Expression[];
}

export interface Raise extends Span {
  readonly type: "Raise";
  readonly exception: Expression | null;
  readonly cause: Expression | null;
}

export interface Try extends Span {
  readonly type: "Try";
  readonly body: readonly Statement[];
  readonly handlers: readonly {
    readonly exception: Expression | null;
    readonly name: string | null;
    readonly body: readonly Statement[];
  }[];
  readonly otherwise: readonly Statement[];
  readonly finally: readonly Statement[];
}

export interface With extends Span {
  readonly type: "With";
  readonly items: readonly { readonly context: Expression; readonly target: Expression | null }[];
  readonly body: readonly Statement[];
}

/** `match subject:` with its cases, tried one after the other. */
export interface Match extends Span {
  readonly type: "Match";
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
}

export interface MatchCase extends Span {
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
}

/** What a case compares its subject with (Python Language Reference, 8.6.4). */
export type Pattern =
  | ValuePattern
  | CapturePattern
  | SequencePattern
  | MappingPattern
  | ClassPattern
  | OrPattern
  | AsPattern;

/** A literal or a dotted name; `None`, `True` and `False` are compared by identity. */
export interface ValuePattern extends Span {
  readonly type: "ValuePattern";
  readonly value: Expression;
}

/** A name that takes the subject; null for `_`, which takes anything and keeps nothing. */
export interface CapturePattern extends Span {
  readonly type: "CapturePattern";
  readonly name: string | null;
}

/** `rest` is the place of the item with a star, whose pattern captures what is left; -1 where there is none. */
export interface SequencePattern extends Span {
  readonly type: "SequencePattern";
  readonly items: readonly Pattern[];
  readonly rest: number;
}

export interface MappingPattern extends Span {
  readonly type: "MappingPattern";
  readonly items: readonly { readonly key: Expression; readonly pattern: Pattern }[];
  readonly rest: string | null;
}

export interface ClassPattern extends Span {
  readonly type: "ClassPattern";
  readonly cls: Expression;
  readonly positional: readonly Pattern[];
  readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
}

export interface OrPattern extends Span {
  readonly type: "OrPattern";
  readonly alternatives: readonly Pattern[];
}

export interface AsPattern extends Span {
  readonly type: "AsPattern";
  readonly pattern: Pattern;
  readonly name: string;
}

/** `global` and `nonlocal`. */
export interface Scope extends Span {
  readonly type: "Scope";
  readonly kind: "global" | "nonlocal";
  readonly names: readonly string[];
}

export interface UnsupportedStatement extends Span {
  readonly type: "UnsupportedStatement";
  readonly what: string;
}

export interface Module extends Span {
  readonly body: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}
