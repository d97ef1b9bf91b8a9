/**
 * What the page knows: the cameras that this person may see and the newest events, kept in step
 * with the gateway's stream. Fires `cameras`, `events`, `grants` (something about rights changed),
 * `ready` (the stream has begun, or begun anew, and said all that is there now) and `lost` (it broke off).
 */

const EVENTS_KEPT = 60;

export class Store extends EventTarget {
  cameras = new Map();
  events = [];
  complete = false; // the stream has said all that is there now
  #seen = null; // ids told since the stream began anew, until `ready`

  /** The stream begins: cameras that it does not name again are gone. */
  begin() {
    this.#seen = new Set();
  }

  /** The stream broke off: what is known may be out of date. */
  lose() {
    this.#fire("lost");
  }

  /** Take one event of the stream. */
  take({ type, json }) {
    if (type === "camera") this.#takeCamera(json);
    else if (type === "camera-gone") this.#dropCameras([json.id]);
    else if (type === "event-raised" || type === "event-ended") this.takeEvents([json]);
    else if (type === "ready") this.#takeReady();
  }

  #takeCamera(camera) {
    const known = this.cameras.get(camera.id);
    this.cameras.set(camera.id, camera);
    this.#seen?.add(camera.id);
    this.#fire("cameras");
    if (this.complete && known?.grant !== camera.grant) this.#fire("grants");
  }

  #dropCameras(ids) {
    for (const id of ids) this.cameras.delete(id);
    this.#fire("cameras");
    this.#fire("grants");
  }

  #takeReady() {
    const gone = [...this.cameras.keys()].filter((id) => !this.#seen.has(id));
    this.#seen = null;
    this.complete = true;
    this.#dropCameras(gone);
    this.#fire("ready");
  }

  /** Add events or replace those known already; the newest come first. */
  takeEvents(events) {
    const byId = new Map(this.events.map((event) => [event.id, event]));
    for (const event of events) {
      const known = byId.get(event.id);
      byId.set(event.id, { ...event, snapshot: event.snapshot ?? known?.snapshot ?? null });
    }
    const newestFirst = [...byId.values()].sort((a, b) => Date.parse(b.raised_at) - Date.parse(a.raised_at));
    this.events = newestFirst.slice(0, EVENTS_KEPT);
    this.#fire("events");
  }

  #fire(type) {
    this.dispatchEvent(new Event(type));
  }
}
