import { createHmac, randomBytes } from "node:crypto";
import { cookieOf } from "../../foundation/http/cookies.ts";
import { isSame } from "../http/tokens.ts";

/** A working day and a night on call. */
const LASTS_MS = 16 * 3_600_000;
const COOKIE = "console";
const TRIES_PER_MINUTE = 10;
/** Of the addresses that tried wrong tokens in the last minute, the latest are remembered. */
const MOST_ADDRESSES = 10_000;

/** Somebody who has signed in. */
export interface Session {
  /** Tells it from other sessions, also of the same person. */
  readonly id: string;
  /** Unix milliseconds. */
  readonly until: number;
  readonly name: string;
  /** To be sent back with every form. */
  readonly csrf: string;
}

/**
 * Sign-in by token. A session is a cookie that says who, until when and which, signed with a key made from the tokens: it holds
 * on every replica, and ends when the tokens change.
 */
export class Sessions {
  readonly #people: ReadonlyMap<string, string>;
  readonly #key: string | Buffer;
  readonly #isSecure: boolean;
  readonly #now: () => number;
  /** When each address tried a wrong token; the latest to try is the last. */
  readonly #tries = new Map<string, readonly number[]>();

  /** `tokens` is "NAME:TOKEN,…"; without it nobody can sign in. */
  constructor(tokens: string | undefined, isSecure: boolean, now: () => number) {
    this.#people = new Map(
      (tokens ?? "")
        .split(",")
        .filter(Boolean)
        .map((pair) => [afterColon(pair), beforeColon(pair)]),
    );
    this.#key =
      tokens === undefined ? randomBytes(32) : createHmac("sha256", "console sessions").update(tokens).digest();
    this.#isSecure = isSecure;
    this.#now = now;
  }

  /**
   * The cookie for whoever has this token; undefined when nobody has, "wait" after too many tries from an address: a stranger
   * must not keep out who is on call.
   */
  signIn(token: string, address: string): string | "wait" | undefined {
    const now = this.#now();
    const tries = (this.#tries.get(address) ?? []).filter((at) => now - at < 60_000 && at <= now);
    if (tries.length >= TRIES_PER_MINUTE) return "wait";
    // All are compared, so that time tells nothing.
    const names = Array.from(this.#people).filter(([known]) => isSame(token, known));
    const [, name] = names[0] ?? [];
    if (name === undefined) {
      this.#remember(address, [...tries, now]);
      return undefined;
    }
    const content = `${Buffer.from(name).toString("base64url")}.${now + LASTS_MS}.${randomBytes(9).toString("base64url")}`;
    return this.#cookie(`${content}.${this.#sign("session", content)}`, LASTS_MS / 1_000);
  }

  signOut(): string {
    return this.#cookie("", 0);
  }

  /** Who a request comes from, by its Cookie header. */
  sessionOf(header: string | undefined): Session | undefined {
    const [name, until, which, signature] = cookieOf(header, COOKIE)?.split(".") ?? [];
    if (name === undefined || until === undefined || which === undefined || signature === undefined) return undefined;
    const content = `${name}.${until}.${which}`;
    if (!isSame(signature, this.#sign("session", content)) || this.#now() > Number(until)) return undefined;
    return {
      id: content,
      until: Number(until),
      name: Buffer.from(name, "base64url").toString("utf8"),
      csrf: this.#sign("csrf", content),
    };
  }

  #remember(address: string, tries: readonly number[]): void {
    this.#tries.delete(address);
    this.#tries.set(address, tries);
    const [oldest] = this.#tries.keys();
    if (oldest !== undefined && this.#tries.size > MOST_ADDRESSES) this.#tries.delete(oldest);
  }

  #cookie(value: string, seconds: number): string {
    const secure = this.#isSecure ? "; Secure" : "";
    return `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
  }

  #sign(purpose: string, content: string): string {
    return createHmac("sha256", this.#key).update(`${purpose}:${content}`).digest("base64url");
  }
}

function beforeColon(pair: string): string {
  return pair.slice(0, pair.indexOf(":"));
}

function afterColon(pair: string): string {
  return pair.slice(pair.indexOf(":") + 1);
}
