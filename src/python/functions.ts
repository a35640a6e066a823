/** Functions, classes and their instances, for the ORM, whose models and managers carry a script's methods. */
export {
  bindParameters,
  docstring,
  type FunctionRunner,
  PyBoundMethod,
  PyDescriptor,
  PyFunction,
} from "./callables";
export {
  bindAttribute,
  hasNativeAttribute,
  isNativeClass,
  type NativeClass,
  type NativeInstance,
  PyClass,
  PyInstance,
} from "./classes";
export { PySuper } from "./super";
