import type { Request } from "express";
import { cookieOf } from "../../foundation/http/cookies.ts";
import { LANGUAGES, type Language } from "./texts.ts";

/* What a request to the console says: nothing of it is believed to be there or to be a text. */

/** What somebody chose, or else what their browser prefers. */
export function languageOf(request: Request): Language {
  const cookie = cookieOf(request.headers.cookie, "language");
  const chosen = LANGUAGES.find((language) => language === cookie);
  if (chosen !== undefined) return chosen;
  const preferred = request.acceptsLanguages("en", "zh-TW", "zh");
  return preferred === "zh-TW" || preferred === "zh" ? "zh-TW" : "en";
}

/** A field of a form; empty when it is not given. */
export function textOf(request: Request, field: string): string {
  const body: unknown = request.body;
  const value =
    typeof body === "object" && body !== null ? Object.entries(body).find(([name]) => name === field)?.[1] : "";
  return typeof value === "string" ? value : "";
}

/** A parameter of the address; empty when it is not given. */
export function queryText(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === "string" ? value : "";
}

/** Where a form came from. Only a path of ours: nobody is sent elsewhere. */
export function backOf(request: Request): string {
  const back = textOf(request, "back") || queryText(request, "back");
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(back) && !back.startsWith("/sign-in") ? back : "/";
}
