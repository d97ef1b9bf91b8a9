/** Events as they arrive, the newest first, each with its snapshot, fetched with the bearer token. */
import { byId, element, keepInStep, write } from "./dom.js";
import { number, onLanguage, text, textOr, timeOfDay } from "./texts.js";

export class EventList {
  #api;
  #store;
  #onWatch;
  #dialog = byId("snapshot-dialog");
  #shown = null;

  /** `onWatch(cameraId)` is called when the person wants to see the camera of an event. */
  constructor(api, store, onWatch) {
    this.#api = api;
    this.#store = store;
    this.#onWatch = onWatch;
    store.addEventListener("events", () => this.#show());
    store.addEventListener("cameras", () => this.#show());
    onLanguage(() => this.#show());
    byId("snapshot-watch").addEventListener("click", () => {
      this.#dialog.close();
      this.#onWatch(this.#shown.camera);
    });
    this.#dialog.addEventListener("close", () => byId("snapshot-frame").replaceChildren());
  }

  #show() {
    const events = this.#store.events.filter((event) => this.#store.cameras.has(event.camera));
    byId("events-empty").hidden = events.length > 0 || !this.#store.complete;
    keepInStep(byId("event-list"), events, {
      key: ({ id }) => id,
      make: (event) => this.#makeRow(event),
      update: (row, event) => this.#showRow(row, event),
      leave: (row) => URL.revokeObjectURL(row.querySelector("img")?.src ?? ""),
    });
  }

  #makeRow(event) {
    const picture = element("span", { class: "thumbnail" });
    const button = element("button", { type: "button", class: "event" }, picture,
      element("span", {}, element("span", { class: "name" }), element("span", { class: "place" }), element("time", { datetime: event.raised_at })));
    button.addEventListener("click", () => this.#open(event, picture.querySelector("img")));
    if (event.snapshot) this.#loadSnapshot(event, picture);
    return element("li", {}, button);
  }

  #showRow(row, event) {
    write(row.querySelector(".name"), textOr(`event.${event.kind}`, event.kind));
    write(row.querySelector(".place"), this.#store.cameras.get(event.camera).name);
    write(row.querySelector("time"), `${timeOfDay(event.raised_at)} · ${describeLength(event)}`);
    row.dataset.goingOn = String(!event.ended_at);
    row.firstElementChild.setAttribute("aria-label", text("openSnapshot", { what: `${this.#describe(event)}, ${describeLength(event)}` }));
  }

  async #loadSnapshot(event, frame) {
    try {
      const blob = await (await this.#api.send(event.snapshot)).blob();
      const url = URL.createObjectURL(blob);
      if (frame.isConnected) frame.append(element("img", { src: url, alt: "" }), regionBox(event.region));
      else URL.revokeObjectURL(url);
    } catch (problem) {
      if (problem.status === undefined) throw problem;
      frame.dataset.missing = problem.message; // the event stands without its picture
    }
  }

  #open(event, thumbnail) {
    this.#shown = event;
    write(byId("snapshot-title"), this.#describe(event));
    byId("snapshot-watch").disabled = !this.#store.cameras.get(event.camera)?.actions.includes("live");
    if (thumbnail !== null) {
      const picture = element("img", { src: thumbnail.src, alt: this.#describe(event) });
      byId("snapshot-frame").replaceChildren(picture, regionBox(event.region));
    }
    this.#dialog.showModal();
  }

  #describe(event) {
    const camera = this.#store.cameras.get(event.camera)?.name ?? event.camera;
    return text("snapshotOf", { kind: textOr(`event.${event.kind}`, event.kind), camera, time: timeOfDay(event.raised_at) });
  }
}

function describeLength({ raised_at: raisedAt, ended_at: endedAt, end_reason: endReason }) {
  if (!endedAt) return text("eventGoingOn");
  if (endReason === "stream_lost") return text("eventStreamLost");
  return text("eventSeconds", { seconds: number((Date.parse(endedAt) - Date.parse(raisedAt)) / 1000) });
}

function regionBox({ x, y, width, height }) {
  const box = element("span", { class: "region" });
  for (const [side, part] of Object.entries({ left: x, top: y, width, height })) box.style[side] = `${part * 100}%`;
  return box;
}
