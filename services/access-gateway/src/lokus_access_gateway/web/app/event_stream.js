/**
 * Server-sent events over fetch, because EventSource cannot carry a bearer token. `follow` keeps one
 * stream open: a loss, or silence longer than two of the gateway's comments, begins it anew.
 */
import { Backoff } from "./backoff.js";

const SILENCE_MS = 40_000; // the gateway sends a comment every 15 s

/** Yield `{type, json}` of each event of a byte stream (HTML Standard 9.2.6; lines end in LF or CRLF). */
export async function* parseEvents(bytes, onSign = () => {}) {
  const reader = bytes.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let type = "message";
  let lines = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    onSign();
    const complete = (rest + part.value).split(/\r?\n/);
    rest = complete.pop();
    for (const line of complete) {
      if (line === "") {
        if (lines.length > 0) yield { type, json: JSON.parse(lines.join("\n")) };
        type = "message";
        lines = [];
      } else if (line.startsWith("data:")) lines.push(line.slice(5).trimStart());
      else if (line.startsWith("event:")) type = line.slice(6).trim();
    }
  }
}

/** Follow `path` until `signal` aborts; `onEvent` gets each event, `onState` "connecting", "live" or "lost". */
export async function follow(api, path, { onEvent, onState }, signal) {
  const backoff = new Backoff();
  onState("connecting");
  while (!signal.aborted) {
    try {
      await followOnce(api, path, { onEvent, onState }, backoff, signal);
    } catch (error) {
      if (error.status === 401 || signal.aborted) return;
      if (error.status === undefined && error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    }
    onState("lost");
    await backoff.wait(signal);
  }
}

async function followOnce(api, path, { onEvent, onState }, backoff, signal) {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  signal.addEventListener("abort", stop);
  let silence = setTimeout(stop, SILENCE_MS);
  const onSign = () => {
    clearTimeout(silence);
    silence = setTimeout(stop, SILENCE_MS);
  };
  try {
    const response = await api.send(path, { headers: { Accept: "text/event-stream" }, signal: attempt.signal, cache: "no-store" });
    onState("live");
    backoff.reset();
    for await (const event of parseEvents(response.body, onSign)) onEvent(event);
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", stop);
    attempt.abort();
  }
}
