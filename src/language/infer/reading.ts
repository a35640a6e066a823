import { expressionType } from "./expressions";
import { Flow } from "./flow";
import type { Reading } from "./scope";

/** Everything that reads, put together. */
export const reading: Reading = {
  expression: expressionType,
  returns: (body, names, scope) => {
    const flow = new Flow(names, scope);
    flow.run(body);
    return flow.returns;
  },
};
