import type { Node, NodeAPI, NodeDef, NodeMessage, NodeStatus } from "node-red";
import { type Config, type Fields, parseConfig, type ValuesOf } from "../config/define.ts";
import { sentence, type Translate } from "../config/problem.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import { type ScopedClock, scopedClock, systemClock } from "./clock.ts";
import type { FlowMessage } from "./message.ts";
import type { Services } from "./services.ts";

export type Send = (outputs: NodeMessage | (NodeMessage | NodeMessage[] | null)[]) => void;

/** What a running node does; every part is optional. */
export interface NodeLife {
  /** Resolves when the message is dealt with; a rejection reaches Catch and never the process. */
  input?(msg: FlowMessage, send: Send): void | Promise<void>;
  /** Ends what the node holds. Timers of its clock are cancelled beforehand. */
  close?(removed: boolean): void | Promise<void>;
}

/** A config node's life, with what it offers to others. */
export interface ConfigNodeLife<S> extends NodeLife {
  readonly service: S;
}

export interface NodeContext<F extends Fields, C extends Fields> {
  readonly id: string;
  /** The node's name, or its type where it has none. */
  readonly label: string;
  readonly config: ValuesOf<F>;
  readonly credentials: ValuesOf<C>;
  readonly red: NodeAPI;
  /** Its timers end with the node. */
  readonly clock: ScopedClock;
  readonly translate: Translate;
  /** `key` is relative to the node's own catalogue: `status.{key}`. */
  status(
    fill: NodeStatus["fill"],
    shape: NodeStatus["shape"],
    key: string,
    params?: Record<string, string | number>,
  ): void;
  warn(text: string): void;
  error(text: string): void;
  /** Sends outside of an input handler. */
  send: Send;
  /**
   * The service of a config node.
   * @throws LockerError `config-node-missing` when it is absent, disabled or not usable itself
   */
  peer<T extends keyof Services>(type: T, id: string): Services[T];
}

/** The status as it is. */
interface Shown {
  readonly fill: NodeStatus["fill"];
  readonly shape: NodeStatus["shape"];
  readonly key: string;
  readonly detail: string;
}

/** Service of each running config node, by the node itself: gone when the node is. */
const services = new WeakMap<Node, unknown>();

/** Declares a node that messages flow through. */
export function defineNode<F extends Fields, C extends Fields>(
  type: string,
  definition: Config<F, C>,
  start: (node: NodeContext<F, C>) => NodeLife,
): (red: NodeAPI) => void {
  return register(type, definition, start);
}

/** Declares a node that offers a service to others: a config node, or locker-visit to the board. */
export function defineConfigNode<T extends keyof Services, F extends Fields, C extends Fields>(
  type: T,
  definition: Config<F, C>,
  start: (node: NodeContext<F, C>) => ConfigNodeLife<Services[T]>,
): (red: NodeAPI) => void {
  return register(type, definition, (node, host) => {
    const life = start(node);
    services.set(host, life.service);
    return life;
  });
}

function register<F extends Fields, C extends Fields>(
  type: string,
  definition: Config<F, C>,
  start: (node: NodeContext<F, C>, host: Node) => NodeLife,
): (red: NodeAPI) => void {
  return (red) => {
    function construct(this: Node, raw: NodeDef) {
      red.nodes.createNode(this, raw);
      run(red, this, type, definition, raw, start);
    }
    const credentials = Object.fromEntries(
      Object.keys(definition.credentials).map((name) => [name, { type: "password" as const }]),
    );
    red.nodes.registerType(type, construct, { credentials });
  };
}

function run<F extends Fields, C extends Fields>(
  red: NodeAPI,
  host: Node,
  type: string,
  definition: Config<F, C>,
  raw: NodeDef,
  start: (node: NodeContext<F, C>, host: Node) => NodeLife,
): void {
  const clock = scopedClock(systemClock);
  const translate: Translate = (key, params) => red._(key, params);
  let shown: Shown | null = null;
  const life = begin();
  host.on("input", (msg, send, done) => {
    let ended: void | Promise<void>;
    try {
      if ("failed" in life) throw life.failed;
      ended = life.input?.(msg, send);
    } catch (thrown) {
      end(done, asError(thrown));
      return;
    }
    if (ended === undefined) end(done);
    else
      ended.then(
        () => end(done),
        (thrown: unknown) => end(done, asError(thrown)),
      );
  });
  host.on("close", (removed: boolean, done: () => void) => {
    clock.cancelAll();
    services.delete(host);
    Promise.resolve()
      .then(() => ("close" in life ? life.close?.(removed) : undefined))
      .catch((thrown: unknown) => host.error(sentenceOf(thrown)))
      .finally(done);
  });

  /** Whoever is told may fail at it, as at a message that cannot be copied; unheard, that ends the process. */
  function end(done: (error?: Error) => void, error?: Error): void {
    try {
      done(error);
    } catch (thrown) {
      host.error(sentenceOf(thrown));
    }
  }

  function begin(): NodeLife | { readonly failed: LockerError } {
    const parsed = parseConfig(definition, { ...raw }, { ...host.credentials });
    if (!parsed.ok) {
      const what = parsed.problems
        .map(
          ({ field, problem }) => `${translate(`${type}.label.${field}`)}: ${sentence(translate, problem)}`,
        )
        .join(" ");
      return fail(new LockerError("config-invalid", what), "common.status.config-invalid");
    }
    try {
      return start(
        {
          id: host.id,
          label: host.name || type,
          config: parsed.config,
          credentials: parsed.credentials,
          red,
          clock,
          translate,
          status(fill, shape, key, params) {
            // A status is shown to every open editor and to status nodes: only a change is one.
            const detail = params === undefined ? "" : JSON.stringify(params);
            if (shown?.key === key && shown.fill === fill && shown.shape === shape && shown.detail === detail)
              return;
            shown = { fill, shape, key, detail };
            host.status({ fill, shape, text: translate(`${type}.status.${key}`, params) });
          },
          warn: (text) => host.warn(text),
          error: (text) => host.error(text),
          send: (outputs) => host.send(outputs as NodeMessage[]),
          peer: (wanted, id) => peer(red, wanted, id),
        },
        host,
      );
    } catch (thrown) {
      return fail(asError(thrown), "common.status.not-started");
    }
  }

  function fail(error: Error, status: string): { readonly failed: LockerError } {
    host.status({ fill: "red", shape: "ring", text: translate(status) });
    host.error(error.message);
    return {
      failed: error instanceof LockerError ? error : new LockerError("config-invalid", error.message),
    };
  }
}

function peer<T extends keyof Services>(red: NodeAPI, type: T, id: string): Services[T] {
  const service = serviceOf(red, type, id);
  if (service === undefined) {
    const node: Node | null = id === "" ? null : red.nodes.getNode(id);
    throw new LockerError(
      "config-node-missing",
      node
        ? `The ${type} "${node.name || node.id}" that this node uses is not usable itself: open it, mend what is marked, and deploy.`
        : `The ${type} that this node uses is missing or disabled: choose another one, or enable it, and deploy.`,
    );
  }
  return service;
}

/** The service of a config node, for whatever is no node itself; undefined where it does not run. */
export function serviceOf<T extends keyof Services>(
  red: Pick<NodeAPI, "nodes">,
  type: T,
  id: string,
): Services[T] | undefined {
  const node: Node | null = id === "" ? null : red.nodes.getNode(id);
  return node?.type === type ? (services.get(node) as Services[T] | undefined) : undefined;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
