/**
 * The gateway's API. Every request carries the bearer token; every refusal becomes a `Problem`
 * (RFC 9457) with a `detail` for people and, where the gateway gives one, a `reason` for us.
 */
import { text } from "./texts.js";

export class Problem extends Error {
  constructor(status, { detail, title, reason = null } = {}, retryAfterSeconds = 0) {
    super(detail ?? title ?? `HTTP ${status}`);
    this.status = status;
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class Api {
  #token;
  #onExpired;

  /** `onExpired` is called when the gateway takes the token no longer. */
  constructor(token, onExpired) {
    this.#token = token;
    this.#onExpired = onExpired;
  }

  /** Send a request; return a good response. Raises Problem; status 0 is a network that failed. */
  async send(path, { headers = {}, ...options } = {}) {
    const response = await this.#fetch(path, { ...options, headers: { ...headers, Authorization: `Bearer ${this.#token}` } });
    if (response.ok) return response;
    if (response.status === 401) this.#onExpired();
    throw await asProblem(response);
  }

  /** GET a path; return its JSON. */
  async json(path, options) {
    return (await this.send(path, options)).json();
  }

  /** POST a JSON body; return the JSON of the reply. */
  async post(path, body) {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    return this.json(path, options);
  }

  async #fetch(path, options) {
    try {
      return await fetch(path, options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Problem(0, { detail: text("unreachable") });
    }
  }
}

async function asProblem(response) {
  const retryAfterSeconds = Number(response.headers.get("Retry-After")) || 0;
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
  const body = isJson ? await response.json().catch(() => ({})) : {};
  return new Problem(response.status, body, retryAfterSeconds);
}
