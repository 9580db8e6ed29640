import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { unauthenticated } from "../http/authentication.ts";
import { operation, Refusal } from "../http/operation.ts";
import { CIRCUIT_RETRY_MS, CircuitOpen } from "../outside/circuit.ts";
import { isSigned } from "../outside/signature.ts";
import type { SmsProvider } from "../outside/sms-provider.ts";
import type { Queries } from "../storage/database.ts";
import { type JobKind, NotYet } from "../storage/jobs.ts";
import { mobileNumber } from "../taiwan/phone.ts";
import { chooseProvider, isHealthy, other, type Provider, type ProviderHealth } from "./provider-choice.ts";

const HAND_OVER = "sms.hand-over";
const EXPECT_RECEIPT = "sms.expect-receipt";
/** A message that nobody has confirmed by then has not arrived. */
const RECEIPT_WITHIN_MS = 5 * 60_000;
/** A text later than this tells nobody anything. */
const WORTH_SENDING_MS = 2 * 3_600_000;
const JUDGED_OVER_MS = 15 * 60_000;
/** Four segments of 67 UCS-2 characters, as Chinese text is sent. */
const LONGEST_TEXT = 268;

type Fate = "delivered" | "failed" | "expired" | "invalid_number";

interface MessageRow {
  readonly id: string;
  readonly phone: string;
  readonly body: string;
  readonly state: "waiting" | "handed_over" | Fate;
  readonly provider: Provider | null;
  readonly failed_over: number;
  readonly sent_at: number;
  readonly handed_over_at: number | null;
}

export interface SmsPorts {
  readonly providers: Readonly<Record<Provider, SmsProvider>>;
  /** What providers sign their receipts with. */
  readonly receiptSecret: string;
}

export interface Sms extends Part {
  /** Sends a text to a customer's phone, within the caller's transaction. */
  readonly tell: (queries: Queries, customerId: string, text: string) => Promise<void>;
  readonly health: () => Promise<Record<Provider, ProviderHealth>>;
}

/** Text messages over two providers, whichever of them delivers. */
export function sms({ database, now, newId, record, jobs, log }: Core, { providers, receiptSecret }: SmsPorts): Sms {
  const health = async (): Promise<Record<Provider, ProviderHealth>> => {
    const rows = await database.query<{ provider: Provider; delivered: number; lost: number; taken_over: number }>(
      `SELECT provider, SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END) AS delivered,
         SUM(CASE WHEN state IN ('failed', 'expired') THEN 1 ELSE 0 END) AS lost, SUM(failed_over) AS taken_over
       FROM sms_messages WHERE ended_at > $1 AND provider IS NOT NULL GROUP BY provider`,
      [now() - JUDGED_OVER_MS],
    );
    const of = (provider: Provider): ProviderHealth => {
      const own = rows.find((row) => row.provider === provider);
      // What the other one had to take over was lost here.
      const handedOn = rows.find((row) => row.provider === other(provider))?.taken_over ?? 0;
      const lost = (own?.lost ?? 0) + handedOn;
      return { isOpen: providers[provider].circuit.isOpen, delivered: own?.delivered ?? 0, lost };
    };
    return { primary: of("primary"), secondary: of("secondary") };
  };

  const read = async (id: string): Promise<MessageRow | undefined> => {
    const [row] = await database.query<MessageRow>("SELECT * FROM sms_messages WHERE id = $1", [id]);
    return row;
  };

  /** The fate of a message, counted once: whoever comes second finds it ended. */
  const end = async (id: string, provider: Provider, fate: Fate): Promise<void> => {
    const ended = await database.query(
      `UPDATE sms_messages SET state = $2, provider = $3, ended_at = $4
       WHERE id = $1 AND state IN ('waiting', 'handed_over') RETURNING id`,
      [id, fate, provider, now()],
    );
    if (ended.length > 0) record({ type: "sms.ended", messageId: id, provider, outcome: fate });
  };

  const handOver: JobKind = {
    kind: HAND_OVER,
    attempts: 8,
    firstRetryMs: 5_000,
    longestRetryMs: 5 * 60_000,
    run: async (id) => {
      const message = await read(id);
      if (message?.state !== "waiting") return;
      if (now() - message.sent_at > WORTH_SENDING_MS) {
        await end(id, message.provider ?? "primary", "expired");
        return;
      }
      const first = message.provider === null ? chooseProvider(await health()) : other(message.provider);
      // Once a provider has failed with a message, only the other one is left.
      const turns = message.provider === null ? [first, other(first)] : [first];
      let failed = message.provider;
      for (const provider of turns) {
        const outcome = await providers[provider]
          .handOver({ id, phone: message.phone, text: message.body })
          .catch((error: unknown) => {
            if (error instanceof CircuitOpen) return undefined;
            throw error;
          });
        if (outcome !== undefined) record({ type: "sms.attempted", messageId: id, provider, outcome });
        if (outcome === "accepted") {
          await accepted(id, provider, failed);
          return;
        }
        failed = provider;
      }
      if (turns.every((provider) => providers[provider].circuit.isOpen))
        throw new NotYet(now() + CIRCUIT_RETRY_MS, "no provider is there");
      throw new Error("no provider took the message");
    },
    giveUp: async (id) => end(id, (await read(id))?.provider ?? "primary", "failed"),
  };

  const accepted = async (id: string, provider: Provider, failed: Provider | null): Promise<void> => {
    const isFailedOver = failed !== null && failed !== provider;
    await database.transaction(async (queries) => {
      await queries.query(
        `UPDATE sms_messages SET state = 'handed_over', provider = $2, failed_over = $3, handed_over_at = $4
         WHERE id = $1 AND state = 'waiting'`,
        [id, provider, isFailedOver ? 1 : 0, now()],
      );
      await jobs.add(queries, EXPECT_RECEIPT, id, now() + RECEIPT_WITHIN_MS);
    });
    if (isFailedOver) record({ type: "sms.failed_over", messageId: id, provider: failed });
  };

  const expectReceipt: JobKind = {
    kind: EXPECT_RECEIPT,
    attempts: Number.POSITIVE_INFINITY,
    firstRetryMs: 5_000,
    longestRetryMs: 60_000,
    run: async (id) => {
      const message = await read(id);
      if (message?.state !== "handed_over" || message.provider === null) return;
      const missing = (message.handed_over_at ?? 0) + RECEIPT_WITHIN_MS;
      if (now() < missing) throw new NotYet(missing, "a receipt may still come");
      if (message.failed_over === 1) await end(id, message.provider, "expired");
      else await giveToOther(message);
    },
  };

  /** Back to waiting, with the provider that has failed noted: the hand-over goes to the other one. */
  const giveToOther = async ({ id, provider }: MessageRow): Promise<void> => {
    await database.transaction(async (queries) => {
      const again = await queries.query(
        "UPDATE sms_messages SET state = 'waiting', failed_over = 1 WHERE id = $1 AND state = 'handed_over' RETURNING id",
        [id],
      );
      if (again.length > 0) await jobs.add(queries, HAND_OVER, id);
    });
    log.warn({ messageId: id, provider }, "no receipt came; the other provider gets the message");
  };

  /** What a provider says became of a message. */
  const receive = async (provider: Provider, { id, status }: Type.Static<typeof Receipt>): Promise<void> => {
    const message = await read(id);
    if (message === undefined) log.warn({ messageId: id, provider }, "a receipt for a message that nobody sent");
    else if (status === "failed" && message.failed_over === 0 && message.state === "handed_over")
      await giveToOther(message);
    else if (status !== "failed" || message.provider === provider) await end(id, provider, status);
  };

  return {
    tell: async (queries, customerId, text) => {
      const [customer] = await queries.query<{ phone: string }>("SELECT phone FROM customers WHERE id = $1", [
        customerId,
      ]);
      const phone = mobileNumber(customer?.phone ?? "");
      // Without a mobile number there is nobody to tell; the office calls.
      if (phone === undefined) return;
      const id = newId();
      await queries.query(
        "INSERT INTO sms_messages (id, phone, body, state, sent_at) VALUES ($1, $2, $3, 'waiting', $4)",
        [id, phone, text.slice(0, LONGEST_TEXT), now()],
      );
      await jobs.add(queries, HAND_OVER, id);
    },
    health,
    jobs: [handOver, expectReceipt],
    operations: [
      operation(
        {
          id: "receiveSmsReceipt",
          service: "sms",
          method: "post",
          path: "/sms/receipts/{provider}",
          summary: "A provider tells what became of a message. Signed; may come twice.",
          access: "signed",
          params: Type.Object({ provider: Type.Enum(["primary", "secondary"]) }),
          headers: SIGNED_HEADERS,
          body: Receipt,
          responses: { 204: null },
          refusals: [401],
        },
        async ({ params, headers, body, rawBody }) => {
          if (!isSigned(receiptSecret, rawBody, headers, now())) throw unauthenticated("The signature is not right.");
          await receive(params.provider, body);
          return { status: 204 };
        },
      ),
      operation(
        {
          id: "readSmsMessage",
          service: "sms",
          method: "get",
          path: "/sms/{messageId}",
          summary: "What became of a message.",
          access: ["dispatcher", "admin"],
          params: Type.Object({ messageId: Type.String({ maxLength: 100 }) }),
          responses: {
            200: Type.Object({
              id: Type.String(),
              phone: Type.String({ description: "Its last three digits" }),
              state: Type.String(),
              provider: Type.Optional(Type.String()),
            }),
          },
          refusals: [404],
        },
        async ({ params }) => {
          const message = await read(params.messageId);
          if (message === undefined) throw new Refusal(404, "no-such-message", "There is no such message.");
          const { id, phone, state, provider } = message;
          return {
            status: 200,
            body: { id, phone: phone.slice(-3), state, ...(provider === null ? {} : { provider }) },
          };
        },
      ),
    ],
    gauges: [
      {
        name: "sms_waiting",
        read: async () => {
          const [row] = await database.query<{ waiting: number }>(
            "SELECT COUNT(*) AS waiting FROM sms_messages WHERE state = 'waiting'",
          );
          return [[{}, row?.waiting ?? 0]];
        },
      },
    ],
    dependencies: (["primary", "secondary"] as const).map((provider) => ({
      name: `sms-${provider}`,
      required: false,
      check: async () => {
        if (!isHealthy((await health())[provider])) throw new Error("its latest messages did not arrive");
      },
    })),
  };
}

const Receipt = Type.Object(
  { id: Type.String({ maxLength: 100 }), status: Type.Enum(["delivered", "failed", "invalid_number"]) },
  { additionalProperties: true },
);
export const SIGNED_HEADERS = Type.Object({
  "x-timestamp": Type.String({ pattern: "^\\d{1,16}$" }),
  "x-signature": Type.String({ pattern: "^[0-9a-f]{64}$" }),
});
