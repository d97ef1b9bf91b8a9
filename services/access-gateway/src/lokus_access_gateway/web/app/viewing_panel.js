/** The panel around the picture: which camera it is, what its stream is like, and what is the matter. */
import { describeStatus } from "./camera_list.js";
import { byId, element, write } from "./dom.js";
import { Player } from "./player.js";
import { seesVideo } from "./roles.js";
import { number, onLanguage, text, textOr } from "./texts.js";

export class ViewingPanel {
  #store;
  #player;
  #idle; // keys of what is said before a choice
  #camera = null; // as last known: it stays named after it has gone
  #state = { state: "idle" };

  constructor(api, store, me) {
    this.#store = store;
    this.#idle = seesVideo(me) ? { title: "pickCamera", hint: "pickCameraHint" } : { title: "noVideo", hint: "noVideoForRole" };
    this.#player = new Player(byId("video"), api, (state) => {
      this.#state = state;
      this.#showVeil();
    });
    store.addEventListener("cameras", () => this.#show());
    store.addEventListener("lost", () => this.#player.doubt());
    store.addEventListener("ready", () => this.#player.renew());
    onLanguage(() => this.#show());
    this.#show();
  }

  /** Watch a camera, with the picture in view. */
  watch(id) {
    this.#camera = this.#store.cameras.get(id) ?? { id };
    this.#state = { state: "connecting" };
    this.#show();
    this.#player.open(id);
    reveal(byId("viewing"), byId("video"));
  }

  /** Stop watching. */
  close() {
    this.#player.close();
  }

  #show() {
    const before = this.#camera;
    this.#camera = this.#store.cameras.get(before?.id) ?? before;
    if (this.#camera?.status === "delivering" && before.status !== "delivering") this.#player.hurry();
    write(byId("viewing-title"), this.#camera?.name ?? this.#camera?.id ?? text(this.#idle.title));
    byId("video").setAttribute("aria-label", byId("viewing-title").textContent);
    this.#showVeil();
    this.#showFacts();
  }

  #showVeil() {
    const veil = byId("veil");
    const lines = this.#veilLines();
    veil.dataset.state = this.#state.state;
    veil.hidden = lines.length === 0;
    if (lines.join("\n") !== [...veil.children].map((child) => child.textContent).join("\n")) {
      veil.replaceChildren(...lines.map((line) => element("p", {}, line)));
    }
  }

  #veilLines() {
    const { state, detail, reason } = this.#state;
    const ill = this.#camera?.status && this.#camera.status !== "delivering" ? describeStatus(this.#camera) : null;
    const lines = {
      idle: [text(this.#idle.hint)],
      connecting: [text("playerConnecting"), ill],
      playing: [],
      frozen: [text("playerFrozen"), ill],
      stale: [text("playerStale")],
      waiting: [text("playerWaiting"), ill ?? detail],
      ended: [text("playerEnded"), textOr(`deny.${reason}`, detail)],
      refused: [text("playerRefused"), textOr(`deny.${reason}`, detail)],
    };
    return lines[state].filter(Boolean);
  }

  #showFacts() {
    const camera = this.#camera;
    const facts = camera?.site ? [
      [text("site"), camera.site.name],
      [text("zone"), camera.zone.name],
      [text("picture"), describeMeasured(camera.measured)],
      [text("right"), camera.grant ? text("rightGrant", { grant: camera.grant }) : text("rightOwner")],
    ] : [];
    const told = facts.filter(([, value]) => value).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
    byId("facts").replaceChildren(...told);
  }
}

/**
 * Bring a panel into view, and the focus with it, when its picture is not wholly there: on a phone the
 * list lies below. A picture in view leaves the focus in the list, where the next choice is made.
 */
function reveal(panel, picture) {
  const { top, bottom } = picture.getBoundingClientRect();
  if (top >= 0 && bottom <= window.innerHeight) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "start", behavior: isCalm ? "instant" : "smooth" });
}

function describeMeasured(measured) {
  if (!measured) return null;
  const { codec, width, height, fps, bitrate_bps: bitrate } = measured;
  const rate = text("framesPerSecond", { fps: number(fps, 1) });
  return `${width}×${height} · ${rate} · ${number(bitrate / 1e6, 1)} Mbit/s · ${codec.toUpperCase()}`;
}
