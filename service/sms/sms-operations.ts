import Type from "typebox";
import type { Core } from "../core.ts";
import { unauthenticated } from "../http/authentication.ts";
import { type Operation, operation, Refusal } from "../http/operation.ts";
import { PAGE_LIMIT, Page, PageQuery, page } from "../http/page.ts";
import { isSigned, SIGNED_HEADERS } from "../outside/signature.ts";
import { PRIMARY, type Receipt, SECONDARY } from "../outside/sms-dialects.ts";
import type { SmsProvider } from "../outside/sms-provider.ts";
import { MESSAGE_STATES, type Provider } from "./message-state.ts";
import { listMessages, type Message, readMessage } from "./message-store.ts";

const SHOWN_DIGITS = 3;
const READERS = ["dispatcher", "admin"] as const;

const ShownMessage = Type.Object({
  id: Type.String(),
  phone: Type.String({ description: "Its last three digits" }),
  state: Type.String(),
  sent_at: Type.String({ format: "date-time" }),
  provider: Type.Optional(Type.String()),
});

export interface SmsOperationsOptions {
  readonly providers: Readonly<Record<Provider, SmsProvider>>;
  readonly receiptSecret: string;
  readonly receive: (provider: Provider, receipt: Receipt) => Promise<void>;
}

export function smsOperations(
  { database, now }: Core,
  { providers, receiptSecret, receive }: SmsOperationsOptions,
): Operation[] {
  return [
    operation(
      {
        id: "receiveSmsReceipt",
        component: "sms",
        method: "post",
        path: "/sms/receipts/{provider}",
        summary:
          "A provider tells, in its own words, what became of a message. Signed; may come twice, late or out of order.",
        access: "signed",
        params: Type.Object({ provider: Type.Enum(["primary", "secondary"]) }),
        headers: SIGNED_HEADERS,
        body: Type.Union([PRIMARY.receiptSchema, SECONDARY.receiptSchema]),
        responses: { 204: null },
        refusals: [401],
      },
      async ({ params, headers, body, rawBody }) => {
        if (!isSigned(receiptSecret, rawBody, headers, now())) throw unauthenticated("The signature is not right.");
        const receipt = providers[params.provider].readReceipt(body);
        if (receipt === undefined) throw new Refusal(400, "not-a-receipt", "This is not a receipt of this provider.");
        await receive(params.provider, receipt);
        return { status: 204 };
      },
    ),
    operation(
      {
        id: "listSmsMessages",
        component: "sms",
        method: "get",
        path: "/sms",
        summary: "Messages, the newest first.",
        access: READERS,
        query: Type.Object(
          { ...PageQuery, state: Type.Optional(Type.Enum([...MESSAGE_STATES])) },
          { additionalProperties: false },
        ),
        responses: { 200: Page(ShownMessage) },
      },
      async ({ query }) => {
        const messages = await listMessages(database, query.cursor ?? "", query.state ?? "", PAGE_LIMIT);
        return { status: 200, body: page(messages, ({ id }) => id, shown) };
      },
    ),
    operation(
      {
        id: "readSmsMessage",
        component: "sms",
        method: "get",
        path: "/sms/{messageId}",
        summary: "What became of a message.",
        access: READERS,
        params: Type.Object({ messageId: Type.String({ maxLength: 100 }) }),
        responses: { 200: ShownMessage },
        refusals: [404],
      },
      async ({ params }) => {
        const message = await readMessage(database, params.messageId);
        if (message === undefined) throw new Refusal(404, "no-such-message", "There is no such message.");
        return { status: 200, body: shown(message) };
      },
    ),
  ];
}

function shown({ id, phone, state, provider, sentAt }: Message): Type.Static<typeof ShownMessage> {
  const carrier = provider === null ? {} : { provider };
  return { id, phone: phone.slice(-SHOWN_DIGITS), state, sent_at: new Date(sentAt).toISOString(), ...carrier };
}
