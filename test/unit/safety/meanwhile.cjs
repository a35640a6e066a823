// Loaded into the runner before its own code: another program, which writes when the rehearsal is over and the apply
// has not begun. The runner itself knows nothing of this.
"use strict";
const { DatabaseSync, StatementSync } = process.getBuiltinModule("node:sqlite");
const { run } = StatementSync.prototype;
let isDone = false;
// A transaction that may write is ended by a statement of its own; reading sessions are ended another way.
StatementSync.prototype.run = function (...args) {
  const result = run.apply(this, args);
  if (/^ROLLBACK(?! TO)/.test(this.sourceSQL) && !isDone) {
    isDone = true;
    const other = new DatabaseSync(process.env.MEANWHILE_DATABASE);
    other.exec(process.env.MEANWHILE_SQL);
    other.close();
  }
  return result;
};
