import type { Request, RequestHandler } from "express";
import type { Database } from "../../foundation/storage/database.ts";
import { endSession, hasSessionEnded } from "../storage/ended-session-rows.ts";
import type { Session, Sessions } from "./session.ts";

/** Who asks: the cookie says it, and the database whether that session was signed out. */
export class Visitors {
  readonly #sessions: Sessions;
  readonly #database: Database;
  readonly #known = new WeakMap<Request, Session>();

  constructor(sessions: Sessions, database: Database) {
    this.#sessions = sessions;
    this.#database = database;
  }

  /** Before every page: nobody is signed in whom the database cannot vouch for. */
  readonly recognise: RequestHandler = async (request, _response, next) => {
    const session = this.#sessions.sessionOf(request.headers.cookie);
    if (session !== undefined && !(await hasSessionEnded(this.#database, session.id)))
      this.#known.set(request, session);
    next();
  };

  sessionOf(request: Request): Session | undefined {
    return this.#known.get(request);
  }

  /** Signs a visitor out on every replica; the cookie that says so to the browser. Rejects with a DatabaseError. */
  async signOut(request: Request): Promise<string> {
    const session = this.sessionOf(request);
    if (session !== undefined) await endSession(this.#database, session.id, session.until);
    return this.#sessions.signOut();
  }
}
