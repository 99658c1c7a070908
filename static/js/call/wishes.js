const FIRST = { mic: true, camera: true, micId: "", cameraId: "", speakerId: "" };

/** Which devices a person wants, and switched on or not; a tab keeps it over a reload. */
export class Wishes {
  #storage;
  #key;
  #now;

  constructor({ storage, key }) {
    this.#storage = storage;
    this.#key = key;
    this.#now = { ...FIRST, ...this.#read() };
  }

  get(name) {
    return this.#now[name];
  }

  set(name, value) {
    if (this.#now[name] === value) return;
    this.#now[name] = value;
    try {
      this.#storage.setItem(this.#key, JSON.stringify(this.#now));
    } catch {
      // Full or forbidden: it is asked again after a reload.
    }
  }

  #read() {
    try {
      const kept = JSON.parse(this.#storage.getItem(this.#key) ?? "{}");
      return Object.fromEntries(Object.keys(FIRST).filter((name) => typeof kept?.[name] === typeof FIRST[name])
        .map((name) => [name, kept[name]]));
    } catch {
      return {};
    }
  }
}
