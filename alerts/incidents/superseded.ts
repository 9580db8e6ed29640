import type { Message } from "../channels/channel.ts";
import type { MessageRecord } from "./records.ts";

/** A message that waits in the outbox under the key and for the place of one that ends it. */
export interface WaitingMessage {
  readonly id: string;
  readonly action: Message["action"];
  readonly attempts: number;
  /** Somebody is sending it now. */
  readonly isUnderWay: boolean;
}

/**
 * What ends makes older messages to the same place needless. A trigger that was never tried is dropped together with its
 * end, once somebody else has accepted the page: nobody is woken for what is over.
 */
export function supersededBy(
  { severity }: Pick<MessageRecord, "severity">,
  waiting: readonly WaitingMessage[],
  isAccepted: boolean,
): { readonly dropped: readonly WaitingMessage[]; readonly isNeedless: boolean } {
  const isKnown = severity === "ticket" || isAccepted;
  const dropped = waiting.filter(({ action, isUnderWay }) => (action !== "trigger" || isKnown) && !isUnderWay);
  const trigger = waiting.find(({ action }) => action === "trigger");
  // One that was tried may have arrived without an answer.
  return { dropped, isNeedless: trigger !== undefined && trigger.attempts === 0 && dropped.includes(trigger) };
}
