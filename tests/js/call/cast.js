import { Connection } from "../../../static/js/call/connection.js";
import { Signal } from "../../../static/js/call/signal.js";
import { Clock, FakePeerConnection, FakeSocket, Room, settle } from "./fakes.js";

export const PAGE = { learner: "page-l", instructor: "page-i" };

/** Two people, one clock and a room. */
export class Stage {
  clock = new Clock();
  room = new Room();
  asked = 0;

  /** The page of `role` as it is after loading; `enter` opens it. */
  page(role, { page = PAGE[role], ice = async () => ({ iceServers: [], asked: (this.asked += 1) }) } = {}) {
    const connections = [];
    class Made extends FakePeerConnection {
      constructor(configuration) {
        super(configuration);
        connections.push(this);
      }
    }
    const { clock, room } = this;
    const socket = new FakeSocket(room, role);
    const signal = new Signal(socket);
    const connection = new Connection({ signal, page, ice, RTCPeerConnection: Made, MediaStream: undefined, timers: clock, now: clock.now });
    const told = [];
    connection.addEventListener("state", () => told.push(connection.state));
    connection.addEventListener("round", ({ detail }) => told.push(detail));
    connection.addEventListener("track", ({ detail }) => told.push(detail.kind));
    return { role, socket, signal, connection, connections, told, get pc() { return connections.at(-1); } };
  }

  enter(role, options) {
    const page = this.page(role, options);
    page.signal.open();
    page.connection.start();
    return page;
  }

  /** Both have come and are connected. */
  async call() {
    const instructor = this.enter("instructor");
    const learner = this.enter("learner");
    await settle();
    return { instructor, learner };
  }

  /** As when a page is closed: its connection and its socket end. */
  leave({ connection, signal }) {
    connection.close();
    signal.close();
  }
}
