import type { Queries } from "../../foundation/storage/database.ts";
import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import type { Core, Part } from "../core.ts";
import { CircuitOpen } from "../outside/circuit.ts";
import type { HandOver, SmsProvider } from "../outside/sms-provider.ts";
import { type JobKind, NotYet } from "../storage/jobs.ts";
import { mobileNumber } from "../taiwan/phone.ts";
import { type MessageEvent, type MessageState, type Provider, transition } from "./message-state.ts";
import { addMessage, countFates, countWaiting, type Message, readMessage, writeState } from "./message-store.ts";
import { isHealthy, type ProviderHealth, turns } from "./provider-choice.ts";
import { smsOperations } from "./sms-operations.ts";

const HAND_OVER = "sms.hand-over";
const EXPECT_RECEIPT = "sms.expect-receipt";
/** A message that nobody has confirmed by then has not arrived. */
const RECEIPT_WITHIN_MS = 5 * 60_000;
/** A text later than this tells nobody anything. */
const WORTH_SENDING_MS = 2 * 3_600_000;
const JUDGED_OVER_MS = 15 * 60_000;
/** Four segments of 67 UCS-2 characters, as Chinese text is sent. */
const LONGEST_TEXT = 268;

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
export function sms(core: Core, { providers, receiptSecret }: SmsPorts): Sms {
  const { database, now, newId, record, jobs, log } = core;

  const health = async (): Promise<Record<Provider, ProviderHealth>> => {
    const fates = await countFates(database, now() - JUDGED_OVER_MS);
    const of = (provider: Provider) => ({ ...fates[provider], isOpen: providers[provider].circuit.isOpen });
    return { primary: of("primary"), secondary: of("secondary") };
  };

  /** Tells a message's state machine what happened, stores what comes of it, and says so once. */
  const tellMessage = async (id: string, event: MessageEvent): Promise<Message | undefined> => {
    const [before, after] = await database.transaction(async (queries) => {
      const message = await readMessage(queries, id);
      if (message === undefined) return [];
      const changed = transition(message, event);
      if (changed !== message) {
        await writeState(queries, changed, now());
        if (changed.state === "handed_over") await jobs.add(queries, EXPECT_RECEIPT, id, RECEIPT_WITHIN_MS);
        if (changed.state === "waiting") await jobs.add(queries, HAND_OVER, id);
      }
      return [message, changed];
    });
    if (before !== undefined && after !== undefined && before !== after) sayWhatHappened(before, after);
    return after;
  };

  const sayWhatHappened = (before: MessageState, { id, state, provider, failedProvider }: Message): void => {
    if (state === "waiting" && before.state === "handed_over")
      log.warn({ messageId: id, provider: failedProvider }, "a message did not arrive; the other provider gets it");
    if (state !== "waiting" && state !== "handed_over" && provider !== null)
      record({ type: "sms.ended", messageId: id, provider, outcome: state });
  };

  /** Undefined when the provider was not asked. */
  const ask = async (provider: Provider, message: Message): Promise<HandOver | undefined> => {
    try {
      const outcome = await providers[provider].handOver(message);
      record({ type: "sms.attempted", messageId: message.id, provider, outcome });
      return outcome;
    } catch (error) {
      if (error instanceof CircuitOpen) return undefined;
      throw error;
    }
  };

  const handOver: JobKind = {
    kind: HAND_OVER,
    // The age of the message ends it.
    attempts: Number.POSITIVE_INFINITY,
    firstRetryMs: 5_000,
    longestRetryMs: 5 * 60_000,
    run: async (id) => {
      const message = await readMessage(database, id);
      if (message?.state !== "waiting") return;
      if (now() - message.sentAt > WORTH_SENDING_MS) {
        await tellMessage(id, { kind: "outdated" });
        return;
      }
      const asked = turns(await health(), message.failedProvider);
      let instead: Provider | null = null;
      for (const by of asked) {
        if ((await ask(by, message)) === "accepted") {
          const failed = message.failedProvider ?? instead;
          if (failed !== null) record({ type: "sms.failed_over", messageId: id, provider: failed });
          await tellMessage(id, { kind: "accepted", by, instead });
          return;
        }
        instead = by;
      }
      const circuits = asked.map((provider) => providers[provider].circuit);
      if (circuits.every(({ isOpen }) => isOpen))
        throw new NotYet(Math.min(...circuits.map(({ restMs }) => restMs)), "no provider is there");
      throw new Error("no provider took the message");
    },
  };

  const expectReceipt: JobKind = {
    kind: EXPECT_RECEIPT,
    attempts: Number.POSITIVE_INFINITY,
    firstRetryMs: 5_000,
    longestRetryMs: 60_000,
    run: async (id) => {
      const message = await readMessage(database, id);
      if (message?.state !== "handed_over") return;
      const wait = waitFrom(message.handedOverAt ?? 0, RECEIPT_WITHIN_MS);
      if (!isOver(wait, now())) throw new NotYet(wait.until - now(), "a receipt may still come");
      await tellMessage(id, { kind: "unconfirmed" });
    },
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
      await addMessage(queries, { id, phone, text: bounded(text), sentAt: now() });
      await jobs.add(queries, HAND_OVER, id);
    },
    health,
    jobs: [handOver, expectReceipt],
    operations: smsOperations(core, {
      providers,
      receiptSecret,
      receive: async (by, { id, status }) => {
        const message = await tellMessage(id, { kind: "receipt", by, status });
        if (message === undefined) log.warn({ messageId: id, provider: by }, "a receipt for a message nobody sent");
      },
    }),
    gauges: [{ name: "sms_waiting", read: async () => [[{}, await countWaiting(database)]] }],
    dependencies: (["primary", "secondary"] as const).map((provider) => ({
      name: `sms-${provider}`,
      required: false,
      check: async () => {
        if (!isHealthy((await health())[provider])) throw new Error("its latest messages did not arrive");
      },
    })),
  };
}

/** Cut to what providers take, but never through a character. */
function bounded(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, "");
}
