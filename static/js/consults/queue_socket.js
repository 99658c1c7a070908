import { Backoff } from "../lib/backoff.js";

/**
 * Keeps a Queue true: the frames of /ws/queue/ at once, the whole list on every connection and every gap, and with
 * growing pauses while neither the socket nor the list can be had.
 */
export function follow(socket, queue, { onConnection, onOnline, onHealed, onFault, onEnd, backoff, timers = globalThis }) {
  const pauses = backoff ?? new Backoff({ first: 2000, limit: 20_000 });
  let timer = null;
  let isStopped = false;
  let hasFailed = false;

  async function heal() {
    try {
      await queue.refresh();
      hasFailed = false;
      onHealed();
      return true;
    } catch (error) {
      if (error.status === undefined) throw error;
      // Said once, not at every try.
      if (!hasFailed && !isStopped) onFault(error);
      hasFailed = true;
      return false;
    }
  }

  function later() {
    if (timer !== null || isStopped) return;
    timer = timers.setTimeout(async () => {
      timer = null;
      const isTrue = await heal();
      if (!isTrue || socket.state !== "open") later();
    }, pauses.next());
  }

  function rest() {
    timers.clearTimeout(timer);
    timer = null;
    pauses.reset();
  }

  const takes = {
    "queue.added": ({ consult }) => queue.add(consult),
    "queue.removed": ({ id }) => queue.remove(id),
    "queue.presence": ({ instructors_online: count }) => onOnline(count),
  };

  async function connected() {
    rest();
    onConnection("live");
    if (!(await heal())) later();
  }

  socket.addEventListener("open", connected);
  socket.addEventListener("gap", async () => (await heal()) || later());
  socket.addEventListener("message", ({ detail }) => takes[detail.type]?.(detail));
  socket.addEventListener("stale", () => {
    onConnection("lost");
    later();
  });
  socket.addEventListener("closed", () => {
    if (isStopped) return;
    stop();
    onConnection("ended");
    onEnd();
  });

  function stop() {
    isStopped = true;
    rest();
    socket.close();
  }

  return { start: () => socket.open(), stop, heal };
}
