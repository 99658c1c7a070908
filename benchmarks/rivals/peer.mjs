// The PeerJS server as its package starts it; only that a load may be silent for as long as it likes.
import { PeerServer } from "peer";

PeerServer({ host: "127.0.0.1", port: Number(process.argv[2]), alive_timeout: 3_600_000 });
