import type { Notice, NoticeTemplate } from "../domain/notice.ts";
import type { Register } from "../domain/register.ts";

/** The text for all hirers that a running node has, by the node's id. */
const own = new Map<string, NoticeTemplate>();

/** A node's own text for hirers, for as long as the node runs; returns how to end that. */
export function useOwnText(node: string, template: NoticeTemplate): () => void {
  own.set(node, template);
  return () => {
    if (own.get(node) === template) own.delete(node);
  };
}

/**
 * The text of a notice that goes out now. What hirers are told is looked up again: a notice that was refused for its
 * text goes out with the text that was mended since.
 */
export function presentText({ template, channel, node }: Notice, register: Register): NoticeTemplate {
  if (template.wording !== undefined) return register.texts.current(template, channel);
  return template.own === true ? (own.get(node) ?? template) : template;
}
