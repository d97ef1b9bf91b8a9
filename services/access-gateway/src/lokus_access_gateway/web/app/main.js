/** The page from its start: log in, then build the console and keep it in step with the gateway. */
import { Api, Problem } from "./api.js";
import { CameraList } from "./camera_list.js";
import { byId, write } from "./dom.js";
import { EventList } from "./event_list.js";
import { follow } from "./event_stream.js";
import { GrantList } from "./grant_list.js";
import { beginLogin, currentSession, endSession, finishLogin } from "./login.js";
import { Store } from "./store.js";
import { applyLanguage, onLanguage, setLanguage, text } from "./texts.js";
import { ViewingPanel } from "./viewing_panel.js";

const CONNECTION_TEXTS = { connecting: "streamConnecting", live: "streamLive", lost: "streamLost" };
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function start() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => setLanguage(button.dataset.language));
  }
  applyLanguage();
  byId("log-in").addEventListener("click", () => attemptLogin(beginLogin));
  if (!(await attemptLogin(finishLogin))) return showWelcome();
  const session = currentSession();
  if (session === null) showWelcome();
  else await attemptLogin(() => openConsole(session));
}

/** Run a step of the login; show what went wrong. */
async function attemptLogin(step) {
  try {
    await step();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showWelcome(() => text("loginFailed", { detail: error.message }));
    return false;
  }
}

function showWelcome(notice = null) {
  byId("welcome").hidden = false;
  byId("console").hidden = true;
  const show = () => {
    if (notice === null) return;
    write(byId("welcome-notice"), notice());
    byId("welcome-notice").hidden = false;
  };
  show();
  onLanguage(show);
}

async function openConsole(session) {
  const leaving = new AbortController();
  const leave = (notice = null) => {
    if (leaving.signal.aborted) return;
    leaving.abort();
    endSession();
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close("cancel");
    for (const name of ["person", "connection"]) byId(name).hidden = true;
    showWelcome(notice);
  };
  const expire = () => leave(() => text("loginExpired"));
  setTimeout(expire, Math.min(session.expiresAt - Date.now(), LONGEST_TIMER_MS));
  byId("log-out").addEventListener("click", () => leave());

  const api = new Api(session.token, expire);
  const me = await api.json("/v1/me").catch((error) => {
    if (error.status !== 401) throw error; // `expire` has said it
  });
  if (me === undefined) return;
  write(byId("person-name"), `${me.name} · ${me.organisation}`);
  for (const name of ["person", "console"]) byId(name).hidden = false;
  byId("welcome").hidden = true;
  buildConsole(api, me, leaving.signal);
}

function buildConsole(api, me, signal) {
  const store = new Store();
  const panel = new ViewingPanel(api, store, me);
  const watch = (id) => {
    history.replaceState(null, "", `#camera=${encodeURIComponent(id)}`);
    cameras.mark(id);
    panel.watch(id);
  };
  const cameras = new CameraList(store, me, watch);
  const grants = new GrantList(api, store, me);
  new EventList(api, store, watch);
  signal.addEventListener("abort", () => panel.close());
  const linked = new URLSearchParams(location.hash.slice(1)).get("camera");
  if (linked !== null) watch(linked);
  grants.load();
  keepInTouch(api, store, signal);
}

function keepInTouch(api, store, signal) {
  let state = "connecting";
  const connection = byId("connection");
  const show = () => write(connection, text(CONNECTION_TEXTS[state]));
  const onState = (now) => {
    state = now;
    if (now === "live") {
      store.begin();
      loadHistory(api, store);
    } else if (now === "lost") store.lose();
    connection.dataset.state = now;
    connection.hidden = signal.aborted;
    show();
  };
  onLanguage(show);
  follow(api, "/v1/events/stream", { onEvent: (event) => store.take(event), onState }, signal);
}

async function loadHistory(api, store) {
  try {
    store.takeEvents((await api.json("/v1/events?limit=40")).items);
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // the stream goes on and brings what is new
  }
}

await start();
