import { Ajv } from "ajv";
import Type from "typebox";
import { sign } from "../outside/signature.ts";
import type { HttpParty, PartyRequest } from "./http-party.ts";

const Body = Type.Object({
  id: Type.String(),
  phone: Type.String({ pattern: "^\\+8869\\d{8}$" }),
  text: Type.String(),
});
const isBody = new Ajv().compile<Type.Static<typeof Body>>(Body);

const RECEIPT_AFTER_MS = 50;
const RECEIPT_WITHIN_MS = 5_000;
/** Numbers that look right and belong to nobody. */
const NOBODY = /000000$/;

export interface SmsSandboxOptions {
  readonly party: "sms-primary" | "sms-secondary";
  readonly secret: string;
  /** Where receipts go; asked for each, because the service may start later. Without one no receipts are sent. */
  readonly receiptsUrl: () => string | undefined;
  readonly now: () => number;
}

export interface SmsSandbox extends HttpParty {
  /** The phones that got each text. */
  readonly delivered: ReadonlyArray<{ readonly phone: string; readonly text: string }>;
}

/** A text message provider. A lie is a yes without a message: nobody gets it and no receipt comes. */
export function smsProviderSandbox({ party, secret, receiptsUrl, now }: SmsSandboxOptions): SmsSandbox {
  const delivered: { phone: string; text: string }[] = [];
  const sendReceipt = async (id: string, status: string): Promise<void> => {
    const url = receiptsUrl();
    if (url === undefined) return;
    const body = JSON.stringify({ id, status });
    const headers = { "content-type": "application/json", ...sign(secret, body, now()) };
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(RECEIPT_WITHIN_MS),
    });
    await response.body?.cancel();
  };
  const accept = ({ json }: PartyRequest, isTrue: boolean) => {
    if (!isBody(json)) return { status: 400, json: { accepted: false } };
    const { id, phone, text } = json;
    if (isTrue) {
      const exists = !NOBODY.test(phone);
      if (exists) delivered.push({ phone, text });
      const timer = setTimeout(() => {
        // A receipt that nobody takes is lost, as it is with real providers.
        sendReceipt(id, exists ? "delivered" : "invalid_number").catch(() => undefined);
      }, RECEIPT_AFTER_MS);
      timer.unref();
    }
    return { status: 202, json: { accepted: true } };
  };
  return { party, delivered, right: (request) => accept(request, true), wrong: (request) => accept(request, false) };
}
