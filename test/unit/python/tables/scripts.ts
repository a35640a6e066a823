import type { Scripts } from "../answers";

/** Scripts, what they answer at their end, and what they print, as CPython 3.11 has it. */
export const scripts: Scripts = [
  [
    `x = 1
while x < 5:
    x += 2
x`,
    "5",
  ],
  [
    `r = []
for i in range(5):
    if i == 1: continue
    if i == 4: break
    r.append(i)
else:
    r.append('else')
r`,
    "[0, 2, 3]",
  ],
  [
    `r = []
for i in range(2):
    r.append(i)
else:
    r.append('else')
r`,
    "[0, 1, 'else']",
  ],
  [
    `a, (b, *c) = 1, (2, 3, 4)
(a, b, c)`,
    "(1, 2, [3, 4])",
  ],
  [
    `*a, b = 'xyz'
(a, b)`,
    "(['x', 'y'], 'z')",
  ],
  [
    `a = b = []
a.append(1)
b`,
    "[1]",
  ],
  ["a, b = 1", "TypeError: cannot unpack non-iterable int object"],
  ["a, b = 1, 2, 3", "ValueError: too many values to unpack (expected 2)"],
  ["a, b, c = 1, 2", "ValueError: not enough values to unpack (expected 3, got 2)"],
  ["a, *b, c = [1]", "ValueError: not enough values to unpack (expected at least 2, got 1)"],
  [
    `x: int = 5
x`,
    "5",
  ],
  [
    `d = {'a': 1}
d['b'] = 2
del d['a']
d`,
    "{'b': 2}",
  ],
  ["del nope", "NameError: name 'nope' is not defined"],
  [
    `l = [1, 2, 3, 4]
l[1:3] = [9]
l`,
    "[1, 9, 4]",
  ],
  [
    `l = [1, 2, 3, 4]
l[::2] = [7, 8]
l`,
    "[7, 2, 8, 4]",
  ],
  [
    `l = [1, 2, 3, 4]
del l[::2]
l`,
    "[2, 4]",
  ],
  [
    `l = [1, 2, 3, 4]
l[::2] = [7]`,
    "ValueError: attempt to assign sequence of size 1 to extended slice of size 2",
  ],
  [
    `l = [1, 2, 3]
l[5] = 1`,
    "IndexError: list assignment index out of range",
  ],
  [
    `l = [1, 2, 3]
l[2:1] = [5]
l`,
    "[1, 2, 5, 3]",
  ],
  [
    `t = (1, 2)
t[0] = 5`,
    "TypeError: 'tuple' object does not support item assignment",
  ],
  [
    `s = 'abc'
s[0] = 'x'`,
    "TypeError: 'str' object does not support item assignment",
  ],
  ["del (1, 2)[0]", "TypeError: 'tuple' object doesn't support item deletion"],
  [
    `x = [1]
y = x
x += [2]
y`,
    "[1, 2]",
  ],
  [
    `x = (1,)
y = x
x += (2,)
(x, y)`,
    "((1, 2), (1,))",
  ],
  [
    `x = {1}
y = x
x |= {2}
y`,
    "{1, 2}",
  ],
  [
    `x = [1, 2]
y = x
x *= 2
y`,
    "[1, 2, 1, 2]",
  ],
  [
    `x = 'a'
x += 1`,
    'TypeError: can only concatenate str (not "int") to str',
  ],
  [
    `n = []
def f():
    n.append(1)
    return 0
l = [1]
l[f()] += 5
(l, n)`,
    "([6], [1])",
  ],
  [
    `x = 5
x //= 2
x **= 3
x <<= 1
x |= 1
x ^= 3
x %= 7
x -= 1
x /= 2
x`,
    "1.5",
  ],
  [
    `def f(a, b=2, *args, c, d=4, **kw):
    return (a, b, args, c, d, kw)
f(1, c=3), f(1, 5, 6, 7, c=3, z=1)`,
    "((1, 2, (), 3, 4, {}), (1, 5, (6, 7), 3, 4, {'z': 1}))",
  ],
  [
    `def f(a, b=2): return a
f()`,
    "TypeError: f() missing 1 required positional argument: 'a'",
  ],
  [
    `def f(a, b): pass
f(1, 2, 3)`,
    "TypeError: f() takes 2 positional arguments but 3 were given",
  ],
  [
    `def f(a): pass
f(1, a=2)`,
    "TypeError: f() got multiple values for argument 'a'",
  ],
  [
    `def f(*, a): pass
f(1)`,
    "TypeError: f() takes 0 positional arguments but 1 was given",
  ],
  [
    `def f(*, a): pass
f()`,
    "TypeError: f() missing 1 required keyword-only argument: 'a'",
  ],
  [
    `def f(x=[]):
    x.append(1)
    return x
f(); f(); f()`,
    "[1, 1, 1]",
  ],
  [
    `def outer():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
i = outer()
i(); i(); i()`,
    "3",
  ],
  [
    `g = 1
def f():
    global g
    g = 2
f()
g`,
    "2",
  ],
  [
    `def make():
    fs = []
    for i in range(3):
        fs.append(lambda: i)
    return [f() for f in fs]
make()`,
    "[2, 2, 2]",
  ],
  [
    `fs = [lambda i=i: i for i in range(3)]
[f() for f in fs]`,
    "[0, 1, 2]",
  ],
  [
    `fs = [lambda: i for i in range(3)]
[f() for f in fs]`,
    "[2, 2, 2]",
  ],
  [
    `def f():
    return
f()`,
    "None",
  ],
  [
    `def f():
    try:
        return 'try'
    finally:
        r.append('finally')
r = []
(f(), r)`,
    "('try', ['finally'])",
  ],
  [
    `def f():
    try:
        return 'try'
    finally:
        return 'finally'
f()`,
    "'finally'",
  ],
  [
    `def f():
    try:
        1 / 0
    finally:
        return 'swallowed'
f()`,
    "'swallowed'",
  ],
  [
    `def f():
    for i in range(3):
        try:
            continue
        finally:
            r.append(i)
r = []
f()
r`,
    "[0, 1, 2]",
  ],
  [
    `r = []
try:
    r.append(1)
except ValueError:
    r.append(2)
else:
    r.append(3)
finally:
    r.append(4)
r`,
    "[1, 3, 4]",
  ],
  [
    `try:
    try:
        pass
    except ValueError:
        x = 'inner'
    else:
        raise ValueError('from else')
except ValueError as e:
    x = 'outer ' + str(e)
x`,
    "'outer from else'",
  ],
  [
    `try:
    1 / 0
except (ValueError, ZeroDivisionError) as e:
    x = type(e).__name__
x`,
    "'ZeroDivisionError'",
  ],
  [
    `try:
    [][1]
except LookupError as e:
    x = repr(e)
x`,
    "\"IndexError('list index out of range')\"",
  ],
  [
    `try:
    {}['a']
except KeyError as e:
    x = (str(e), e.args)
x`,
    "(\"'a'\", ('a',))",
  ],
  [
    `try:
    raise ValueError
except ValueError as e:
    x = (str(e), repr(e))
x`,
    "('', 'ValueError()')",
  ],
  [
    `try:
    raise ValueError('a') from KeyError('b')
except ValueError as e:
    x = repr(e.__cause__)
x`,
    "\"KeyError('b')\"",
  ],
  [
    `try:
    try:
        raise ValueError('first')
    except ValueError:
        raise
except Exception as e:
    x = str(e)
x`,
    "'first'",
  ],
  [
    `try:
    1 / 0
except ZeroDivisionError as e:
    pass
e`,
    "NameError: name 'e' is not defined",
  ],
  ["raise ValueError('boom')", "ValueError: boom"],
  ["raise 5", "TypeError: exceptions must derive from BaseException"],
  ["raise", "RuntimeError: No active exception to reraise"],
  ["raise Exception", "Exception"],
  ["assert 1 == 2", "AssertionError"],
  ["assert 1 == 2, 'message'", "AssertionError: message"],
  [
    `assert True
'ok'`,
    "'ok'",
  ],
  [
    `try:
    assert False, 'why'
except AssertionError as e:
    x = str(e)
x`,
    "'why'",
  ],
  [
    `class A:
    x = 1
    def __init__(self, y):
        self.y = y
    def sum(self):
        return self.x + self.y
    @property
    def double(self):
        return self.y * 2
    @classmethod
    def make(cls):
        return cls(10)
    @staticmethod
    def add(a, b):
        return a + b
a = A(2)
(a.sum(), a.double, A.make().y, A.add(1, 2), a.add(3, 4), A.x, a.x)`,
    "(3, 4, 10, 3, 7, 1, 1)",
  ],
  [
    `class A:
    x = []
a = A(); b = A()
a.x.append(1)
b.x`,
    "[1]",
  ],
  [
    `class A:
    x = 1
a = A()
a.x = 5
(A.x, a.x)`,
    "(1, 5)",
  ],
  [
    `class A:
    def hello(self): return 'A'
class B(A):
    def hello(self): return 'B' + super().hello()
class C(B):
    pass
C().hello()`,
    "'BA'",
  ],
  [
    `class A:
    def __init__(self): self.a = 1
class B(A):
    def __init__(self):
        super().__init__()
        self.b = 2
b = B()
(b.a, b.b, isinstance(b, A), issubclass(B, A), type(b).__name__)`,
    "(1, 2, True, True, 'B')",
  ],
  [
    `class A: pass
A().nope`,
    "AttributeError: 'A' object has no attribute 'nope'",
  ],
  [
    `class A: pass
A.nope`,
    "AttributeError: type object 'A' has no attribute 'nope'",
  ],
  [
    `class A: pass
A(1)`,
    "TypeError: A() takes no arguments",
  ],
  [
    `class A:
    def f(self): pass
A.f()`,
    "TypeError: A.f() missing 1 required positional argument: 'self'",
  ],
  [
    `class A:
    def f(self): pass
A().f(1)`,
    "TypeError: A.f() takes 1 positional argument but 2 were given",
  ],
  [
    `class A:
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'
a = A()
(str(a), repr(a), f'{a}', f'{a!r}', [a], '%s %r' % (a, a))`,
    "('str', 'repr', 'str', 'repr', [repr], 'str repr')",
  ],
  [
    `class A:
    def __eq__(self, o): return True
    def __lt__(self, o): return False
(A() == 5, A() != 5, 5 == A(), A() < 1, A() in [1], 3 in [A()])`,
    "(True, False, True, False, True, True)",
  ],
  [
    `class V:
    def __init__(self, n): self.n = n
    def __add__(self, o): return V(self.n + o.n)
    def __mul__(self, k): return V(self.n * k)
    def __rmul__(self, k): return V(self.n * k * 10)
    def __neg__(self): return V(-self.n)
    def __repr__(self): return f'V({self.n})'
    def __lt__(self, o): return self.n < o.n
(V(1) + V(2), V(2) * 3, 3 * V(2), -V(1), sorted([V(3), V(1)]), max(V(1), V(5)), sorted([V(1), V(3)], reverse=True))`,
    "(V(3), V(6), V(60), V(-1), [V(1), V(3)], V(5), [V(3), V(1)])",
  ],
  [
    `class V: pass
V() + V()`,
    "TypeError: unsupported operand type(s) for +: 'V' and 'V'",
  ],
  [
    `class V: pass
V() < V()`,
    "TypeError: '<' not supported between instances of 'V' and 'V'",
  ],
  [
    `class L:
    def __len__(self): return 0
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
    def __contains__(self, x): return x == 'yes'
(len(L()), bool(L()), L()[2], list(L()), 'yes' in L(), 'no' in L())`,
    "(0, False, 20, [0, 10, 20], True, False)",
  ],
  [
    `class I:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
(list(I()), sum(I()), next(I()))`,
    "([1, 2, 3], 6, 1)",
  ],
  [
    `class C:
    def __call__(self, x): return x + 1
    def __bool__(self): return False
(C()(1), bool(C()), callable(C()))`,
    "(2, False, True)",
  ],
  [
    `class P:
    def __init__(self): self._x = 1
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = v * 2
p = P()
p.x = 5
p.x`,
    "10",
  ],
  [
    `class P:
    @property
    def x(self): return 1
p = P()
p.x = 5`,
    "AttributeError: property 'x' of 'P' object has no setter",
  ],
  [
    `class G:
    def __getattr__(self, name): return name.upper()
G().hello`,
    "'HELLO'",
  ],
  [
    `class M:
    def __enter__(self):
        r.append('in'); return 5
    def __exit__(self, *a):
        r.append('out'); return True
r = []
with M() as v:
    r.append(v)
    1 / 0
r`,
    "['in', 5, 'out']",
  ],
  ["with 5: pass", "TypeError: 'int' object does not support the context manager protocol"],
  [
    `class MyError(Exception):
    def __init__(self, code):
        super().__init__(f'code {code}')
        self.code = code
try:
    raise MyError(7)
except MyError as e:
    x = (str(e), e.code, e.args, isinstance(e, Exception))
x`,
    "('code 7', 7, ('code 7',), True)",
  ],
  [
    `class MyError(ValueError): pass
raise MyError('a', 1)`,
    "MyError: ('a', 1)",
  ],
  [
    `class E(Exception):
    def __str__(self): return 'custom'
try:
    raise E('x')
except E as e:
    r = (str(e), e.args, repr(e))
r`,
    "('custom', ('x',), \"E('x')\")",
  ],
  [
    `import math
from math import sqrt as s, pi
(math.floor(2.5), s(4), pi > 3)`,
    "(2, 2.0, True)",
  ],
  [
    `from datetime import *
date(2024, 1, 1)`,
    "datetime.date(2024, 1, 1)",
  ],
  [
    `import datetime as dt
dt.date(2024, 1, 1).year`,
    "2024",
  ],
  [
    `it = iter([1, 2, 3])
(next(it), list(it), list(it))`,
    "(1, [2, 3], [])",
  ],
  [
    `g = (x * x for x in range(4))
(next(g), next(g), list(g), list(g))`,
    "(0, 1, [4, 9], [])",
  ],
  [
    `seen = []
def see(x):
    seen.append(x)
    return x
(any(see(x) > 1 for x in range(10)), seen)`,
    "(True, [0, 1, 2])",
  ],
  [
    `z = zip([1, 2], [3, 4])
(list(z), list(z))`,
    "([(1, 3), (2, 4)], [])",
  ],
  [
    `m = map(lambda x: 1 / x, [1, 0])
next(m)`,
    "1.0",
  ],
  [
    `d = {'a': 1}
k = d.keys()
d['b'] = 2
list(k)`,
    "['a', 'b']",
  ],
  [
    `d = {'a': 1}
for k in d:
    d[k + 'x'] = 1`,
    "RuntimeError: dictionary changed size during iteration",
  ],
  [
    `s = {1}
for k in s:
    s.add(k + 1)`,
    "RuntimeError: Set changed size during iteration",
  ],
  [
    `l = [1, 2, 3]
for x in l:
    if x < 3: l.append(x + 2)
    if len(l) > 10: break
l`,
    "[1, 2, 3, 3, 4]",
  ],
  [
    `x = 10
[x for x in range(3)]
x`,
    "10",
  ],
  [
    `[y := 1, y]
y`,
    "1",
  ],
  [
    `x = 0
def f():
    x = 1
    class A:
        x = 2
        def g(self): return x
    return A().g()
f()`,
    "1",
  ],
  [
    `def f(n): return 1 if n < 2 else n * f(n - 1)
f(30)`,
    "265252859812191058636308480000000",
  ],
  [
    `def f(n):
    return f(n + 1)
f(0)`,
    "RecursionError: maximum recursion depth exceeded",
  ],
  [
    `def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
fib(100)`,
    "354224848179261915075",
  ],
  [
    `def deco(f):
    def inner(*a):
        return f(*a) + 1
    return inner
@deco
def g(x): return x
g(1)`,
    "2",
  ],
  [
    `def deco(n):
    def d(f): return lambda: f() * n
    return d
@deco(3)
@deco(2)
def g(): return 1
g()`,
    "6",
  ],
  [
    `if 0: x = 1
elif 1: x = 2
else: x = 3
x`,
    "2",
  ],
  [
    `if True: a = 1; b = 2
(a, b)`,
    "(1, 2)",
  ],
  ["a = 1; b = a + 1; b", "2"],
  ["print('a', 1, None); print()", "None", ["a 1 None", ""]],
  [
    `x = 5 if True else nope
x`,
    "5",
  ],
  ["'''doc'''", "'doc'"],
  ["...", "Ellipsis"],
  [
    `x = [1,
     2,  # comment
     3]
x`,
    "[1, 2, 3]",
  ],
  [
    `x = 1 + \\
    2
x`,
    "3",
  ],
  [
    `def f():
    '''doc'''
    # only a comment
    return 1

f()`,
    "1",
  ],
  [
    `while True:
    x = 1
    break
x`,
    "1",
  ],
  [
    `def f(a, /, b, *, c): return (a, b, c)
f(1, b=2, c=3)`,
    "(1, 2, 3)",
  ],
  [
    `def f(a, /): pass
f(a=1)`,
    "TypeError: f() got some positional-only arguments passed as keyword arguments: 'a'",
  ],
  [
    `f = lambda *a, k=1, **kw: (a, k, kw)
f(1, 2, k=3, z=4)`,
    "((1, 2), 3, {'z': 4})",
  ],
  [
    `def f(x): x = x + 1; return x
x = 1
(f(x), x)`,
    "(2, 1)",
  ],
  [
    `for i, (a, b) in enumerate([(1, 2), (3, 4)]): pass
(i, a, b)`,
    "(1, 3, 4)",
  ],
  [
    `d = {}
d.setdefault('a', []).append(1)
d.setdefault('a', []).append(2)
d`,
    "{'a': [1, 2]}",
  ],
  [
    `x = y = z = 1
x, y = y, x + 5
(x, y, z)`,
    "(1, 6, 1)",
  ],
  [
    `def f():
    print(q)
    q = 1
q = 5
f()`,
    "UnboundLocalError: cannot access local variable 'q' where it is not associated with a value",
  ],
  [
    `def f():
    q += 1
q = 5
f()`,
    "UnboundLocalError: cannot access local variable 'q' where it is not associated with a value",
  ],
  [
    `def f():
    del zz
f()`,
    "UnboundLocalError: cannot access local variable 'zz' where it is not associated with a value",
  ],
  [
    `l = [3, 1, 2]
l.sort(key=lambda x: -x)
l.insert(1, 9); l.insert(100, 8); l.insert(-1, 7)
l.remove(9); l.reverse(); l.extend((4, 5))
(l, l.pop(), l.pop(0), l.index(2))`,
    "([7, 1, 2, 3, 4], 5, 8, 2)",
  ],
  [
    `s = {1, 2}
s.add(3); s.discard(1); s.update([4], (5,)); s -= {5}
s.intersection_update({2, 3, 4}); s.difference_update([4])
sorted(s)`,
    "[2, 3]",
  ],
  [
    `d = dict(a=1, b=2)
d.update({'c': 3}, d=4); d |= {'e': 5}
(d, d.pop('a'), d.popitem(), len(d))`,
    "({'b': 2, 'c': 3, 'd': 4}, 1, ('e', 5), 3)",
  ],
  ["class Meta(type): pass", "None"],
  ["async def f(): pass", "None"],
  [
    `def f(): return f.count
f.count = 3
f()`,
    "3",
  ],
  [
    `class A:
    y = 1
    z = [y for _ in range(2)]
A.z`,
    "NameError: name 'y' is not defined",
  ],
  [
    `class A:
    n = 0
    n += 1
    def __init__(self): A.n += 1
A(); A(); A.n`,
    "3",
  ],
  [
    `class A:
    def __init__(self): self.items = {}
    def __setitem__(self, k, v): self.items[k] = v
    def __getitem__(self, k): return self.items[k]
    def __delitem__(self, k): del self.items[k]
a = A()
a['x'] = 1; a['y'] = 2; a['x'] += 5; del a['y']
a.items`,
    "{'x': 6}",
  ],
  [
    `class A:
    def __init__(self): self.x = 1
a = A()
setattr(a, 'y', 2); delattr(a, 'x')
(hasattr(a, 'x'), getattr(a, 'y'), vars(a), a.__dict__, a.__class__.__name__)`,
    "(False, 2, {'y': 2}, {'y': 2}, 'A')",
  ],
  [
    `class A:
    def __eq__(self, o): return True
hash(A())`,
    "TypeError: unhashable type: 'A'",
  ],
  [
    `class A:
    def __eq__(self, o): return NotImplemented
(A() == A(), A() != A())`,
    "(False, True)",
  ],
  [
    `class A:
    def __len__(self): return 3
if A(): x = 'truthy'
x`,
    "'truthy'",
  ],
  ["nope()", "NameError: name 'nope' is not defined"],
  ["x.y = 1", "NameError: name 'x' is not defined"],
  ["5 = x", "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?"],
  ["f() = 1", "SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='?"],
  ["x = = 1", "SyntaxError: invalid syntax"],
  ["(1, 2", "SyntaxError: '(' was never closed"],
  ["1 +", "SyntaxError: invalid syntax"],
  [
    `x = [1, 2
y = 3`,
    "SyntaxError: '[' was never closed",
  ],
  ["'abc", "SyntaxError: unterminated string literal (detected at line 1)"],
  ["foo bar", "SyntaxError: invalid syntax"],
  ["x = 1)", "SyntaxError: unmatched ')'"],
  ["for x in : pass", "SyntaxError: invalid syntax"],
  ["print 1", "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?"],
  ["return 1", "SyntaxError: 'return' outside function"],
  ["break", "SyntaxError: 'break' outside loop"],
  [" x = 1", "SyntaxError: unexpected indent"],
  ["f(a=1, a=2)", "SyntaxError: keyword argument repeated: a"],
  ["f(a=1, 2)", "SyntaxError: positional argument follows keyword argument"],
  ["f(**{}, *[])", "SyntaxError: iterable argument unpacking follows keyword argument unpacking"],
  ["def f(a, a): pass", "SyntaxError: duplicate argument 'a' in function definition"],
  ["def f(a=1, b): pass", "SyntaxError: non-default argument follows default argument"],
  ["f(x for x in y, 1)", "SyntaxError: Generator expression must be parenthesized"],
  ["x = 5 5", "SyntaxError: invalid syntax"],
  ["a b c", "SyntaxError: invalid syntax"],
  ["not", "SyntaxError: invalid syntax"],
  ["lambda x=: 1", "SyntaxError: invalid syntax"],
  ["[1, 2}", "SyntaxError: closing parenthesis '}' does not match opening parenthesis '['"],
  ["x ?= 1", "SyntaxError: invalid syntax"],
  ["$x", "SyntaxError: invalid syntax"],
  ["x++", "SyntaxError: invalid syntax"],
  ["&&", "SyntaxError: invalid syntax"],
  ["None = 1", "SyntaxError: cannot assign to None"],
  ["True = 1", "SyntaxError: cannot assign to True"],
  ["del f()", "SyntaxError: cannot delete function call"],
  ["a + 1 = 2", "SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?"],
  ["f'}'", "SyntaxError: f-string: single '}' is not allowed"],
  ["1__0", "SyntaxError: invalid decimal literal"],
  ["b'é'", "SyntaxError: bytes can only contain ASCII literal characters"],
  ["nonlocal x", "SyntaxError: nonlocal declaration not allowed at module level"],
  ["continue", "SyntaxError: 'continue' not properly in loop"],
  ["class", "SyntaxError: invalid syntax"],
  ["def", "SyntaxError: invalid syntax"],
  [
    `try:
    pass`,
    "SyntaxError: expected 'except' or 'finally' block",
  ],
  ["else: pass", "SyntaxError: invalid syntax"],
  [
    `global x
x = 1
x`,
    "1",
  ],
  ["x = 1 if True else", "SyntaxError: invalid syntax"],
  ["(a, b) += 1", "SyntaxError: 'tuple' is an illegal expression for augmented assignment"],
  ["a, b += 1", "SyntaxError: 'tuple' is an illegal expression for augmented assignment"],
  ["[x for x in]", "SyntaxError: invalid syntax"],
  ["*a", "SyntaxError: can't use starred expression here"],
  ["*a = 1", "SyntaxError: starred assignment target must be in a list or tuple"],
];
