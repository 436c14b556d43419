/** How often it is looked whether npm is still there. */
const PARENT_MS = 500;

/** Resolves at Ctrl-C, at SIGTERM, when the terminal closes, and when npm was ended. */
export function interruption(): Promise<null> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(null));
    if (process.env.npm_lifecycle_event === undefined) return;
    // npm passes a signal on to its shell, and the shell to nobody.
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve(null);
    }, PARENT_MS).unref();
  });
}
