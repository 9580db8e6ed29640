import { createServer } from "node:net";

/** Below the range from which the kernel gives outgoing connections their ports, so that none of those takes ours. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/** A loopback TCP port on which nothing listens now. Chosen at random: test files run at the same time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
