// Stands in for `node:vm`: a browser has no scripts with a time limit, and nothing asks for one there.
export class Script {}
export const createContext = (): never => {
  throw new Error("a browser has no contexts for scripts");
};
