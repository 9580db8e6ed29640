import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connections that send the same request again and again, one at a time each, and do as little as possible themselves. */
export class KeepAliveClient {
  readonly #sockets: readonly Socket[];
  readonly #request: string;
  readonly #answerBytes: number;
  readonly #lost = new AbortController();

  private constructor(sockets: readonly Socket[], request: string, answerBytes: number) {
    this.#sockets = sockets;
    this.#request = request;
    this.#answerBytes = answerBytes;
    for (const socket of sockets) {
      socket.once("close", () => this.#lost.abort(new Error("the server closed a connection")));
    }
  }

  /** Connects, and learns from a first answer how long all of them are. */
  static async open(url: URL, path: string, connections: number): Promise<KeepAliveClient> {
    const sockets = Array.from({ length: connections }, () => connect(Number(url.port), url.hostname).setNoDelay());
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    const request = `GET ${path} HTTP/1.1\r\nhost: ${url.host}\r\naccept: application/json\r\n\r\n`;
    const [first] = sockets;
    first?.write(request);
    const [answer]: Buffer[] = first === undefined ? [] : await once(first, "data");
    if (!answer?.toString("latin1").startsWith("HTTP/1.1 200 ")) throw new Error(`the server answered ${answer}`);
    return new KeepAliveClient(sockets, request, answer.length);
  }

  /** Sends this many requests over all connections; resolves when the last answer is there. Rejects when one is closed. */
  async send(requests: number): Promise<void> {
    let left = requests;
    await Promise.all(
      this.#sockets.map(async (socket) => {
        while (left-- > 0) {
          socket.write(this.#request);
          for (let got = 0; got < this.#answerBytes; ) {
            const [bytes]: Buffer[] = await once(socket, "data", { signal: this.#lost.signal });
            got += bytes?.length ?? 0;
          }
        }
      }),
    );
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
