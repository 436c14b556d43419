/** Resolves in the next turn of the event loop, so that others get theirs. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The result of what is done in steps, each of them in a turn of its own. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    await breath();
    step = steps.next();
  }
  return step.value;
}
