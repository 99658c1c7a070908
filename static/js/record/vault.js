import { openDB } from "../../vendor/idb.js";

const DATABASE = "opickme-takes";
/** Takes that nobody came back for are removed after this long: the voice must not lie on a shared PC for ever. */
export const KEEP_DAYS = 30;
const lockName = (clientId) => `opickme-take-${clientId}`;
const chunksOf = (clientId) => IDBKeyRange.bound([clientId], [clientId, []]);

export async function openVault({ locks = globalThis.navigator?.locks } = {}) {
  const db = await openDB(DATABASE, 1, {
    upgrade(database) {
      database.createObjectStore("takes", { keyPath: "clientId" }).createIndex("userId", "userId");
      database.createObjectStore("chunks");
    },
    blocking: (_from, _to, event) => event.target.close(),
  });
  return new Vault(db, locks);
}

/**
 * Takes that the server has not acknowledged, on this device: `{clientId, userId, question, mime, startedAt, elapsed,
 * state, uploadUrl}`, state `recording` or `recorded`, and their chunks as bytes.
 *
 * A take belongs to one person: it outlives an expired session of theirs, is offered to nobody else, and goes with
 * their log-out (`clearUser`). A Web Lock marks the take that a tab is working on.
 */
export class Vault {
  #db;
  #locks;

  constructor(db, locks) {
    this.#db = db;
    this.#locks = locks;
  }

  /** Take the lock of a take: a function that lets it go, or null when another tab has it. */
  async hold(clientId) {
    if (!this.#locks) return () => {};
    return new Promise((resolve, reject) => {
      const held = (lock) => lock && new Promise((release) => resolve(release));
      this.#locks.request(lockName(clientId), { ifAvailable: true }, held).then(() => resolve(null), reject);
    });
  }

  async begin({ clientId, userId, question, mime, startedAt }) {
    const take = { clientId, userId, question, mime, startedAt, elapsed: 0, state: "recording", uploadUrl: null };
    await this.#db.put("takes", take);
  }

  /** Store chunk `n`, on the disk when this resolves. Throws when the quota is used up or the take was cleared. */
  async append(clientId, n, blob, elapsed) {
    const bytes = await blob.arrayBuffer();
    await this.#change(clientId, { elapsed }, (transaction) => transaction.objectStore("chunks").put(bytes, [clientId, n]));
  }

  async finish(clientId, elapsed) {
    await this.#change(clientId, { elapsed, state: "recorded" });
  }

  /** Remember where the upload lies, so that it goes on after a reload. */
  async remember(clientId, uploadUrl) {
    await this.#change(clientId, { uploadUrl });
  }

  /** The takes of `userId` that can be offered, newest first: not in work in another tab, and with sound in them. */
  async recoverable(userId, { now = Date.now() } = {}) {
    await this.#forget((take) => now - take.startedAt > KEEP_DAYS * 86_400_000);
    const busy = await this.#busy();
    const takes = (await this.#db.getAllFromIndex("takes", "userId", userId)).filter((take) => !busy.has(take.clientId));
    const sizes = await Promise.all(takes.map((take) => this.#db.count("chunks", chunksOf(take.clientId))));
    const empty = takes.filter((_take, index) => sizes[index] === 0);
    await Promise.all(empty.map((take) => this.discard(take.clientId)));
    return takes.filter((take) => !empty.includes(take)).sort((one, two) => two.startedAt - one.startedAt);
  }

  /** The whole take as one file; null when nothing is stored of it. */
  async blob(clientId) {
    const take = await this.#db.get("takes", clientId);
    const chunks = await this.#db.getAll("chunks", chunksOf(clientId));
    return take && chunks.length ? new Blob(chunks, { type: take.mime }) : null;
  }

  async discard(clientId) {
    const transaction = this.#db.transaction(["takes", "chunks"], "readwrite");
    transaction.objectStore("takes").delete(clientId);
    transaction.objectStore("chunks").delete(chunksOf(clientId));
    await transaction.done;
  }

  /** How many takes of this person lie here, whoever works on them. */
  async count(userId) {
    return this.#db.countFromIndex("takes", "userId", userId);
  }

  /** At log-out: nothing of this person stays on the device. */
  async clearUser(userId) {
    await this.#forget((take) => take.userId === userId);
  }

  close() {
    this.#db.close();
  }

  async #forget(chosen) {
    const takes = (await this.#db.getAll("takes")).filter(chosen);
    await Promise.all(takes.map((take) => this.discard(take.clientId)));
  }

  async #busy() {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    return new Set(held.filter(({ name }) => name.startsWith(lockName(""))).map(({ name }) => name.slice(lockName("").length)));
  }

  // A take that was cleared meanwhile stays cleared: a chunk without a take would lie there unseen for ever.
  async #change(clientId, values, also = () => {}) {
    const transaction = this.#db.transaction(["takes", "chunks"], "readwrite", { durability: "strict" });
    const takes = transaction.objectStore("takes");
    const take = await takes.get(clientId);
    if (!take) throw new Error("the take is no longer kept");
    try {
      await Promise.all([takes.put({ ...take, ...values }), also(transaction), transaction.done]);
    } catch (error) {
      throw transaction.error ?? error; // the request says "aborted", the transaction says why
    }
  }
}
