import type { Translate } from "../config/problem.ts";

/**
 * The part of the editor's RED that our nodes use, with what the published types leave out: checks that
 * return a sentence, and nodes that may be absent.
 */
export interface EditorNode {
  readonly id: string;
  readonly type: string;
  name?: string;
  credentials?: Record<string, unknown>;
  _: Translate;
  [property: string]: unknown;
}

/** True, or the sentence to show. Node-RED takes a returned text as a fault only when both parameters are declared. */
export type Validator = (
  this: EditorNode,
  value: unknown,
  options: { label?: string } | undefined,
) => true | string;

export interface Default {
  value: unknown;
  required?: boolean;
  /** Type of the config node it names. */
  type?: string;
  validate?: Validator;
}

export interface NodeType {
  category: string;
  color?: string;
  defaults: Record<string, Default>;
  credentials?: Record<string, { type: "text" | "password" }>;
  inputs?: number;
  outputs?: number;
  icon?: string;
  paletteLabel?: string | ((this: EditorNode) => string);
  label: string | ((this: EditorNode) => string);
  labelStyle?: string | ((this: EditorNode) => string);
  inputLabels?: string | ((this: EditorNode, index: number) => string);
  outputLabels?: string[] | ((this: EditorNode, index: number) => string);
  align?: "left" | "right";
  oneditprepare?(this: EditorNode): void;
  oneditsave?(this: EditorNode): void;
  oneditcancel?(this: EditorNode): void;
  oneditdelete?(this: EditorNode): void;
  oneditresize?(this: EditorNode, size: { width: number; height: number }): void;
  button?: unknown;
}

export interface EditorRed {
  nodes: {
    registerType(type: string, definition: NodeType): void;
    node(id: string): EditorNode | null;
    eachConfig(visit: (node: EditorNode) => boolean | undefined): void;
  };
  notify(text: string, options: { type: "success" | "warning" | "error"; timeout?: number }): void;
  settings: { apiRootUrl?: string };
}

declare global {
  const RED: EditorRed;
}
