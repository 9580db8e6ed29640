import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import { sign } from "../outside/signature.ts";
import type { HttpParty, PartyRequest } from "./http-party.ts";

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
  readonly delivered: ReadonlyArray<{ readonly id: string; readonly phone: string; readonly text: string }>;
}

/** A text message provider. A lie is a yes without a message: nobody gets it and no receipt comes. */
export function smsProviderSandbox({ party, secret, receiptsUrl, now }: SmsSandboxOptions): SmsSandbox {
  const { read, yes, no, receipt } = API[party];
  const delivered: { id: string; phone: string; text: string }[] = [];
  const known = new Set<string>();
  const sendReceipt = async (id: string, exists: boolean): Promise<void> => {
    const url = receiptsUrl();
    if (url === undefined) return;
    const body = JSON.stringify(receipt(id, exists));
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
    const message = read(json);
    if (message === undefined) return { status: 400, json: no };
    const { id, phone, text } = message;
    if (isTrue && !known.has(id)) {
      known.add(id);
      const exists = !NOBODY.test(phone);
      if (exists) delivered.push({ id, phone, text });
      const timer = setTimeout(() => {
        // A receipt that nobody takes is lost, as it is with real providers.
        sendReceipt(id, exists).catch(() => undefined);
      }, RECEIPT_AFTER_MS);
      timer.unref();
    }
    return { status: 202, json: yes };
  };
  const signature = { secret, now };
  return {
    party,
    signature,
    delivered,
    right: (request) => accept(request, true),
    wrong: (request) => accept(request, false),
  };
}

const PrimaryBody = Type.Object({
  id: Type.String(),
  phone: Type.String({ pattern: "^\\+8869\\d{8}$" }),
  text: Type.String({ maxLength: 268 }),
});
const isPrimaryBody = checkOf(PrimaryBody);
const SecondaryBody = Type.Object({
  reference: Type.String(),
  to: Type.String({ pattern: "^09\\d{8}$" }),
  message: Type.String({ maxLength: 268 }),
});
const isSecondaryBody = checkOf(SecondaryBody);

/** What the two providers' documentation says of their APIs. */
const API = {
  "sms-primary": {
    read: (json: unknown) => (isPrimaryBody(json) ? json : undefined),
    yes: { accepted: true },
    no: { accepted: false },
    receipt: (id: string, exists: boolean) => ({ id, status: exists ? "delivered" : "invalid_number" }),
  },
  "sms-secondary": {
    read: (json: unknown) =>
      isSecondaryBody(json) ? { id: json.reference, phone: json.to, text: json.message } : undefined,
    yes: { result: "queued" },
    no: { result: "rejected" },
    receipt: (reference: string, exists: boolean) => ({ reference, state: exists ? "DELIVRD" : "UNKNOWN" }),
  },
} as const;
