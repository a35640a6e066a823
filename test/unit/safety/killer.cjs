// Loaded into an engine before its own code: ends the process, as a crash would, at the nth thing that an apply does
// to a disk or a database, or so many microseconds into it. The engine itself knows nothing of this.
// It is told by a message of its own, `{ kill: Moment }` or `{ kill: { report } }`, that does not reach the engine.
"use strict";
const fs = require("node:fs");
const { Worker } = require("node:worker_threads");

const { appendFileSync } = fs;
const flag = new Int32Array(new SharedArrayBuffer(4));

/** As in `kills.ts`. */
const DECIDING = /COMMIT|renameSync/;

let order = null;
let armed = false;
let count = 0;
let deciding = 0;
let isDue = false;

function step(name) {
  if (!armed || isDue) return;
  if (order.report) {
    // Which itself writes to a file.
    armed = false;
    appendFileSync(order.report, `${name}\n`);
    armed = true;
    return;
  }
  const decides = DECIDING.test(name) && ++deciding === order.decides;
  count++;
  if (order.behind && decides) count = 0;
  isDue = order.behind ? deciding >= order.decides && count === order.at : decides || count === order.at;
  if (!isDue) return;
  if (order.delay === 0) process.kill(process.pid, "SIGKILL");
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

/** Another thread, as this one may be inside a COMMIT when its time has come. */
async function executioner(delay) {
  const code = `const { flag, delay } = require("node:worker_threads").workerData;
    Atomics.wait(flag, 0, 0);
    const end = process.hrtime.bigint() + BigInt(delay) * 1000n;
    while (process.hrtime.bigint() < end);
    process.kill(process.pid, "SIGKILL");`;
  const worker = new Worker(code, { eval: true, workerData: { flag, delay } });
  await new Promise((resolve) => worker.once("online", resolve));
}

function watch(object, names, of) {
  for (const name of names) {
    const real = object[name];
    if (typeof real !== "function") continue;
    object[name] = function (...args) {
      // What tells steps apart: SQL, where there is some; never a path, which differs from run to run.
      const sql = object === StatementSync.prototype ? this.sourceSQL : args[0];
      const text = typeof sql === "string" && !sql.startsWith("/") ? sql.slice(0, 40).replaceAll("\n", " ") : "";
      step(`${of}.${name} ${text}`);
      return real.apply(this, args);
    };
  }
}

const { DatabaseSync, StatementSync } = process.getBuiltinModule("node:sqlite");
watch(DatabaseSync.prototype, ["exec", "createSession"], "database");
watch(StatementSync.prototype, ["run", "all", "get", "iterate"], "statement");
const calls = ["open", "mkdir", "rename", "rm", "unlink", "link", "copyFile", "writeFile", "readFile", "readdir"];
watch(fs.promises, calls, "fs.promises");
watch(fs, ["open", "write", "writev", "fsync", "rename", "close"], "fs");
watch(
  fs,
  [...calls, "write", "fsync", "close", "truncate"].map((name) => `${name}Sync`),
  "fs",
);
const handles = fs.promises.open(process.execPath, "r").then(async (handle) => {
  watch(
    Object.getPrototypeOf(handle),
    ["write", "writev", "writeFile", "appendFile", "sync", "datasync", "truncate"],
    "file",
  );
  await handle.close();
});

// Only what an apply does is counted.
const { on } = process;
process.on = function (event, listener) {
  if (event !== "message") return on.call(this, event, listener);
  return on.call(this, event, async (message) => {
    if (message?.kill) order = message.kill;
    else if (message?.name !== "apply" || order === null) listener(message);
    else {
      await handles;
      if (order.delay > 0) await executioner(order.delay);
      armed = true;
      listener(message);
    }
  });
};
