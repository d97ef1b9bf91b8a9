/**
 * The two languages of the page. The browser's own is taken until the person chooses one, which is
 * then kept on this device. Static places carry `data-text` or `data-label`; the rest asks `text`.
 */
import { en } from "./texts_en.js";
import { id } from "./texts_id.js";

const LANGUAGES = { en, id };
const KEPT_AS = "lokus.language";
const LOCALES = { en: "en-GB", id: "id-ID" };
const ZONE = { timeZone: "Asia/Jakarta", name: "WIB" }; // that of the clock in the pictures, wherever the reader is

let language = firstLanguage();
const listeners = new Set();

function firstLanguage() {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept in LANGUAGES) return kept;
  const wished = navigator.languages.map((tag) => tag.split("-")[0]);
  return wished.find((tag) => tag in LANGUAGES) ?? "en";
}

/** Return the text of `key` with `{name}` places filled in; a key without text is returned as it is. */
export function text(key, values = {}) {
  const pattern = LANGUAGES[language][key] ?? key;
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Return the text of `key`, or `otherwise` when there is none: for words that servers may add to. */
export function textOr(key, otherwise) {
  return LANGUAGES[language][key] ?? otherwise;
}

/** Tell the date and time of a moment (ISO 8601) as this language writes it, with its zone. */
export function dateAndTime(moment) {
  return `${inZone(new Date(moment), { dateStyle: "medium", timeStyle: "short" })} ${ZONE.name}`;
}

/** Tell the time of day of a moment to the second, with the date before it when that is not today. */
export function timeOfDay(moment) {
  const when = new Date(moment);
  const day = { dateStyle: "short" };
  const isToday = inZone(when, day) === inZone(new Date(), day);
  const parts = isToday ? { timeStyle: "medium" } : { ...day, timeStyle: "medium" };
  return inZone(when, parts);
}

function inZone(when, parts) {
  return new Intl.DateTimeFormat(LOCALES[language], { ...parts, timeZone: ZONE.timeZone }).format(when);
}

/** Tell a number with at most `digits` decimals. */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(value);
}

/** Call `listener` at every change of the language. */
export function onLanguage(listener) {
  listeners.add(listener);
}

/** Change the language and keep the choice. */
export function setLanguage(chosen) {
  language = chosen;
  localStorage.setItem(KEPT_AS, chosen);
  applyLanguage();
  for (const listener of listeners) listener();
}

/** Write the static texts of the document. */
export function applyLanguage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", text(element.dataset.label));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}
