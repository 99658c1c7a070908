import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { ApiError, Http, errorFrom } from "../../../static/js/lib/http.js";

const answers = {
  "/ok": (_request, response) => response.end(JSON.stringify({ id: 7 })),
  "/empty": (_request, response) => response.writeHead(204).end(),
  "/prose": (_request, response) => response.end("<h1>Welcome</h1>"),
  "/conflict": (_request, response) => response.writeHead(409).end('{"detail": "Changed elsewhere.", "code": "edit_conflict"}'),
  "/fields": (_request, response) => response.writeHead(400).end('{"email": ["Taken."], "nickname": ["Too long.", "Odd."]}'),
  "/proxy": (_request, response) => response.writeHead(502, { "Retry-After": "4" }).end("<html>Bad gateway</html>"),
  "/silent": () => {},
  "/cut": (request) => request.socket.destroy(),
};
const seen = [];
let server;
let base;

before(async () => {
  server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part)).on("end", () => {
      seen.push({ method: request.method, headers: request.headers, body: Buffer.concat(parts).toString() });
      answers[request.url](request, response);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const page = { cookie: "" };
const http = new Http({ document: page });

test("an answer is parsed, an empty one is null", async () => {
  assert.deepEqual(await http.get(`${base}/ok`), { id: 7 });
  assert.equal(await http.delete(`${base}/empty`), null);
});

test("a change carries the CSRF cookie of this moment, a question does not", async () => {
  page.cookie = "theme=dark; csrftoken=first%3D1; xcsrftoken=no";
  await http.post(`${base}/ok`, { question: 3 });
  assert.equal(seen.at(-1).headers["x-csrftoken"], "first=1");
  assert.deepEqual(JSON.parse(seen.at(-1).body), { question: 3 });
  page.cookie = "csrftoken=second";
  await http.patch(`${base}/ok`, {});
  assert.equal(seen.at(-1).headers["x-csrftoken"], "second");
  await http.get(`${base}/ok`);
  assert.equal(seen.at(-1).headers["x-csrftoken"], undefined);
});

test("our errors keep status, code and sentence", async () => {
  await assert.rejects(http.post(`${base}/conflict`), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.status, error.code, error.detail, error.isPassing], [409, "edit_conflict", "Changed elsewhere.", false]);
    return true;
  });
});

test("field errors are kept by field, and the first is the sentence", async () => {
  await assert.rejects(http.post(`${base}/fields`), (error) => {
    assert.deepEqual(error.fields, { email: ["Taken."], nickname: ["Too long.", "Odd."] });
    assert.deepEqual([error.code, error.detail], ["http_400", "Taken."]);
    return true;
  });
});

test("a proxy's page is no sentence for a person, and may pass", async () => {
  await assert.rejects(http.get(`${base}/proxy`), (error) => {
    assert.deepEqual([error.code, error.detail, error.retryAfter, error.isPassing], ["http_502", "", 4, true]);
    return true;
  });
});

test("a success that cannot be read is an error", async () => {
  await assert.rejects(http.get(`${base}/prose`), { name: "ApiError", status: 200, code: "unreadable" });
});

test("a cut connection and a silent server are told apart", async () => {
  await assert.rejects(http.get(`${base}/cut`), { status: 0, code: "network", isPassing: true });
  const impatient = new Http({ document: page, patience: 30 });
  await assert.rejects(impatient.get(`${base}/silent`), { status: 0, code: "timeout", isPassing: true });
});

test("only what may change by itself counts as passing", () => {
  for (const status of [408, 423, 425, 429, 500, 502, 503, 507]) assert.ok(errorFrom(status, "").isPassing, `${status}`);
  for (const status of [400, 401, 403, 404, 409, 410, 413, 415, 422]) assert.ok(!errorFrom(status, "").isPassing, `${status}`);
});

test("what answers before the site itself says nothing to a reader of another language", () => {
  const guard = errorFrom(503, '{"detail": "The server is busy.", "code": "busy"}', "2");
  assert.deepEqual([guard.code, guard.detail, guard.isPassing], ["busy", "", true]);
  assert.equal(errorFrom(503, '{"detail": "지금 이용자가 많아요.", "code": "unavailable"}').detail, "지금 이용자가 많아요.");
});

test("what is in the way is named, where the answer names it", () => {
  assert.equal(errorFrom(409, '{"detail": "Asked already.", "code": "already_open", "id": "7f"}').id, "7f");
  assert.equal(errorFrom(409, '{"detail": "No.", "code": "busy"}').id, null);
});

test("a body that is a list, null or nothing makes an error without a sentence", () => {
  for (const body of ["[1, 2]", "null", "", "7"]) assert.deepEqual(errorFrom(400, body).fields, {});
});
