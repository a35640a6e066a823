import type { Scripts } from "../answers";

/** Generators, `match`, classes, and the modules of the standard library, as CPython 3.11 answers. */
export const language: Scripts = [
  [
    'def g():\n    x = yield 1\n    print(x)\n    yield 2\n    return 9\na = g()\nprint(next(a)); print(a.send("hi"))\ntry:\n    next(a)\nexcept StopIteration as e:\n    print(e.value)',
    "None",
    ["1", "hi", "2", "9"],
  ],
  [
    'def inner():\n    r = yield 1\n    return r\ndef outer():\n    v = yield from inner()\n    print("got", v)\n    yield from [7, 8]\no = outer(); print(next(o)); print(o.send(5)); print(list(o))',
    "None",
    ["1", "got 5", "7", "[8]"],
  ],
  [
    'def g():\n    try:\n        yield 1\n        yield 2\n    finally:\n        print("closed")\nx = g(); next(x); x.close(); list(x)',
    "[]",
    ["closed"],
  ],
  [
    'def g():\n    try:\n        yield 1\n    except ValueError as e:\n        yield str(e)\nx = g(); next(x); x.throw(ValueError("boo"))',
    "'boo'",
  ],
  [
    "def fib():\n    a, b = 0, 1\n    while True:\n        yield a\n        a, b = b, a + b\nimport itertools\nlist(itertools.islice(fib(), 10))",
    "[0, 1, 1, 2, 3, 5, 8, 13, 21, 34]",
  ],
  ["def g():\n    yield 1\n    raise StopIteration\nlist(g())", "RuntimeError: generator raised StopIteration"],
  [
    'def g(n):\n    if n > 0:\n        yield n\n        yield from g(n - 1)\nlist(g(5)), sum(g(4)), max(g(3)), sorted(g(3)), [*g(2)], dict(zip(g(2), "ab"))',
    "([5, 4, 3, 2, 1], 10, 3, [1, 2, 3], [2, 1], {2: 'a', 1: 'b'})",
  ],
  ['x = (i for i in [1,2,3]); next(x), list(x), next(x, "end")', "(1, [2, 3], 'end')"],
  [
    'def f(x):\n    match x:\n        case 0: return "zero"\n        case 1 | 2: return "few"\n        case int(n) if n > 100: return f"big {n}"\n        case str() as s: return "str " + s\n        case [a]: return ("one", a)\n        case [a, *rest]: return ("many", a, rest)\n        case {"k": v, **r}: return ("map", v, r)\n        case None: return "none"\n        case (1.5 | -2.5) as f: return f\n        case _: return "other"\n[f(x) for x in (0, 2, 500, 50, "a", [1], (1, 2, 3), {"k": 1, "z": 2}, None, -2.5, {1})]',
    "['zero', 'few', 'big 500', 'other', 'str a', ('one', 1), ('many', 1, [2, 3]), ('map', 1, {'z': 2}), 'none', -2.5, 'other']",
  ],
  [
    'class P:\n    __match_args__ = ("x", "y")\n    def __init__(self, x, y): self.x, self.y = x, y\nmatch P(1, 2):\n    case P(0, y): print("no")\n    case P(x=1, y=q): print("yes", q)\nmatch P(3, 4):\n    case P(a, b): print(a, b)\nmatch 1, 2:\n    case 1, x: print(x)',
    "None",
    ["yes 2", "3 4", "2"],
  ],
  [
    'from enum import Enum, IntEnum, auto\nclass C(Enum):\n    RED = 1\n    GREEN = 2\n    ROT = 1\n    def hi(self): return self.name.lower()\nclass N(IntEnum):\n    A = auto()\n    B = auto()\nprint(C.RED, repr(C.RED), C(1), C["GREEN"], C.ROT is C.RED, list(C), len(C), C.RED.hi(), C.RED == 1, N.A == 1, N.A < N.B, N.B + 1, C.RED in C, type(C.RED).__name__, sorted(N), {C.RED: 1}[C.RED])\nC(7)',
    "ValueError: 7 is not a valid C",
    [
      "C.RED <C.RED: 1> C.RED C.GREEN True [<C.RED: 1>, <C.GREEN: 2>] 2 red False True True 3 True C [<N.A: 1>, <N.B: 2>] 1",
    ],
  ],
  [
    'from collections import Counter, defaultdict, OrderedDict, namedtuple, deque\nc = Counter("abracadabra")\nprint(c, c.most_common(2), c["z"], sorted(c.elements())[:3], c + Counter("aab"), c - Counter("aab"), c & Counter("aab"), c | Counter("zz"), c.total(), Counter(a=2, b=-1))\nd = defaultdict(list); d["a"].append(1); d["b"]; print(d, dict(d), d.get("q"))\no = OrderedDict([("a", 1), ("b", 2)]); o.move_to_end("a"); print(o, o.popitem(last=False))\nP = namedtuple("P", "x y", defaults=[5]); p = P(1); print(p, p.y, p._replace(x=3), P._fields, p._asdict(), p == (1, 5), P._make([7, 8]))\nq = deque([1, 2, 3], maxlen=3); q.append(4); q.appendleft(0); q.rotate(1); print(q, q.pop(), q.popleft(), len(q))\nP()',
    "TypeError: P.__new__() missing 1 required positional argument: 'x'",
    [
      "Counter({'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1}) [('a', 5), ('b', 2)] 0 ['a', 'a', 'a'] Counter({'a': 7, 'b': 3, 'r': 2, 'c': 1, 'd': 1}) Counter({'a': 3, 'r': 2, 'b': 1, 'c': 1, 'd': 1}) Counter({'a': 2, 'b': 1}) Counter({'a': 5, 'b': 2, 'r': 2, 'z': 2, 'c': 1, 'd': 1}) 11 Counter({'a': 2, 'b': -1})",
      "defaultdict(<class 'list'>, {'a': [1], 'b': []}) {'a': [1], 'b': []} None",
      "OrderedDict([('a', 1)]) ('b', 2)",
      "P(x=1, y=5) 5 P(x=3, y=5) ('x', 'y') {'x': 1, 'y': 5} True P(x=7, y=8)",
      "deque([0], maxlen=3) 2 3 1",
    ],
  ],
  [
    'from itertools import *\nprint(list(chain([1], (2,))), list(chain.from_iterable([[1], [2]])), [(k, list(g)) for k, g in groupby("aabbb")], list(islice(count(5, 2), 3)), list(islice(cycle("ab"), 5)), list(repeat(1, 2)))\nprint(list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(permutations([1, 2, 3], 2)), list(combinations("abc", 2)), list(combinations_with_replacement("ab", 2)))\nprint(list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)), list(zip_longest("ab", "c", fillvalue="-")), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(dropwhile(lambda x: x < 3, [1, 3, 1])), list(starmap(pow, [(2, 3)])), list(pairwise("abc")), [list(t) for t in tee([1, 2])], list(compress("abc", [1, 0, 1])), list(filterfalse(None, [0, 1])))',
    "None",
    [
      "[1, 2] [1, 2] [('a', ['a', 'a']), ('b', ['b', 'b', 'b'])] [5, 7, 9] ['a', 'b', 'a', 'b', 'a'] [1, 1]",
      "[('a', 1), ('a', 2), ('b', 1), ('b', 2)] [(0, 0), (0, 1), (1, 0), (1, 1)] [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)] [('a', 'b'), ('a', 'c'), ('b', 'c')] [('a', 'a'), ('a', 'b'), ('b', 'b')]",
      "[1, 3, 6] [10, 10, 20, 60] [('a', 'c'), ('b', '-')] [1, 2] [3, 1] [8] [('a', 'b'), ('b', 'c')] [[1, 2], [1, 2]] ['a', 'c'] [0]",
    ],
  ],
  [
    'from functools import reduce, partial, lru_cache, cache, wraps, cmp_to_key, total_ordering, cached_property\nprint(reduce(lambda a, b: a + b, [1, 2, 3]), partial(int, base=2)("101"), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))\n@lru_cache(maxsize=None)\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(80), fib.cache_info().misses)\ndef deco(f):\n    @wraps(f)\n    def w(*a, **k):\n        "doc"\n        return f(*a, **k)\n    return w\n@deco\ndef hello(x):\n    "says"\n    return x\nprint(hello(1), hello.__name__, hello.__doc__)\n@total_ordering\nclass T:\n    def __init__(self, v): self.v = v\n    def __eq__(self, o): return self.v == o.v\n    def __lt__(self, o): return self.v < o.v\nprint(T(1) <= T(1), T(2) > T(1), T(2) >= T(3))\nclass Q:\n    @cached_property\n    def n(self):\n        print("once")\n        return 5\nq = Q(); print(q.n, q.n)',
    "None",
    ["6 5 [3, 2, 1]", "23416728348467685 81", "1 hello says", "True True False", "once", "5 5"],
  ],
  [
    'import operator as op\nprint(op.add(1, 2), op.or_(1, 2), op.itemgetter(1)([5, 6]), op.itemgetter(0, 2)("abc"), op.attrgetter("real")(5), op.methodcaller("upper")("a"), op.not_(0), op.contains([1], 1), op.truediv(1, 2), op.lt(1, 2), op.neg(3))',
    "None",
    ["3 3 6 ('a', 'c') 5 A True True 0.5 True -3"],
  ],
  [
    'import statistics as s\nprint(s.mean([1, 2, 3, 4]), s.mean([1, 2]), s.median([3, 1, 2]), s.median([1, 2, 3, 4]), s.mode("aab"), s.stdev([1, 2, 3, 4]), s.pstdev([1, 2, 3]), s.variance([2.5, 3.5, 4]), s.pvariance([1, 2, 3, 4]), s.multimode([1, 1, 2, 2]), s.median_low([1, 2]), s.fmean([1, 2]), s.quantiles([1, 2, 3, 4, 5]), s.mean([0.1, 0.2, 0.3]))\ns.mean([])',
    "StatisticsError: mean requires at least one data point",
    ["2.5 1.5 2 2.5 a 1.2909944487358056 0.816496580927726 0.5833333333333334 1.25 [1, 2] 1 1.5 [1.5, 3.0, 4.5] 0.2"],
  ],
  [
    'import string, textwrap, copy\nprint(string.ascii_letters, string.digits, string.punctuation, string.capwords("hello  world"), textwrap.dedent("  a\\n    b\\n"), textwrap.shorten("hello big world", 11), textwrap.fill("aa bb cc", 5))\na = [1, [2]]; b = copy.copy(a); c = copy.deepcopy(a); a[1].append(3); print(b, c)\nclass X:\n    def __init__(self): self.l = [1]\nx = X(); y = copy.deepcopy(x); x.l.append(2); print(y.l, copy.copy(x).l is x.l)',
    "None",
    [
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ Hello World a",
      "  b",
      " hello [...] aa bb",
      "cc",
      "[1, [2, 3]] [1, [2]]",
      "[1] True",
    ],
  ],
  [
    'from dataclasses import dataclass, field, asdict, replace, astuple\n@dataclass(order=True)\nclass A:\n    x: int\n    y: str = "d"\n    z: list = field(default_factory=list)\n@dataclass(frozen=True)\nclass F:\n    a: int = 1\nprint(A(1), A(1) == A(1), A(1) < A(2), asdict(A(2, z=[1])), replace(A(1), y="q"), astuple(A(3)), {F(): 1}[F(1)], len({F(1), F(1), F(2)}))\ntry:\n    F().a = 3\nexcept AttributeError as e: print(e)\nA()',
    "TypeError: A.__init__() missing 1 required positional argument: 'x'",
    [
      "A(x=1, y='d', z=[]) True True {'x': 2, 'y': 'd', 'z': [1]} A(x=1, y='q', z=[]) (3, 'd', []) 1 2",
      "cannot assign to field 'a'",
    ],
  ],
  [
    'from typing import List, Optional, NamedTuple, TypeVar, Generic\nT = TypeVar("T")\nclass N(NamedTuple):\n    x: int\n    y: int = 2\n    def total(self): return self.x + self.y\nclass S(Generic[T]):\n    def push(self, v: T) -> Optional[List[int]]: return v\ndef f(x: Optional[int] = None, *args: int, **kw: dict[str, int]) -> "X": return x\nprint(N(1), N(1).total(), N(3, 4).y, S().push(3), f(2))',
    "None",
    ["N(x=1, y=2) 3 4 3 2"],
  ],
  [
    'class A:\n    def __init__(self, v): self.v = v\n    def __eq__(self, o): return isinstance(o, A) and self.v == o.v\n    def __hash__(self): return hash(self.v)\n    def __lt__(self, o): return self.v < o.v\n    def __len__(self): return self.v\n    def __iter__(self): return iter(range(self.v))\n    def __getitem__(self, i): return i * 2\n    def __contains__(self, i): return i == 99\n    def __call__(self, *a): return a\n    def __repr__(self): return f"A({self.v})"\n    def __bool__(self): return False\n    def __add__(self, o): return A(self.v + o.v)\n    def __format__(self, spec): return f"<{spec}>"\nprint(len({A(1), A(1), A(2)}), A(1) == A(1), A(1) in [A(1)], [A(1)] == [A(1)], {A(1): 2}[A(1)], sorted([A(2), A(1)]), len(A(3)), list(A(3)), A(1)[4], 99 in A(1), A(1)(1, 2), bool(A(1)), A(1) + A(2), f"{A(1):x}", max(A(1), A(3)), sum([A(1), A(2)], A(0)))',
    "None",
    ["2 True True True 2 [A(1), A(2)] 3 [0, 1, 2] 8 True (1, 2) False A(3) <x> A(3) A(3)"],
  ],
  [
    'class B:\n    count = 0\n    def __init__(self): B.count += 1; self._x = 1\n    @property\n    def x(self): return self._x\n    @x.setter\n    def x(self, v): self._x = v * 2\n    @x.deleter\n    def x(self): self._x = None\n    @classmethod\n    def make(cls): return cls()\n    @staticmethod\n    def s(a): return a + 1\n    def __str__(self): return "B!"\nclass C(B):\n    def __init__(self):\n        super().__init__()\n        self.n = "c"\n    def __str__(self): return "C" + super().__str__()\n    @classmethod\n    def make(cls):\n        o = super().make()\n        o.made = True\n        return o\nc = C.make(); c.x = 5; print(c.x, str(c), c.made, B.count, C.s(1), C.__name__, isinstance(c, B), issubclass(C, B), C.__mro__[1].__name__, c.__class__.__name__, type(c).__name__)\ndel c.x; print(c.x, vars(c), hasattr(c, "nope"), getattr(c, "nope", 3))\nB().y.z',
    "AttributeError: 'B' object has no attribute 'y'",
    ["10 CB! True 1 2 C True True B C C", "None {'_x': None, 'n': 'c', 'made': True} False 3"],
  ],
  [
    'class Ctx:\n    def __init__(self, n): self.n = n\n    def __enter__(self): print("in", self.n); return self\n    def __exit__(self, t, v, tb): print("out", self.n, t.__name__ if t else None); return self.n == 1\nwith Ctx(1) as a, Ctx(2) as b:\n    raise ValueError("x")\nprint("after")',
    "None",
    ["in 1", "in 2", "out 2 ValueError", "out 1 ValueError", "after"],
  ],
  [
    'def f():\n    try:\n        return 1\n    finally:\n        print("fin")\ndef g():\n    for i in range(3):\n        try:\n            continue\n        finally:\n            print(i)\n    else:\n        print("else")\nf(), g()',
    "(1, None)",
    ["fin", "0", "1", "2", "else"],
  ],
  [
    'try:\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        raise ValueError("v") from e\nexcept ValueError as e:\n    print(repr(e.__cause__), e)\ntry:\n    raise KeyError("k")\nexcept (ValueError, KeyError) as e:\n    print(repr(e), e.args)\nelse: print("no")\nfinally: print("f")\nraise RuntimeError',
    "RuntimeError",
    ["ZeroDivisionError('division by zero') v", "KeyError('k') ('k',)", "f"],
  ],
  [
    'x = 5\ndef f():\n    global x\n    x += 1\n    def g():\n        nonlocal y\n        y += 1\n        return y\n    y = 10\n    return g() + g()\nprint(f(), x, (n := 3) + n, [m := 1, m + 1])\na, (b, *c), *d = 1, (2, 3, 4), 5, 6\nprint(a, b, c, d, [*range(2), *"ab"], {**{"a": 1}, "b": 2}, (*[1], 2))\ndef h(a, /, b, *args, c=1, **kw): return (a, b, args, c, kw)\nprint(h(1, 2, 3, c=4, d=5), h(*[1, 2], **{"c": 9}))\nh(b=1)',
    "TypeError: h() missing 1 required positional argument: 'a'",
    [
      "23 6 6 [1, 2]",
      "1 2 [3, 4] [5, 6] [0, 1, 'a', 'b'] {'a': 1, 'b': 2} (1, 2)",
      "(1, 2, (3,), 4, {'d': 5}) (1, 2, (), 9, {})",
    ],
  ],
  ["async def f(x):\n    return x + 1\nasync def main():\n    return await f(1)", "None"],
  [
    'it = iter([1, 2]); print(next(it), next(it, None), next(it, "d"))\nn = 0\ndef tick():\n    global n\n    n += 1\n    return n\nprint(list(iter(tick, 4)))\nprint(divmod(-7, 2), pow(3, 4, 5), round(2.675, 2), round(5), round(-2.5), round(1234, -2), ord("a"), chr(97), hex(255), oct(8), bin(5), format(3.14159, ".2f"), ascii("é"), callable(len), slice(1, 2), type(1).__name__, (1).__class__.__name__, frozenset([1]), bytes([65, 66]), hash(1), isinstance(True, int), issubclass(bool, int))\nnext(iter([]))',
    "StopIteration",
    [
      "1 2 d",
      "[1, 2, 3]",
      "(-4, 1) 1 2.67 5 -2 1200 97 a 0xff 0o10 0b101 3.14 '\\xe9' True slice(1, 2, None) int int frozenset({1}) b'AB' 1 True True",
    ],
  ],
  [
    'print(type("a") is str, type([]) == list, type(None).__name__, type(len).__name__, type(lambda: 0).__name__, type({}.keys()).__name__, type(range(1)).__name__, type((i for i in [])).__name__, type(1.5), type(ValueError("x")), str(type(int)))',
    "None",
    [
      "True True NoneType builtin_function_or_method function dict_keys range generator <class 'float'> <class 'ValueError'> <class 'type'>",
    ],
  ],
  [
    'from contextlib import contextmanager, suppress\n@contextmanager\ndef cm(x):\n    print("enter")\n    try:\n        yield x * 2\n    except ValueError:\n        print("handled")\n    finally:\n        print("exit")\nwith cm(2) as v: print(v)\nwith cm(3): raise ValueError\nwith suppress(KeyError): {}["a"]',
    "None",
    ["enter", "4", "exit", "enter", "handled", "exit"],
  ],
  [
    'import pprint\npprint.pprint({"b": [1, 2, 3], "a": "x" * 60, "c": {"long key": list(range(20))}})\npprint.pprint([1, 2])',
    "None",
    [
      "{'a': 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',",
      " 'b': [1, 2, 3],",
      " 'c': {'long key': [0,",
      "                    1,",
      "                    2,",
      "                    3,",
      "                    4,",
      "                    5,",
      "                    6,",
      "                    7,",
      "                    8,",
      "                    9,",
      "                    10,",
      "                    11,",
      "                    12,",
      "                    13,",
      "                    14,",
      "                    15,",
      "                    16,",
      "                    17,",
      "                    18,",
      "                    19]}}",
      "[1, 2]",
    ],
  ],
  [
    'def outer():\n    acc = []\n    for i in range(3):\n        acc.append(lambda: i)\n    return [f() for f in acc]\nprint(outer(), [f() for f in [lambda i=i: i for i in range(3)]])\nx = [[j for j in range(i)] for i in range(3)]; print(x, {k: v for k, v in zip("ab", [1, 2])}, {c for c in "aab"} == {"a", "b"})\nfor i in range(2):\n    for j in range(2):\n        if j: break\n    else: print("never")\n    print(i, j)\nwhile True:\n    break\nelse: print("no")\nassert 1 == 2, "msg"',
    "AssertionError: msg",
    ["[2, 2, 2] [0, 1, 2]", "[[], [0], [0, 1]] {'a': 1, 'b': 2} True", "0 1", "1 1"],
  ],
  [
    "class Node:\n    def __init__(self, v, kids=()): self.v, self.kids = v, kids\n    def walk(self):\n        yield self.v\n        for k in self.kids: yield from k.walk()\nlist(Node(1, [Node(2), Node(3, [Node(4)])]).walk())",
    "[1, 2, 3, 4]",
  ],
  ["def depth(n): return 0 if n == 0 else 1 + depth(n - 1)\ndepth(900)", "900"],
  ["def f(n): return f(n + 1)\nf(0)", "RecursionError: maximum recursion depth exceeded"],
  [
    "class A:\n    def __getattr__(self, n): return n.upper()\n    def __setattr__(self, n, v): super().__setattr__(n, v * 2)\na = A(); a.x = 2; print(a.x, a.zed)",
    "None",
    ["4 ZED"],
  ],
  [
    'class M:\n    def __init_subclass__(cls, **kw): cls.tag = kw.get("tag", "none")\nclass N(M, tag="t"): pass\nprint(N.tag)',
    "None",
    ["t"],
  ],
  [
    "class V:\n    def __new__(cls, x):\n        o = super().__new__(cls)\n        o.made = x\n        return o\n    def __init__(self, x): self.x = x\nv = V(3); print(v.made, v.x)",
    "None",
    ["3 3"],
  ],
  [
    "class I:\n    def __init__(self): self.n = 0\n    def __iter__(self): return self\n    def __next__(self):\n        self.n += 1\n        if self.n > 3: raise StopIteration\n        return self.n\nprint(list(I()), sum(I()), [x for x in I()], next(I()))",
    "None",
    ["[1, 2, 3] 6 [1, 2, 3] 1"],
  ],
  [
    'class R:\n    def __radd__(self, o): return ("r", o)\n    def __neg__(self): return "neg"\n    def __getitem__(self, k):\n        if isinstance(k, slice): return (k.start, k.stop, k.step)\n        raise IndexError\n    def __delitem__(self, k): print("del", k)\n    def __setitem__(self, k, v): print("set", k, v)\nr = R(); print(1 + r, -r, r[1:2], list(r)); r[1] = 2; del r[3]',
    "None",
    ["('r', 1) neg (1, 2, None) []", "set 1 2", "del 3"],
  ],
  [
    'class E1(Exception):\n    def __init__(self, code, msg): self.code = code; super().__init__(msg)\n    def __str__(self): return f"{self.code}: {super().__str__()}"\ntry: raise E1(4, "bad")\nexcept E1 as e: print(e, e.code, repr(e), e.args)\nraise E1(5, "worse")',
    "E1: 5: worse",
    ["4: bad 4 E1('bad') ('bad',)"],
  ],
  [
    "def gen():\n    x = []\n    while True:\n        got = yield len(x)\n        if got is None: return x\n        x.append(got)\ng = gen(); next(g); g.send(1); g.send(2)\ntry: g.send(None)\nexcept StopIteration as s: print(s.value)",
    "2",
    ["[1, 2]"],
  ],
  ["def f():\n    for i in (yield from [1, 2]) or [3]: yield i\nlist(f())", "[1, 2, 3]"],
  [
    "x = 10 ** 5000\nstr(x)",
    "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
  ],
  [
    'int("9" * 5000)',
    "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; use sys.set_int_max_str_digits() to increase the limit",
  ],
  ["len(str(10 ** 4299))", "4300"],
  [
    'any(x > 2 for x in [1, 2, 3]), all([]), sum([[1], [2]], []), min("b", "a"), max([1, 3], key=lambda v: -v), max([], default=7), sorted("bca", reverse=True)',
    "(True, True, [1, 2], 'a', 1, 7, ['c', 'b', 'a'])",
  ],
  ["a = b = []\na += [1]; a *= 2; b, a", "([1, 1], [1, 1])"],
  ['d = {}\nd["x"]: int = 5\nx: str\nd', "{'x': 5}"],
  ["def f(a, b=2, *, c): return a + b + c\nf(1)", "TypeError: f() missing 1 required keyword-only argument: 'c'"],
  ["def f(a, b): pass\nf(1, 2, 3)", "TypeError: f() takes 2 positional arguments but 3 were given"],
  ['f = lambda *a, **k: (a, k)\nf(1, *[2], x=3, **{"y": 4})', "((1, 2), {'x': 3, 'y': 4})"],
  ["(lambda: (yield 1))().send(None)", "1"],
  [
    'import collections\nd = collections.defaultdict(int)\nfor c in "hello": d[c] += 1\ndd = collections.defaultdict(lambda: collections.defaultdict(list))\ndd["a"]["b"].append(1)\nprint(dict(d), dd["a"]["b"], "%(a)s" % {"a": 1})\nd.default_factory',
    "<class 'int'>",
    ["{'h': 1, 'e': 1, 'l': 2, 'o': 1} [1] 1"],
  ],
  [
    'from collections import *\nCounter({"a": 3, "b": 1}).most_common(), Counter(a=1) == Counter("a"), Counter("ab") - Counter("a"), +Counter(a=-1, b=2)',
    "([('a', 3), ('b', 1)], True, Counter({'b': 1}), Counter({'b': 2}))",
  ],
  [
    'from operator import itemgetter\nsorted([{"n": 2}, {"n": 1}], key=itemgetter("n")), sorted([(1, "b"), (1, "a")], key=itemgetter(0))',
    "([{'n': 1}, {'n': 2}], [(1, 'b'), (1, 'a')])",
  ],
  [
    'import copy\na = {"x": [1]}; b = copy.deepcopy(a); b["x"].append(2); a, b, copy.copy({1}), copy.copy((1,))',
    "({'x': [1]}, {'x': [1, 2]}, {1}, (1,))",
  ],
  ["x = 5\ndel x\nx", "NameError: name 'x' is not defined"],
  [
    '1 if [] else 2, not 1, 1 < 2 < 3 < 3, "a" < "b" <= "b", 1 in [1] is True, None is None, -2 ** 2, 2 ** -1, 7 // -2, -7 % 3, 0.1 + 0.2, 1e16, 5e-324, float("inf"), -0.0',
    "(2, False, False, True, False, True, -4, 0.5, -4, 2, 0.30000000000000004, 1e+16, 5e-324, inf, -0.0)",
  ],
  [
    'for i, (a, *b) in enumerate([(1, 2, 3), (4,)]): print(i, a, b)\nelse: print("done")',
    "None",
    ["0 1 [2, 3]", "1 4 []", "done"],
  ],
  [
    'try:\n    raise ValueError("a")\nexcept ValueError:\n    try:\n        raise\n    except ValueError as e: print("again", e)',
    "None",
    ["again a"],
  ],
  [
    'try: pass\nfinally: print("x")\ndef f():\n    while True:\n        try: return 1\n        finally: break\n    return 2\nf()',
    "2",
    ["x"],
  ],
  ['raise TypeError("x") from None', "TypeError: x"],
  ["raise 5", "TypeError: exceptions must derive from BaseException"],
  ["with 5: pass", "TypeError: 'int' object does not support the context manager protocol"],
  [
    '[1, 2, 3][1:] + [4][::-1], "hello"[::-1], "hello"[-3:-1], (1, 2, 3)[::2], range(10)[2:5], list(range(5, 0, -2))',
    "([2, 3, 4], 'olleh', 'll', (1, 3), range(2, 5), [5, 3, 1])",
  ],
  [
    '"a,b,,c".split(","), " x ".strip(), "abc".find("c"), "a-b".partition("-"), "x".join("abc"), "Hello".swapcase(), "a\\nb".splitlines(), "abc".translate(str.maketrans("a", "b")), "{:>5}|{:<5}|{:^5}".format(1, 2, 3), "{a[0]} {b.real}".format(a=[1], b=2), "ß".upper(), "x".isidentifier(), "12".zfill(5), "tEST x".title(), "abc".startswith(("x", "a"))',
    "(['a', 'b', '', 'c'], 'x', 2, ('a', '-', 'b'), 'axbxc', 'hELLO', ['a', 'b'], 'bbc', '    1|2    |  3  ', '1 2', 'SS', True, '00012', 'Test X', True)",
  ],
];
