import { exceptionClass, PyException, PyExceptionClass, PyRaise } from "./exceptions";

/** decimal.DecimalException and the classes below it that the default context raises. */
export const DECIMAL_EXCEPTION = new PyExceptionClass(
  "DecimalException",
  [exceptionClass("ArithmeticError")],
  "decimal.DecimalException",
);
export const INVALID_OPERATION = new PyExceptionClass(
  "InvalidOperation",
  [DECIMAL_EXCEPTION],
  "decimal.InvalidOperation",
);
export const DIVISION_BY_ZERO = new PyExceptionClass(
  "DivisionByZero",
  [DECIMAL_EXCEPTION, exceptionClass("ZeroDivisionError")],
  "decimal.DivisionByZero",
);

/** Makes `decimal.InvalidOperation` with the signal that CPython names in it. */
export function invalidOperation(signal: string): PyRaise {
  return new PyRaise(new PyException(INVALID_OPERATION, [], `[<class 'decimal.${signal}'>]`));
}

/** Makes `decimal.DivisionByZero`. */
export function divisionByZero(): PyRaise {
  return new PyRaise(new PyException(DIVISION_BY_ZERO, [], "[<class 'decimal.DivisionByZero'>]"));
}
