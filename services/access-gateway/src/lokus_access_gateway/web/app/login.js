/**
 * Log in with the issuer that the gateway names: OpenID Connect, authorization code with PKCE
 * (RFC 7636, S256). What one login needs between leaving and coming back, and the token after it,
 * lie in this tab's sessionStorage and go with the tab. Nobody else's answer is taken: `state`,
 * `iss` (RFC 9207), `nonce`, audience and times are checked. The identity token comes straight from
 * the issuer, so its signature need not be checked (OpenID Connect Core 3.1.3.7, point 6).
 */
import { Problem } from "./api.js";
import { text } from "./texts.js";

const LOGIN = "lokus.login";
const SESSION = "lokus.session";
const SCOPE = "openid profile";

/** Return the session of this tab, `{token, expiresAt}` (ms), or null when nobody is logged in. */
export function currentSession() {
  const session = JSON.parse(sessionStorage.getItem(SESSION) ?? "null");
  return session !== null && session.expiresAt > Date.now() ? session : null;
}

/** Forget who was logged in. */
export function endSession() {
  sessionStorage.removeItem(SESSION);
}

/** Go to the issuer's login page. Returns only when it fails. */
export async function beginLogin() {
  const settings = await getJson("/v1/console");
  const publicUrl = new URL(settings.public_url);
  if (publicUrl.origin !== location.origin) {
    location.assign(publicUrl); // the answer comes there, and sessionStorage is per origin
    return;
  }
  const provider = await discover(settings.issuer);
  const login = {
    issuer: settings.issuer,
    clientId: settings.client_id,
    tokenEndpoint: provider.token_endpoint,
    redirectUri: new URL("/", publicUrl).href,
    verifier: randomText(),
    state: randomText(),
    nonce: randomText(),
    hash: location.hash,
  };
  sessionStorage.setItem(LOGIN, JSON.stringify(login));
  location.assign(await authorizationUrl(provider.authorization_endpoint, login));
}

/** Take the issuer's answer out of the address, if there is one, and open a session. Raises Problem. */
export async function finishLogin() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) return;
  const login = JSON.parse(sessionStorage.getItem(LOGIN) ?? "null");
  sessionStorage.removeItem(LOGIN);
  history.replaceState(null, "", location.pathname + (login?.hash ?? ""));
  if (login?.state !== answer.get("state") || (answer.get("iss") ?? login.issuer) !== login.issuer) throw mismatch();
  if (answer.has("error")) throw new Problem(0, { detail: answer.get("error_description") ?? answer.get("error") });
  const tokens = await exchange(login, answer.get("code"));
  checkIdentity(claims(tokens.id_token), login);
  const session = { token: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1000 };
  sessionStorage.setItem(SESSION, JSON.stringify(session));
}

async function discover(issuer) {
  const provider = await getJson(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  if (provider.issuer !== issuer) throw mismatch();
  return provider;
}

async function authorizationUrl(endpoint, login) {
  const url = new URL(endpoint);
  const parameters = {
    response_type: "code",
    client_id: login.clientId,
    redirect_uri: login.redirectUri,
    scope: SCOPE,
    state: login.state,
    nonce: login.nonce,
    code_challenge: await challenge(login.verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

async function exchange(login, code) {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: login.clientId,
    redirect_uri: login.redirectUri,
    code,
    code_verifier: login.verifier,
  });
  return getJson(login.tokenEndpoint, { method: "POST", body });
}

function checkIdentity(identity, login) {
  const audience = [identity.aud].flat();
  const fits = identity.iss === login.issuer && identity.nonce === login.nonce && audience.includes(login.clientId);
  if (!fits || identity.exp * 1000 <= Date.now()) throw mismatch();
}

function claims(token) {
  const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0))));
}

async function getJson(url, options) {
  const response = await fetch(url, options).catch(() => {
    throw new Problem(0, { detail: text("loginUnreachable") });
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Problem(response.status, { detail: body.detail ?? body.error_description ?? text("loginUnreachable") });
}

async function challenge(verifier) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64Url(new Uint8Array(digest));
}

function randomText() {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function mismatch() {
  return new Problem(0, { detail: text("loginMismatch") });
}
