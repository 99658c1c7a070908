import { openRoom } from "./room.js";

openRoom(window);
