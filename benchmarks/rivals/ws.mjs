// Bare `ws`: `/fan` sends what one says to all others, `/room/<n>` to the other one of the room. Nothing is read.
import { WebSocketServer } from "ws";

const rooms = new Map();

function members(path) {
  if (!rooms.has(path)) rooms.set(path, new Set());
  return rooms.get(path);
}

new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) }).on("connection", (socket, request) => {
  const here = members(request.url);
  here.add(socket);
  socket.on("message", (data) => {
    for (const other of here) if (other !== socket) other.send(data, { binary: false });
  });
  socket.on("close", () => here.delete(socket));
});
