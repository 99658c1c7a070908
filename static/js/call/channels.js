/** The data channels of one round, each attached to the link of its name. */
export class Channels {
  #links;
  #changed;
  #closed;
  #taken = new Map();

  /** `changed` is called when one opens, `closed` when one ends before the round does. */
  constructor({ links, changed, closed }) {
    this.#links = links;
    this.#changed = changed;
    this.#closed = closed;
  }

  get isOpen() {
    return this.#links.control.isOpen;
  }

  make(connection) {
    for (const label of Object.keys(this.#links)) this.take(connection.createDataChannel(label));
  }

  /** Use `channel`; one that nobody knows, or a second one of a name, is closed. */
  take(channel) {
    const { label } = channel;
    if (!Object.hasOwn(this.#links, label) || this.#taken.has(label)) {
      channel.close();
      return;
    }
    this.#taken.set(label, channel);
    channel.addEventListener("close", this.#closed);
    channel.addEventListener("open", this.#changed);
    this.#links[label].attach(channel);
  }

  detach() {
    for (const [label, channel] of this.#taken) this.#links[label].detach(channel);
  }
}
