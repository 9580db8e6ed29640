import { decodeJwt } from "jose";
import type { Api, ApiAnswer, Call } from "./api-client.ts";

/** Somebody who can sign in. */
export interface Person {
  readonly login: string;
  readonly password: string;
}

/** A person with a phone in the hand: signed in when first needed, refreshed before the token ends, signed in again when that fails. */
export class Session {
  readonly #api: Api;
  readonly #person: Person;
  readonly #now: () => number;
  #access = "";
  #refresh = "";
  #renewAt = 0;
  #renewing: Promise<boolean> | undefined;

  constructor(api: Api, person: Person, now: () => number) {
    this.#api = api;
    this.#person = person;
    this.#now = now;
  }

  /** A call with this person's token. Without one, when signing in fails, the status is that failure's. */
  async call(call: Omit<Call, "token">): Promise<ApiAnswer> {
    const token = await this.token();
    return token === undefined ? NOT_SIGNED_IN : this.#api({ ...call, token });
  }

  /** An access token, or undefined when none could be had. */
  async token(): Promise<string | undefined> {
    if (this.#now() >= this.#renewAt) {
      // Journeys of one person run side by side; a refresh token must be used once.
      this.#renewing ??= this.#renew().finally(() => {
        this.#renewing = undefined;
      });
      if (!(await this.#renewing)) return undefined;
    }
    return this.#access;
  }

  /** The id that others know this person by, as the access token tells it. */
  async userId(): Promise<string | undefined> {
    const token = await this.token();
    return token === undefined ? undefined : decodeJwt(token).sub;
  }

  async #renew(): Promise<boolean> {
    if (this.#refresh !== "") {
      const refreshed = await this.#api({
        method: "POST",
        route: "/sessions/refresh",
        body: { refresh_token: this.#refresh },
      });
      if (this.#keep(refreshed)) return true;
    }
    return this.#keep(await this.#api({ method: "POST", route: "/sessions", body: this.#person }));
  }

  #keep(answer: ApiAnswer): boolean {
    const access = answer.field("access_token");
    const refresh = answer.field("refresh_token");
    const expiresIn = answer.field("expires_in");
    if (typeof access !== "string" || typeof refresh !== "string" || typeof expiresIn !== "number") {
      this.#refresh = "";
      return false;
    }
    this.#access = access;
    this.#refresh = refresh;
    // At two thirds of its life, so that no call is made with a token that ends on the way.
    this.#renewAt = this.#now() + (expiresIn * 1_000 * 2) / 3;
    return true;
  }
}

const NOT_SIGNED_IN: ApiAnswer = { status: 401, field: () => undefined, items: [] };
