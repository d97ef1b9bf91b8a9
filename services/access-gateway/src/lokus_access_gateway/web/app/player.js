/**
 * Watch one camera and keep the picture: one loop per choice opens a viewing session, waits for its
 * end, asks the gateway why, and either says so (the right is gone) or tries again by itself (the
 * camera, the network or the gateway was away). `onState` gets `{state, detail}` for the veil.
 */
import { Backoff, pause } from "./backoff.js";
import { Viewing } from "./whep.js";

const LOOK_MS = 500;
/**
 * After how many looks without a frame a picture counts as frozen, and its session as over, by what is
 * known of the gateway since the session began: in touch, out of touch, or in touch again (a gateway
 * that started anew knows the session no more, so the sooner a new one the better).
 */
const LOOKS = {
  kept: { frozen: 4, over: 24 },
  lost: { frozen: 1, over: 24 },
  renewed: { frozen: 1, over: 2 },
};
const HOPELESS = new Set([400, 401, 403, 404, 406]);

export class Player {
  #video;
  #api;
  #onState;
  #choice = new AbortController();
  #hurry = new AbortController();
  #over = new AbortController();
  #state = "idle";
  #touch = "kept"; // a key of LOOKS
  #viewing = null;
  #hasPlayed = false;

  constructor(video, api, onState) {
    this.#video = video;
    this.#api = api;
    this.#onState = onState;
    video.addEventListener("playing", () => this.#isPlaying(this.#choice.signal));
    window.addEventListener("pagehide", () => this.close());
  }

  /** Leave the camera watched now, if any, and watch this one until it is left or refused. */
  async open(cameraId) {
    this.close();
    this.#choice = new AbortController();
    const { signal } = this.#choice;
    const backoff = new Backoff();
    this.#hasPlayed = false;
    this.#tell(signal, "connecting");
    while (!signal.aborted) {
      try {
        await this.#watchOnce(cameraId, backoff, signal);
        await this.#api.json(`/v1/cameras/${encodeURIComponent(cameraId)}`, { signal }); // still allowed?
        if (this.#touch === "renewed") this.#tell(signal, "connecting");
        else {
          this.#tell(signal, "waiting");
          await this.#wait(backoff, signal);
        }
      } catch (problem) {
        if (signal.aborted) return;
        if (problem.status === undefined) throw problem;
        if (HOPELESS.has(problem.status)) return this.#refuse(signal, problem);
        this.#tell(signal, "waiting", problem.message);
        await this.#wait(backoff, signal, problem.retryAfterSeconds);
      }
    }
  }

  /** The camera is said to deliver again: do not wait out the pause. */
  hurry() {
    this.#hurry.abort();
  }

  /** The gateway is out of touch: until the next frame the picture is stale. */
  doubt() {
    if (this.#touch === "lost") return;
    this.#touch = "lost";
    if (this.#state === "playing" || this.#state === "frozen") this.#tell(this.#choice.signal, "stale");
  }

  /** The gateway was away: its sessions may be gone, and a picture that stands still will not move again. */
  renew() {
    if (this.#touch === "lost") {
      this.#touch = "renewed";
      if (this.#state !== "playing") this.#over.abort();
    }
    this.hurry();
  }

  #wait(backoff, signal, atLeastSeconds = 0) {
    this.#hurry = new AbortController();
    return backoff.wait(AbortSignal.any([signal, this.#hurry.signal]), atLeastSeconds);
  }

  /** Leave the camera; the gateway is told. */
  close() {
    this.#choice.abort();
    this.#viewing?.close();
    this.#viewing = null;
    this.#video.srcObject = null;
  }

  async #watchOnce(cameraId, backoff, signal) {
    const viewing = await Viewing.open(this.#api, cameraId, signal);
    if (signal.aborted) return viewing.close();
    this.#viewing = viewing;
    this.#touch = "kept";
    this.#show(viewing.stream);
    const over = new AbortController();
    this.#over = over;
    try {
      await Promise.race([viewing.ended, this.#untilLost(viewing, backoff, AbortSignal.any([signal, over.signal]))]);
    } finally {
      over.abort();
      await viewing.close();
    }
  }

  /** Play by command: `autoplay` alone does not start a picture that is out of view. */
  #show(stream) {
    this.#video.srcObject = stream;
    this.#video.play().catch((error) => {
      if (error.name !== "AbortError" && error.name !== "NotAllowedError") throw error; // left again, or the browser forbids
    });
  }

  /** Resolve when no frame has come for too long; until then tell whether the picture moves. */
  async #untilLost(viewing, backoff, signal) {
    let frames = 0;
    let looksWithout = 0;
    while (!signal.aborted && looksWithout < LOOKS[this.#touch].over) {
      await pause(LOOK_MS, signal);
      const framesNow = await viewing.framesDecoded();
      looksWithout = framesNow > frames ? 0 : looksWithout + 1;
      frames = framesNow;
      if (looksWithout === 0) {
        backoff.reset();
        this.#isPlaying(signal);
      } else if (frames > 0 && looksWithout >= LOOKS[this.#touch].frozen) {
        this.#tell(signal, this.#touch === "kept" ? "frozen" : "stale");
      }
    }
  }

  #isPlaying(signal) {
    this.#hasPlayed = true;
    this.#tell(signal, "playing");
  }

  #refuse(signal, problem) {
    this.#tell(signal, this.#hasPlayed ? "ended" : "refused", problem.message, problem.reason);
    this.#video.srcObject = null;
  }

  #tell(signal, state, detail = "", reason = null) {
    if (signal.aborted) return;
    this.#state = state;
    this.#onState({ state, detail, reason });
  }
}
