// Loaded into an engine before its own code: where the tests run as root, whom no permission stops, the engine becomes
// nobody with the first message that it gets.
"use strict";
const NOBODY = 65534;
const { on } = process;
process.on = function (event, listener) {
  if (event !== "message") return on.call(this, event, listener);
  return on.call(this, event, (message) => {
    if (process.getuid?.() === 0) {
      process.setgroups([]);
      process.setgid(NOBODY);
      process.setuid(NOBODY);
    }
    listener(message);
  });
};
