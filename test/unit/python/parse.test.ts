import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseModule, splitStatements } from "../../../src/python/parse";

const pieces = (text: string): string[] => splitStatements(text).map(({ from, to }) => text.slice(from, to));

/** The first fault of a text, with the part that it points at. */
function fault(text: string): string | null {
  const first = parseModule(text).diagnostics[0];
  return first ? `${first.message} @${text.slice(first.from, first.to)}` : null;
}

describe("splitting", () => {
  it.each([
    ["x = 1\ny = 2", ["x = 1", "y = 2"]],
    ["x = 1; y = 2", ["x = 1", "y = 2"]],
    ["x = (1,\n2)\ny", ["x = (1,\n2)", "y"]],
    ["x = [\n1,\n2,\n]\ny", ["x = [\n1,\n2,\n]", "y"]],
    ["a.filter(\n    b=1,\n).count()\nc", ["a.filter(\n    b=1,\n).count()", "c"]],
    ["if x:\n    y\nelif z:\n    w\nelse:\n    v\nu", ["if x:\n    y\nelif z:\n    w\nelse:\n    v", "u"]],
    ["try:\n    x\nexcept E:\n    y\nfinally:\n    z\nw", ["try:\n    x\nexcept E:\n    y\nfinally:\n    z", "w"]],
    ["for a in b:\n    c\n\n    d\n\n\ne", ["for a in b:\n    c\n\n    d", "e"]],
    ["@receiver(x)\ndef f():\n    pass\ny", ["@receiver(x)\ndef f():\n    pass", "y"]],
    ["@a\n@b\nclass C:\n    pass", ["@a\n@b\nclass C:\n    pass"]],
    ['x = """a\nb = 1\n"""\ny', ['x = """a\nb = 1\n"""', "y"]],
    ["x = 1 + \\\n  2\ny", ["x = 1 + \\\n  2", "y"]],
    ["x = 'a\\\nb'\ny", ["x = 'a\\\nb'", "y"]],
    ["# only a comment\nx  # one more\n# last", ["x  # one more"]],
    ["x = '('\ny = \"[\"\nz", ["x = '('", 'y = "["', "z"]],
    ["x  # (\ny", ["x  # (", "y"]],
    ["if x: a; b\nc", ["if x: a; b", "c"]],
    ["x = 1\r\ny = (2,\r\n3)\r\nz", ["x = 1", "y = (2,\r\n3)", "z"]],
    ["\ufeffx = 1\ny", ["x = 1", "y"]],
    ["", []],
    ["\n\n   \n", []],
  ])("takes %j apart", (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it("tells the lines of each statement", () => {
    expect(splitStatements("a\n\nb = (1,\n2)\nc").map(({ line, endLine }) => [line, endLine])).toEqual([
      [1, 1],
      [3, 4],
      [5, 5],
    ]);
  });

  const broken = [
    "x = (1,",
    "x = [1, 2",
    "f(a, b=",
    "x = {'a': 1",
    "x = 'abc",
    "x = )",
    "x = 1 +",
    "def f(:",
    "if x",
    "for in y:",
    "a b",
    "x = = 1",
    "class :",
    "lambda x",
    "f'{",
    "0x",
    "@",
  ];

  it.each(broken)("lets %j not swallow what follows", (text) => {
    const next = "y = Album.objects.count()";
    expect(pieces(`${text}\n${next}\nz = 1`).slice(-2)).toEqual([next, "z = 1"]);
    const module = parseModule(`${text}\n${next}`);
    expect(module.diagnostics.length).toBeGreaterThan(0);
    expect(module.body.at(-1)).toMatchObject({ type: "Assign", targets: [{ id: "y" }] });
  });

  it("never throws, and keeps every place inside the text", () => {
    const bit = fc.constantFrom(
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "'",
      '"',
      '"""',
      "\n",
      "    ",
      ":",
      ",",
      "=",
      ".",
      "if ",
      "for ",
      "in ",
      "def ",
      "class ",
      "x",
      "1",
      "+",
      "\\",
      "#",
      "f'{",
      "lambda ",
      ";",
      "@",
      "*",
      "\r\n",
      "😀",
      "not ",
      "else:",
    );
    fc.assert(
      fc.property(
        fc.array(bit, { maxLength: 30 }).map((bits) => bits.join("")),
        (text) => {
          let last = 0;
          for (const { from, to } of splitStatements(text)) {
            expect(from).toBeGreaterThanOrEqual(last);
            expect(to).toBeLessThanOrEqual(text.length);
            last = from;
          }
          for (const each of parseModule(text).diagnostics) {
            expect(each.from).toBeGreaterThanOrEqual(0);
            expect(each.to).toBeLessThanOrEqual(text.length);
            expect(each.to).toBeGreaterThanOrEqual(each.from);
          }
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });

  it("walks a list of ten thousand lines once", () => {
    const text = `x = [\n${"    1,\n".repeat(10_000)}]\ny = 1`;
    const started = performance.now();
    expect(pieces(text)).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

describe("faults", () => {
  it.each([
    ["x = (1", "'(' was never closed @("],
    ["x = [1, 2}", "closing parenthesis '}' does not match opening parenthesis '[' @}"],
    ["x = 1)", "unmatched ')' @)"],
    ["x = 'abc", "unterminated string literal (detected at line 1) @'abc"],
    ['x = """abc', 'unterminated triple-quoted string literal (detected at line 1) @"""abc'],
    [" x = 1", "unexpected indent @ "],
    ["f() = 1", "cannot assign to function call here. Maybe you meant '==' instead of '='? @f()"],
    ["1 = x", "cannot assign to literal here. Maybe you meant '==' instead of '='? @1"],
    ["None = 1", "cannot assign to None @None"],
    ["a + 1 = 2", "cannot assign to expression here. Maybe you meant '==' instead of '='? @a + 1"],
    ["f(a=1, a=2)", "keyword argument repeated: a @a=2"],
    ["f(a=1, 2)", "positional argument follows keyword argument @2"],
    ["f(**a, *b)", "iterable argument unpacking follows keyword argument unpacking @*b"],
    ["f(x for x in y, 1)", "Generator expression must be parenthesized @(x for x in y, 1)"],
    ["def f(a, a): pass", "duplicate argument 'a' in function definition @a"],
    ["def f(a=1, b): pass", "non-default argument follows default argument @b"],
    ["print 1", "Missing parentheses in call to 'print'. Did you mean print(...)? @print 1"],
    [
      "x = 007",
      "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers @007",
    ],
    ["x = 1__0", "invalid decimal literal @1__0"],
    ["b'é'", "bytes can only contain ASCII literal characters @b'é'"],
    ["'a' b'b'", "cannot mix bytes and nonbytes literals @'a' b'b'"],
    ["f'}'", "f-string: single '}' is not allowed @}"],
    ["a, b += 1", "'tuple' is an illegal expression for augmented assignment @a, b"],
    ["del f()", "cannot delete function call @f()"],
    ["try:\n    pass", "expected 'except' or 'finally' block @"],
    ["if True:\npass", "expected an indented block after 'if' statement on line 1 @:"],
    ["x = 1 +", "invalid syntax @"],
    [`${"(".repeat(300)}${")".repeat(300)}`, "too many nested parentheses @("],
    ["x = 1", null],
    ["x.", "invalid syntax @"],
  ])("of %j", (text, expected) => {
    expect(fault(text)).toBe(expected);
  });
});

describe("precedence", () => {
  /** An expression with a bracket round each operation. */
  function shape(text: string): string {
    const statement = parseModule(text).body[0];
    return statement?.type === "ExpressionStatement" ? written(statement.value) : "?";
  }
  type Expression = Extract<ReturnType<typeof parseModule>["body"][number], { type: "ExpressionStatement" }>["value"];
  function written(node: Expression): string {
    switch (node.type) {
      case "Name":
        return node.id;
      case "Literal":
        return String(node.value);
      case "Unary":
        return `(${node.operator} ${written(node.operand)})`;
      case "Binary":
      case "BoolOperation":
        return `(${written(node.left)} ${node.operator} ${written(node.right)})`;
      case "Compare":
        return `(${node.operands.map((each, i) => (i === 0 ? written(each) : `${node.operators[i - 1]} ${written(each)}`)).join(" ")})`;
      case "Conditional":
        return `(${written(node.then)} if ${written(node.test)} else ${written(node.otherwise)})`;
      case "Lambda":
        return `(lambda ${written(node.body)})`;
      case "Attribute":
        return `${written(node.value)}.${node.name}`;
      case "Call":
        return `${written(node.callee)}()`;
      default:
        return node.type;
    }
  }

  it.each([
    ["a or b and c", "(a or (b and c))"],
    ["not a or b", "((not a) or b)"],
    ["not a == b", "(not (a == b))"],
    ["a < b <= c", "(a < b <= c)"],
    ["a in b == c", "(a in b == c)"],
    ["a not in b is not c", "(a not in b is not c)"],
    ["a + b * c", "(a + (b * c))"],
    ["a - b - c", "((a - b) - c)"],
    ["-a ** -b", "(- (a ** (- b)))"],
    ["a ** b ** c", "(a ** (b ** c))"],
    ["~a & b | c ^ d", "(((~ a) & b) | (c ^ d))"],
    ["a << b + c", "(a << (b + c))"],
    ["a if b else c if d else e", "(a if b else (c if d else e))"],
    ["a or b if c else d", "((a or b) if c else d)"],
    ["lambda: a or b", "(lambda (a or b))"],
    ["a | b == c", "((a | b) == c)"],
    ["-a.b()", "(- a.b())"],
    ["a % b // c @ d", "(((a % b) // c) @ d)"],
    ["a and not b and c", "((a and (not b)) and c)"],
  ])("reads %s", (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});
