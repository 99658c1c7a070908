import { createServer } from "node:http";

/**
 * A small server that speaks our contract of direct uploads, and the store beside it. `trouble` is what goes wrong next:
 * each entry is `{on: "PUT /store", …}` with `status` to refuse, `lose: true` to do the work and then cut the answer, or
 * `hang: true` to answer never.
 */
export class DirectServer {
  requests = [];
  trouble = [];
  scripts = new Map();
  partBytes = 1000;
  person = 1;
  #parts = new Map();
  #size = 0;

  async listen() {
    this.server = createServer((request, response) => this.#handle(request, response));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.base = `http://127.0.0.1:${this.server.address().port}`;
    const at = (path) => `${this.base}${path}`;
    this.urls = { me: at("/me"), uploads: at("/uploads/"), direct: at("/direct/"), scripts: at("/scripts/") };
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  count(kind) {
    return this.requests.filter((request) => request === kind).length;
  }

  get bytes() {
    return Buffer.concat([...this.#parts].sort(([one], [two]) => one - two).map(([, bytes]) => bytes));
  }

  /** The store throws the parts away, as its rules may do. */
  forget() {
    this.#parts.clear();
  }

  async #handle(request, response) {
    const [, kind, , , number] = request.url.split("/");
    const name = `${request.method} /${kind}${number ? "/parts" : ""}`;
    this.requests.push(name);
    const place = this.trouble.findIndex(({ on }) => on === name);
    const trouble = place < 0 ? {} : this.trouble.splice(place, 1)[0];
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    if (trouble.hang) return;
    const answer = trouble.status ? [trouble.status, {}] : this.#answer(name, request, body, number);
    if (trouble.lose) return request.socket.destroy();
    response.writeHead(answer[0]);
    response.end(JSON.stringify(answer[1]));
  }

  #answer(name, request, body, number) {
    switch (name) {
      case "GET /me":
        return [200, { id: this.person }];
      case "POST /direct":
        this.#size = JSON.parse(body).size;
        return [201, this.#about()];
      case "POST /direct/parts":
        return [200, { url: `${this.base}/store/${number}` }];
      case "PUT /store":
        this.type = request.headers["content-type"];
        this.#parts.set(Number(request.url.split("/")[2]), body);
        return [200, null];
      default:
        return this.#script(JSON.parse(body));
    }
  }

  #about() {
    return { id: "d-1", part_bytes: this.partBytes, parts: Math.ceil(this.#size / this.partBytes), arrived: [...this.#parts.keys()] };
  }

  #script({ question, client_id: clientId }) {
    const known = this.scripts.get(clientId);
    if (known) return [200, known];
    if (this.bytes.length !== this.#size) return [409, { detail: "Not complete.", code: "upload_incomplete" }];
    this.scripts.set(clientId, { id: 70, question, state: "pending" });
    return [201, this.scripts.get(clientId)];
  }
}

/** XMLHttpRequest as far as an upload needs it, over fetch. */
export class FetchRequest extends EventTarget {
  upload = new EventTarget();
  status = 0;
  #abort = new AbortController();

  open(method, url) {
    Object.assign(this, { method, url });
  }

  abort() {
    this.#abort.abort();
  }

  async send(body) {
    try {
      const response = await fetch(this.url, { method: this.method, body, signal: this.#abort.signal });
      this.status = response.status;
      this.upload.dispatchEvent(Object.assign(new Event("progress"), { loaded: body.size }));
      this.dispatchEvent(new Event("load"));
    } catch {
      this.dispatchEvent(new Event("error"));
    }
  }
}
