/**
 * One WHEP viewing session (draft-ietf-wish-whep): the offer goes out at once, before any ICE
 * candidate is known, so that the first picture waits for nothing; the candidates follow in one
 * PATCH. `ended` resolves when the gateway or the network ends it; `close` tells the gateway.
 */

const DELETE_MS = 3000;

export class Viewing {
  #api;
  #connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  #candidates = [];
  #gathered;
  #onGoodbye;
  #url = null;
  #etag = null;

  /** Open a session on a camera; resolves when the gateway has answered. Raises Problem. */
  static async open(api, cameraId, signal) {
    const viewing = new Viewing(api);
    try {
      await viewing.#begin(`/v1/cameras/${encodeURIComponent(cameraId)}/whep`, signal);
      return viewing;
    } catch (error) {
      await viewing.close();
      throw error;
    }
  }

  constructor(api) {
    this.#api = api;
    const connection = this.#connection;
    const transceiver = connection.addTransceiver("video", { direction: "recvonly" });
    this.receiver = transceiver.receiver;
    this.stream = new MediaStream([this.receiver.track]);
    this.#gathered = new Promise((resolve) => {
      connection.addEventListener("icecandidate", ({ candidate }) => {
        if (candidate === null) resolve();
        else if (candidate.candidate !== "") this.#candidates.push(candidate);
      });
    });
    this.ended = new Promise((resolve) => {
      connection.addEventListener("connectionstatechange", () => {
        if (connection.connectionState === "failed") resolve();
      });
      this.#onGoodbye = resolve;
    });
  }

  async #begin(endpoint, signal) {
    const offer = await this.#connection.createOffer();
    const described = this.#connection.setLocalDescription(offer);
    const response = await this.#api.send(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/sdp" },
      body: offer.sdp,
      signal,
    });
    this.#url = new URL(response.headers.get("Location"), location.origin);
    this.#etag = response.headers.get("ETag");
    await described;
    await this.#connection.setRemoteDescription({ type: "answer", sdp: await response.text() });
    this.#awaitGoodbye(this.receiver.transport);
    this.#sendCandidates(offer.sdp);
  }

  /** The gateway's goodbye is a DTLS alert; the connection itself would notice seconds later. */
  #awaitGoodbye(transport) {
    transport.addEventListener("statechange", () => {
      if (transport.state !== "closed") return;
      this.#url = null; // the session is over there: nothing is left to delete
      this.#onGoodbye();
    });
  }

  /** Trickle (section 4.5.2). Its failure is no failure of the session: the gateway may reach us without. */
  async #sendCandidates(sdp) {
    await this.#gathered;
    if (this.#url === null || this.#candidates.length === 0) return;
    const lines = ["ice-ufrag", "ice-pwd"].map((name) => sdp.match(new RegExp(`^a=${name}:.*$`, "m"))[0].trim());
    lines.push("m=video 9 UDP/TLS/RTP/SAVPF 0", "a=mid:0");
    lines.push(...this.#candidates.map(({ candidate }) => `a=${candidate}`), "a=end-of-candidates");
    const headers = { "Content-Type": "application/trickle-ice-sdpfrag" };
    if (this.#etag !== null) headers["If-Match"] = this.#etag;
    await this.#api.send(this.#url, { method: "PATCH", headers, body: `${lines.join("\r\n")}\r\n` }).catch(() => {});
  }

  /** Return how many frames have been decoded so far. */
  async framesDecoded() {
    for (const report of (await this.receiver.getStats()).values()) {
      if (report.type === "inbound-rtp") return report.framesDecoded ?? 0;
    }
    return 0;
  }

  /**
   * End the session on both sides, the gateway's first: our own goodbye would end it before the DELETE
   * comes. May be called more than once, and while the page is being left.
   */
  async close() {
    const url = this.#url;
    this.#url = null;
    this.receiver.track.stop();
    if (url !== null) {
      const options = { method: "DELETE", keepalive: true, signal: AbortSignal.timeout(DELETE_MS) };
      await this.#api.send(url, options).catch(() => {});
    }
    this.#connection.close();
  }
}
