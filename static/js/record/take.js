/**
 * One answer of one person: its chunks in memory, and a copy of each in the vault as it comes.
 *
 * The vault is the safety net, never a condition: without it (null), or once it is full, recording goes on in memory and the
 * event `unsafe` (detail: `vault_full` or `vault_off`) is told once.
 */
export class Take extends EventTarget {
  elapsed = 0;
  uploadId = null;
  #vault;
  #isIntact = true;
  #chunks = [];
  #writing = Promise.resolve();
  #release = () => {};

  constructor({ vault, clientId, userId, question, mime, startedAt, elapsed = 0, uploadUrl = null }) {
    super();
    this.#vault = vault;
    Object.assign(this, { clientId, userId, question, mime, startedAt, elapsed, uploadUrl });
  }

  /** The take that the vault has kept, or null when another tab has taken it or it is gone. */
  static async restore(vault, stored) {
    const release = await vault.hold(stored.clientId);
    if (!release) return null;
    const blob = await vault.blob(stored.clientId);
    const take = new Take({ ...stored, vault });
    take.#release = release;
    if (blob) take.#chunks.push(blob);
    else release();
    return blob && take;
  }

  /** Recording may start at once: writing waits in line behind this. */
  begin() {
    this.#write(async () => {
      this.#release = (await this.#vault.hold(this.clientId)) ?? this.#release;
      const { clientId, userId, question, mime, startedAt } = this;
      await this.#vault.begin({ clientId, userId, question, mime, startedAt });
    });
  }

  add(n, blob, elapsed) {
    this.#chunks.push(blob);
    this.elapsed = elapsed;
    this.#write(() => this.#vault.append(this.clientId, n, blob, elapsed));
  }

  /** Resolves when everything that can be kept is kept. Never rejects. */
  finish(elapsed) {
    this.elapsed = elapsed;
    return this.#write(() => this.#vault.finish(this.clientId, elapsed));
  }

  rememberUpload(url) {
    this.uploadUrl = url;
    return this.#write(() => this.#vault.remember(this.clientId, url));
  }

  get hasSound() {
    return this.#chunks.length > 0;
  }

  blob() {
    return new Blob(this.#chunks, { type: this.mime });
  }

  /** Remove it from this device: the server has it, or its owner threw it away. Never rejects. */
  async discard() {
    await this.#writing;
    await this.#vault?.discard(this.clientId).catch(() => {});
    this.#release();
  }

  // After the first failure nothing more is written: a beginning can be recovered, a take with a hole cannot.
  #write(act) {
    this.#writing = this.#writing.then(() => this.#isIntact && act()).catch((error) => {
      this.#isIntact = false;
      const detail = error.name === "QuotaExceededError" ? "vault_full" : "vault_off";
      this.dispatchEvent(new CustomEvent("unsafe", { detail }));
    });
    return this.#writing;
  }
}
