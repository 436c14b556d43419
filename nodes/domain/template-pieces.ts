import Mustache from "mustache";

/** What a text is made of, as Mustache reads it; the white space around a section's own lines is gone. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly name: string }
  | {
      readonly kind: "section";
      readonly name: string;
      /** False for what stands between `{{^name}}` and `{{/name}}`. */
      readonly shownIf: boolean;
      readonly pieces: readonly Piece[];
    }
  /** `{{>other}}`: there are no other texts, so it is nothing. */
  | { readonly kind: "partial"; readonly name: string };

/** So many texts are kept apart at most: there are a few for each node, and new ones with each deploy. */
const KEPT = 1000;
const known = new Map<string, readonly Piece[]>();

/**
 * Takes a text apart, each only once: a node's texts are filled in for thousands of notices.
 * @throws Error as Mustache's parser words it
 */
export function piecesOf(text: string): readonly Piece[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const pieces = read(new Mustache.Writer().parse(text));
  if (known.size >= KEPT) known.clear();
  known.set(text, pieces);
  return pieces;
}

function read(tokens: readonly unknown[]): Piece[] {
  return tokens.flatMap((token): Piece[] => {
    if (!Array.isArray(token)) return [];
    const [symbol, text, , , children]: readonly unknown[] = token;
    if (typeof text !== "string") return [];
    switch (symbol) {
      case "text":
        return [{ kind: "text", text }];
      case "name":
      case "&":
        return [{ kind: "print", name: text }];
      case "#":
      case "^":
        return [
          {
            kind: "section",
            name: text,
            shownIf: symbol === "#",
            pieces: read(Array.isArray(children) ? children : []),
          },
        ];
      case ">":
        return [{ kind: "partial", name: text }];
      default:
        return [];
    }
  });
}
