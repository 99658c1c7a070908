/** Requests to our own API with the session: CSRF from the cookie, JSON both ways, every fault an ApiError. */

/**
 * `status` is 0 when no answer came (`code` then `network` or `timeout`); `detail` is the server's sentence for the
 * person, possibly empty; `fields` maps a field to its messages; `retryAfter` is in seconds, 0 when not given; `id` names what is
 * in the way, where the answer does.
 */
export class ApiError extends Error {
  constructor({ status = 0, code = "network", detail = "", fields = {}, retryAfter = 0, id = null } = {}) {
    super(`${status} ${code}`);
    Object.assign(this, { name: "ApiError", status, code, detail, fields, retryAfter, id });
  }

  /** Whether the same request may well succeed later: no answer, or a server that is busy. */
  get isPassing() {
    return this.status === 0 || this.status >= 500 || [408, 423, 425, 429].includes(this.status);
  }
}

/** Codes of what answers before the site itself does, and so in English, whatever the reader's language is. */
const WITHOUT_LANGUAGE = new Set(["bad_request", "busy", "timeout"]);

/** The ApiError for an answer of ours (`{detail, code}` or `{field: [messages]}`) or of a proxy (any text). */
export function errorFrom(status, body, retryAfter = 0) {
  const answer = parsed(body);
  const { detail = "", code = `http_${status}`, id = null, ...rest } = answer;
  const sentence = WITHOUT_LANGUAGE.has(code) ? "" : detail;
  const fields = Object.fromEntries(Object.entries(rest).filter(([, value]) => Array.isArray(value)));
  const first = Object.values(fields).flat()[0];
  const said = String(sentence || first || "");
  return new ApiError({ status, code, detail: said, fields, retryAfter: Number(retryAfter) || 0, id });
}

function parsed(body) {
  try {
    const value = JSON.parse(body);
    return value && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

export class Http {
  #fetch;
  #document;
  #patience;

  /** `patience` is how many milliseconds an answer may take. */
  constructor({ fetch = globalThis.fetch.bind(globalThis), document = globalThis.document, patience = 30_000 } = {}) {
    this.#fetch = fetch;
    this.#document = document;
    this.#patience = patience;
  }

  /** Read anew for each request: logging in elsewhere changes it. */
  get csrf() {
    const cookies = this.#document.cookie.split(";").map((cookie) => cookie.trim());
    return decodeURIComponent(cookies.find((cookie) => cookie.startsWith("csrftoken="))?.slice(10) ?? "");
  }

  get(url) {
    return this.request("GET", url);
  }

  /** `options` go to fetch, for instance `keepalive` for what is sent when the page is left. */
  post(url, body = {}, options = {}) {
    return this.request("POST", url, body, options);
  }

  patch(url, body) {
    return this.request("PATCH", url, body);
  }

  delete(url) {
    return this.request("DELETE", url);
  }

  /** The parsed answer, null when it is empty. Throws ApiError, and nothing else. */
  async request(method, url, body, options = {}) {
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = this.csrf;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const { response, text } = await this.#answer(url, {
      ...options,
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw errorFrom(response.status, text, response.headers.get("Retry-After"));
    if (!text) return null;
    try {
      return JSON.parse(text);
    } catch {
      throw new ApiError({ status: response.status, code: "unreadable" });
    }
  }

  async #answer(url, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#patience);
    try {
      const response = await this.#fetch(url, { ...options, signal: abort.signal });
      return { response, text: await response.text() };
    } catch {
      throw new ApiError({ code: abort.signal.aborted ? "timeout" : "network" });
    } finally {
      clearTimeout(timer);
    }
  }
}
