/** The grants that concern this person's organisation; its owner may revoke them here. */
import { byId, element, keepInStep, write } from "./dom.js";
import { dateAndTime, onLanguage, text, textOr } from "./texts.js";

const OWNER_ROLES = ["owner_admin", "partner"];
const REVOCABLE = ["active", "scheduled"];

export class GrantList {
  #api;
  #me;
  #grants = [];
  #dialog = byId("revoke-dialog");
  #asked = null;

  constructor(api, store, me) {
    this.#api = api;
    this.#me = me;
    store.addEventListener("grants", () => this.load());
    onLanguage(() => this.#show());
    this.#dialog.addEventListener("close", () => this.#answered());
  }

  /** Ask the gateway for the grants and show them. */
  async load() {
    await this.#attempt(async () => {
      this.#grants = (await this.#api.json("/v1/grants")).items;
    });
    this.#show();
  }

  #show() {
    byId("grants").hidden = this.#grants.length === 0;
    keepInStep(byId("grant-list"), this.#grants, {
      key: ({ id }) => id,
      make: (grant) => this.#makeRow(grant),
      update: (row, grant) => this.#showRow(row, grant),
    });
  }

  #makeRow(grant) {
    const lines = ["name", "scope", "window"].map((name) => element("span", { class: name }));
    const button = element("button", { type: "button", class: "danger" });
    button.addEventListener("click", () => this.#ask(grant));
    return element("li", { class: "grant", "data-grant": grant.id }, element("div", {}, ...lines), element("span", { class: "state" }), button);
  }

  #showRow(row, grant) {
    const purpose = textOr(`purpose.${grant.purpose}`, grant.purpose);
    const actions = grant.actions.map((action) => textOr(`action.${action}`, action)).join(", ");
    write(row.querySelector(".name"), text("grantTo", grant));
    write(row.querySelector(".scope"), [purpose, actions, describeLocus(grant.locus)].filter(Boolean).join(" · "));
    write(row.querySelector(".window"), text("grantWindow", { from: dateAndTime(grant.not_before), to: dateAndTime(grant.not_after) }));
    write(row.querySelector(".state"), textOr(`state.${grant.state}`, grant.state));
    row.dataset.state = grant.state;
    const button = row.querySelector("button");
    write(button, text("revoke"));
    button.setAttribute("aria-label", text("revokeGrant", { grant: grant.id }));
    button.hidden = !this.#mayRevoke(grant);
  }

  #mayRevoke(grant) {
    const owns = grant.owner === this.#me.organisation && this.#me.roles.some((role) => OWNER_ROLES.includes(role));
    return owns && REVOCABLE.includes(grant.state);
  }

  #ask(grant) {
    this.#asked = grant;
    write(byId("revoke-text"), text("revokeText", grant));
    byId("revoke-reason").value = "";
    this.#dialog.returnValue = "cancel";
    this.#dialog.showModal();
  }

  async #answered() {
    if (this.#dialog.returnValue !== "revoke") return;
    const reason = byId("revoke-reason").value.trim();
    const path = `/v1/grants/${encodeURIComponent(this.#asked.id)}/revoke`;
    const done = await this.#attempt(() => this.#api.post(path, reason === "" ? {} : { reason }));
    if (done) await this.load();
  }

  async #attempt(work) {
    const notice = byId("grants-notice");
    try {
      await work();
      notice.hidden = true;
      return true;
    } catch (problem) {
      if (problem.status === undefined) throw problem;
      write(notice, problem.message);
      notice.hidden = false;
      byId("grants").hidden = false;
      return false;
    }
  }
}

function describeLocus({ areas = [], sites = [], zones = [], cameras = [] }) {
  return [...areas, ...sites, ...zones, ...cameras].join(", ");
}
