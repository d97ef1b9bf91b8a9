/** The list of cameras, grouped by site, each with its status and, when it is ill, the reason. */
import { byId, element, keepInStep, write } from "./dom.js";
import { seesVideo } from "./roles.js";
import { onLanguage, text, textOr } from "./texts.js";

const STATUS_TEXTS = {
  unknown: "statusUnknown",
  connecting: "statusConnecting",
  delivering: "statusDelivering",
  stalled: "statusStalled",
  failed: "statusFailed",
  stopped: "statusStopped",
};

/** Tell a camera's status, with the reason when there is one. */
export function describeStatus({ status, reason, detail }) {
  const told = text(STATUS_TEXTS[status] ?? status);
  return reason ? `${told}: ${textOr(`reason.${reason}`, detail ?? reason)}` : told;
}

export class CameraList {
  #store;
  #onChoice;
  #chosen = null;
  #list = byId("camera-list");

  /** `onChoice(id)` is called when the person picks a camera. */
  constructor(store, me, onChoice) {
    this.#store = store;
    this.#onChoice = onChoice;
    const empty = byId("cameras-empty");
    if (!seesVideo(me)) empty.dataset.text = "noCamerasForRole";
    write(empty, text(empty.dataset.text));
    store.addEventListener("cameras", () => this.#show());
    onLanguage(() => this.#show());
  }

  /** Mark one camera as the one that is watched. */
  mark(id) {
    this.#chosen = id;
    this.#show();
  }

  #show() {
    const cameras = [...this.#store.cameras.values()];
    write(byId("camera-count"), cameras.length > 0 ? String(cameras.length) : "");
    byId("cameras-empty").hidden = cameras.length > 0 || !this.#store.complete;
    keepInStep(this.#list, bySite(cameras), {
      key: ({ site }) => site.id,
      make: () => element("section", { class: "site" }, element("h3"), element("ul")),
      update: (section, group) => this.#showSite(section, group),
    });
  }

  #showSite(section, { site, cameras }) {
    write(section.querySelector("h3"), site.name);
    keepInStep(section.querySelector("ul"), cameras, {
      key: ({ id }) => id,
      make: ({ id }) => this.#makeRow(id),
      update: (row, camera) => this.#showRow(row, camera),
    });
  }

  #makeRow(id) {
    const dot = element("span", { class: "dot", "aria-hidden": "true" });
    const told = element("span", {}, element("span", { class: "name" }), element("span", { class: "status" }));
    const button = element("button", { type: "button", class: "camera", "data-camera": id }, dot, told);
    button.addEventListener("click", () => this.#onChoice(id));
    return element("li", {}, button);
  }

  #showRow(row, camera) {
    const button = row.firstElementChild;
    const watchable = camera.actions.includes("live");
    button.dataset.status = camera.status;
    button.disabled = !watchable;
    if (camera.id === this.#chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    write(button.querySelector(".name"), camera.name);
    write(button.querySelector(".status"), watchable ? describeStatus(camera) : `${describeStatus(camera)} · ${text("eventsOnly")}`);
  }
}

function bySite(cameras) {
  const groups = new Map();
  const sorted = cameras.sort((a, b) => a.site.name.localeCompare(b.site.name) || a.name.localeCompare(b.name));
  for (const camera of sorted) {
    if (!groups.has(camera.site.id)) groups.set(camera.site.id, { site: camera.site, cameras: [] });
    groups.get(camera.site.id).cameras.push(camera);
  }
  return [...groups.values()];
}
