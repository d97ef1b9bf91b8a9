/** Waiting between attempts: exponential, capped, with full jitter, so that many pages do not come at once. */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

export class Backoff {
  #attempt = 0;

  /** Start over after health. */
  reset() {
    this.#attempt = 0;
  }

  /** Wait for the next attempt, `atLeastSeconds` if a server said so; ends early when aborted or back online. */
  async wait(signal, atLeastSeconds = 0) {
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    await pause(Math.max(atLeastSeconds * 1000, Math.random() * ceiling), signal);
  }
}

/** Resolve after `milliseconds`, or at once when `signal` aborts or the network comes back. */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    window.addEventListener("online", done);
    if (signal.aborted) done();
  });
}
