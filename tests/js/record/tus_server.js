import { createServer } from "node:http";

/**
 * A small server that speaks our contract: tus 1.0 core with creation, idempotent by client_id, and the scripts that
 * are made of complete uploads, again one per client_id. `trouble` is what goes wrong next, first come first served:
 * each entry is `{on: "POST /scripts", …}` with `status` (and `body`, `headers`) to refuse, `cutAfter` bytes of a body,
 * `lose: true` to do the work and then cut the answer, or `hang: true` to answer never.
 */
export class TusServer {
  uploads = new Map();
  scripts = new Map();
  requests = [];
  trouble = [];
  received = 0;
  person = 1;

  async listen() {
    this.server = createServer((request, response) => this.#handle(request, response));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.base = `http://127.0.0.1:${this.server.address().port}`;
    this.urls = { me: `${this.base}/me`, uploads: `${this.base}/uploads/`, scripts: `${this.base}/scripts/` };
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  count(kind) {
    return this.requests.filter((request) => request === kind).length;
  }

  async #handle(request, response) {
    const [, kind, id] = request.url.split("/");
    const name = `${request.method} /${kind}`;
    this.requests.push(name);
    const place = this.trouble.findIndex(({ on }) => on === name);
    const trouble = place < 0 ? {} : this.trouble.splice(place, 1)[0];
    const body = await this.#read(request, trouble, this.uploads.get(id));
    if (trouble.hang || body === null) return;
    const answer = trouble.status
      ? [trouble.status, trouble.headers ?? {}, trouble.body ?? {}]
      : this.#answer(name, { id, body, headers: request.headers });
    if (trouble.lose) return request.socket.destroy();
    const [status, headers, content] = answer;
    response.writeHead(status, { "Tus-Resumable": "1.0.0", ...headers });
    response.end(content === undefined ? "" : JSON.stringify(content));
  }

  // The bytes of a chunk stay where they arrived, also when the connection is cut in its middle.
  async #read(request, { cutAfter, status }, upload) {
    const parts = [];
    let size = 0;
    const isChunk = request.method === "PATCH" && upload && !status && Number(request.headers["upload-offset"]) === upload.bytes.length;
    try {
      for await (const part of request) {
        const taken = cutAfter === undefined ? part : part.subarray(0, Math.max(0, cutAfter - size));
        if (request.method === "PATCH") this.received += part.length;
        size += part.length;
        if (isChunk) upload.bytes = Buffer.concat([upload.bytes, taken]);
        else parts.push(part);
        if (cutAfter !== undefined && size >= cutAfter) {
          request.socket.destroy();
          return null;
        }
      }
    } catch {
      return null;
    }
    return Buffer.concat(parts);
  }

  #answer(name, { id, body, headers }) {
    const upload = this.uploads.get(id);
    switch (name) {
      case "GET /me":
        return [200, {}, { id: this.person }];
      case "POST /uploads":
        return [201, { Location: this.#create(headers) }];
      case "HEAD /uploads":
        return upload ? [200, { "Upload-Offset": upload.bytes.length, "Upload-Length": upload.length }] : [404, {}];
      case "PATCH /uploads":
        if (!upload) return [404, {}, { detail: "No such upload.", code: "not_found" }];
        if (body.length) return [409, {}, { detail: "The upload continues elsewhere.", code: "offset_mismatch" }];
        return [204, { "Upload-Offset": upload.bytes.length }];
      default:
        return this.#script(JSON.parse(body));
    }
  }

  #create(headers) {
    const clientId = Buffer.from(headers["upload-metadata"].split(" ")[1], "base64").toString();
    const known = [...this.uploads].find(([, upload]) => upload.clientId === clientId)?.[0];
    const id = known ?? `upload-${this.uploads.size + 1}`;
    if (!known) this.uploads.set(id, { clientId, length: Number(headers["upload-length"]), bytes: Buffer.alloc(0), csrf: headers["x-csrftoken"] });
    return `/uploads/${id}/`;
  }

  #script({ question, client_id: clientId, upload: id }) {
    const known = this.scripts.get(clientId);
    if (known) return [200, {}, known];
    const upload = this.uploads.get(id);
    if (!upload) return [404, {}, { detail: "No such upload.", code: "not_found" }];
    if (upload.bytes.length < upload.length) return [409, {}, { detail: "Not complete.", code: "upload_incomplete" }];
    const script = { id: 70 + this.scripts.size, question, state: "pending" };
    this.scripts.set(clientId, script);
    this.uploads.delete(id);
    this.bytes = upload.bytes;
    return [201, {}, script];
  }
}

/** The HTTP of tus-js-client over fetch, for where there is no XMLHttpRequest. */
export const fetchStack = {
  getName: () => "fetch",
  createRequest(method, url) {
    const headers = {};
    const abort = new AbortController();
    let onProgress = () => {};
    return {
      getMethod: () => method,
      getURL: () => url,
      getHeader: (name) => headers[name],
      setHeader: (name, value) => (headers[name] = value),
      setProgressHandler: (handler) => (onProgress = handler),
      abort: async () => abort.abort(),
      getUnderlyingObject: () => null,
      async send(body) {
        const response = await fetch(url, { method, headers, body, signal: abort.signal });
        const content = await response.text();
        if (body && response.ok) onProgress(body.size);
        return {
          getStatus: () => response.status,
          getHeader: (name) => response.headers.get(name),
          getBody: () => content,
          getUnderlyingObject: () => response,
        };
      },
    };
  },
};
