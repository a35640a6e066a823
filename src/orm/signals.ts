import type { Json } from "../protocol/json";
import type { ReceiverInfo } from "../protocol/models";
import type { SignalSent } from "../protocol/results";
import { PySet } from "../python/collections";
import { UnsupportedError } from "../python/exceptions";
import { type MaybePromise, PyBuiltin, PyObject, type Value } from "../python/objects";
import type { Orm, SignalRow, SignalSender } from "./context";
import { ModelInstance } from "./instance";
import type { Model } from "./meta";
import { ModelClass } from "./modelClass";
import { normal } from "./normal";

interface Receiver {
  readonly name: string;
  readonly sender: Model | null;
  readonly call: Value;
}

/** One of Django's model signals, as scripts connect to it. */
export class Signal extends PyObject {
  readonly typeName = "ModelSignal";
  readonly receivers: Receiver[] = [];

  constructor(readonly name: string) {
    super();
  }

  override attribute(name: string): Value | undefined {
    if (name === "connect") {
      return new PyBuiltin(name, (args) => {
        this.connect(
          args.positional[0] ?? args.keywords.get("receiver") ?? null,
          args.positional[1] ?? args.keywords.get("sender") ?? null,
        );
        return null;
      });
    }
    if (name !== "disconnect") return undefined;
    return new PyBuiltin(name, (args) => {
      const at = this.receivers.findIndex(
        (receiver) => receiver.call === (args.positional[0] ?? args.keywords.get("receiver")),
      );
      if (at >= 0) this.receivers.splice(at, 1);
      return at >= 0;
    });
  }

  connect(call: Value, sender: Value): void {
    const name = call instanceof PyObject && "name" in call ? String(call.name) : "receiver";
    this.receivers.push({ name, sender: sender instanceof ModelClass ? sender.model : null, call });
  }
}

export const SIGNALS = [
  "pre_init",
  "post_init",
  "pre_save",
  "post_save",
  "pre_delete",
  "post_delete",
  "m2m_changed",
] as const;

/** Sends signals to the workspace's and the script's receivers, and keeps a record of them. */
export class Signals implements SignalSender {
  readonly byName: ReadonlyMap<string, Signal> = new Map(SIGNALS.map((name) => [name, new Signal(name)]));
  #connected = false;

  constructor(
    readonly orm: Orm,
    readonly found: readonly ReceiverInfo[],
    /** The function of a receiver in the workspace's code; null where it cannot be run. */
    readonly load: (receiver: ReceiverInfo) => Promise<Value | null>,
  ) {}

  hasReceivers(signal: string, sender: Model): boolean {
    const own = this.byName.get(signal)?.receivers ?? [];
    return (
      this.found.some(
        (receiver) =>
          receiver.signal === signal && (!receiver.sender || this.orm.registry.get(receiver.sender) === sender),
      ) || own.some((receiver) => !receiver.sender || receiver.sender === sender)
    );
  }

  async sendEach(signal: string, sender: Model, rows: readonly SignalRow[]): Promise<void> {
    await this.#connect();
    const isHeard = this.hasReceivers(signal, sender);
    const { label } = sender;
    const { signals } = this.orm.connection.trace;
    for (const row of rows) {
      if (isHeard && row instanceof ModelInstance) await this.send(signal, sender, row, new Map());
      else {
        const { pk } = row;
        const isPlain = typeof pk === "bigint" || typeof pk === "string";
        const instance = row.model === sender ? label : row.model.label;
        signals.push({ signal, sender: label, instance, pk: isPlain ? pk : await normal(pk, this.orm) });
      }
    }
  }

  /** Nothing is waited for where nobody listens: rows are saved by the ten thousand. */
  send(signal: string, sender: Model, instance: Value, details: ReadonlyMap<string, Value>): MaybePromise<void> {
    const isInit = signal === "pre_init" || signal === "post_init";
    if (isInit && !this.hasReceivers(signal, sender)) return;
    if (this.#connected && this.byName.get(signal)?.receivers.length === 0 && instance instanceof ModelInstance) {
      const { pk } = instance;
      const isPlain = pk === null || typeof pk === "bigint" || typeof pk === "string";
      if (isPlain && signal !== "m2m_changed" && !isInit) {
        this.orm.connection.trace.signals.push(saved(signal, sender, instance, pk, details));
        return;
      }
    }
    return this.#sendToAll(signal, sender, instance, details, isInit);
  }

  async #sendToAll(
    signal: string,
    sender: Model,
    instance: Value,
    details: ReadonlyMap<string, Value>,
    isInit: boolean,
  ): Promise<void> {
    await this.#connect();
    const { connection, interpreter } = this.orm;
    for (const receiver of this.byName.get(signal)?.receivers ?? []) {
      if (receiver.sender && receiver.sender !== sender) continue;
      const before = connection.cause;
      connection.cause = `signal ${receiver.name}`;
      try {
        const keywords = new Map<string, Value>([
          ["sender", this.orm.modelClass(sender)],
          ["instance", instance],
          ["signal", this.byName.get(signal) as Value],
          ["using", this.orm.databases.alias],
          ["raw", false],
          ...details,
        ]);
        await interpreter.call(receiver.call, { positional: [], keywords });
      } catch (error) {
        if (!(error instanceof UnsupportedError)) throw error;
        const place = this.found.find((known) => known.name === receiver.name);
        connection.trace.notRun.push({
          what: receiver.name,
          file: place?.code.file ?? "script",
          line: place?.code.line ?? 1,
          reason: error.message,
        });
      } finally {
        connection.cause = before;
      }
    }
    if (!isInit) connection.trace.signals.push(await record(signal, sender, instance, details, this.orm));
  }

  /** Connects the workspace's receivers the first time anything is sent. */
  async #connect(): Promise<void> {
    if (this.#connected) return;
    this.#connected = true;
    for (const info of this.found) {
      const sender = info.sender ? this.orm.registry.get(info.sender) : null;
      if (info.sender && !sender) continue;
      const call = await this.load(info);
      if (call === null) {
        this.orm.connection.trace.notRun.push({
          what: info.name,
          file: info.code.file,
          line: info.code.line,
          reason: "it is outside the Python subset that is run here",
        });
        continue;
      }
      this.byName.get(info.signal)?.receivers.push({ name: info.name, sender, call });
    }
  }
}

async function record(
  signal: string,
  sender: Model,
  instance: Value,
  details: ReadonlyMap<string, Value>,
  orm: Orm,
): Promise<SignalSent> {
  const pk = instance instanceof ModelInstance ? await normal(instance.pk, orm) : null;
  const sent = saved(signal, sender, instance, pk, details);
  if (signal !== "m2m_changed") return sent;
  const keys = details.get("pk_set");
  const pkSet: Json = keys instanceof PySet ? await normal(keys, orm) : null;
  const model = details.get("model");
  return {
    ...sent,
    action: String(details.get("action")),
    ...{
      reverse: details.get("reverse") === true,
      model: model instanceof ModelClass ? model.model.label : null,
      pk_set: pkSet,
    },
  };
}

/** What is told of a signal about one instance. */
function saved(
  signal: string,
  sender: Model,
  instance: Value,
  pk: Json,
  details: ReadonlyMap<string, Value>,
): SignalSent {
  const label = instance instanceof ModelInstance ? instance.model.label : "";
  const sent = { signal, sender: sender.label, instance: label, pk };
  const names = details.get("update_fields");
  const isSave = signal === "pre_save" || signal === "post_save";
  const updateFields = isSave && Array.isArray(names) ? { update_fields: names.map(String) } : {};
  if (signal === "post_save") return { ...sent, created: details.get("created") === true, ...updateFields };
  return { ...sent, ...updateFields };
}
