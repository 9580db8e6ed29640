import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import ssh2, { type Connection } from "ssh2";
import type { SftpAddress } from "../outside/sftp-session.ts";
import type { Faults, Party } from "./faults.ts";
import { serveSftp } from "./sftp-files.ts";

const SLOW_BY_MS = 5_000;

export interface BankSandbox {
  readonly address: SftpAddress;
  /** The files of the bank, by path: /inbox/NAME as we sent them, /outbox/NAME as it offers them. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Puts a file with its checksum into the outbox. */
  readonly offer: (name: string, content: string) => void;
  readonly close: () => Promise<void>;
}

/**
 * A bank's SFTP server on a free loopback port. For each payment file LGyyyymmdd.txt it offers the statement
 * STyyyymmdd.txt. When it lies, files read back with other bytes; partly wrong, a statement lacks its last record.
 */
export async function startBankSandbox(party: Extract<Party, `bank-${string}`>, faults: Faults): Promise<BankSandbox> {
  const user = "luckygas";
  const password = createHash("sha256").update(`sandbox ${party}`).digest("hex");
  const privateKey = hostKey();
  const files = new Map<string, Buffer>();
  const offer = (name: string, content: string) => {
    const bytes = Buffer.from(content);
    files.set(`/outbox/${name}`, bytes);
    files.set(`/outbox/${name}.sha256`, Buffer.from(`${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`));
  };
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (connection) => {
    const fault = faults.strike(party);
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
    // A client that hangs up in the middle is no failure of the bank.
    connection.on("error", () => undefined);
    if (fault?.mode === "down") {
      connection.end();
      return;
    }
    connection.on("authentication", async (context) => {
      if (fault?.mode === "slow") await sleep(fault.latencyMs ?? SLOW_BY_MS, undefined, { ref: false });
      const isRight = context.method === "password" && context.username === user && context.password === password;
      if (isRight && fault?.mode !== "rate-limited") context.accept();
      else context.reject(["password"]);
    });
    connection.on("ready", () => {
      connection.on("session", (accept) => {
        accept().on("sftp", (acceptSftp) => {
          serveSftp(acceptSftp(), {
            files,
            shown: (path, content) => (fault?.mode === "wrong" && path.endsWith(".txt") ? corrupted(content) : content),
            arrived: (path, content) => {
              const name = /^\/inbox\/LG(\d{8}\.txt)$/.exec(path)?.[1];
              if (name !== undefined)
                offer(`ST${name}`, statementOf(content.toString(), fault?.mode === "partly-wrong"));
            },
          });
        });
      });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: "127.0.0.1", port, user, password, hostKey: fingerprint(privateKey) },
    files,
    offer,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

function corrupted(content: Buffer): Buffer {
  const copy = Buffer.from(content);
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
  return copy;
}

/** The bank books what it was sent; a forgetful one leaves the last record out. */
function statementOf(payments: string, isForgetful: boolean): string {
  const lines = payments.split("\n");
  const records = lines.filter((line) => line.startsWith("D|"));
  const booked = isForgetful ? records.slice(0, -1) : records;
  const sum = booked.reduce((total, line) => total + Number(line.split("|")[2]), 0);
  return [lines[0], ...booked, `T|${booked.length}|${sum}`, ""].join("\n");
}

function fingerprint(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return createHash("sha256").update(key.getPublicSSH()).digest("base64").replace(/=+$/, "");
}

/** ssh2 writes one key in four hundred so that it cannot read it itself (a number that begins with a zero byte). */
function hostKey(): string {
  for (;;) {
    const { private: key } = ssh2.utils.generateKeyPairSync("ed25519");
    if (!(ssh2.utils.parseKey(key) instanceof Error)) return key;
  }
}
