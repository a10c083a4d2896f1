/** Runs what must not fail a call, whatever it throws or rejects with: code of the application that only listens. */
export function unheard(listen: () => unknown): void {
  try {
    const returned = listen();
    if (returned instanceof Promise) returned.catch(() => {});
  } catch {}
}
