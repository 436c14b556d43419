/** Resolves in the next turn of the event loop, so that others get theirs. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
