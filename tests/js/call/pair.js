import { Link } from "../../../static/js/call/link.js";
import { FakeChannel } from "./fakes.js";

/** Two ends of one link, without a channel yet. */
export class Pair {
  constructor(name) {
    this.name = name;
    [this.learner, this.instructor] = [new Link(name), new Link(name)];
  }

  /** A new round: both get a new channel. */
  connect() {
    const [here, there] = [new FakeChannel(this.name), new FakeChannel(this.name)];
    [here.twin, there.twin] = [there, here];
    this.channels = { learner: here, instructor: there };
    for (const role of ["learner", "instructor"]) this[role].attach(this.channels[role]);
    for (const channel of Object.values(this.channels)) channel.arrive();
    return this;
  }

  /** The round is over: what was on its way is lost. */
  cut() {
    for (const role of ["learner", "instructor"]) this[role].detach();
  }
}
