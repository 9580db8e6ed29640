import type { Message } from "../channels/channel.ts";
import type { MessageRecord } from "./records.ts";

/** A message of the same key and place as one that ends it. */
export interface EarlierMessage {
  readonly id: string;
  readonly action: Message["action"];
  readonly isWaiting: boolean;
  readonly attempts: number;
  /** Somebody is sending it now. */
  readonly isUnderWay: boolean;
}

/**
 * What ends makes older messages to the same place needless. Triggers that were never tried are dropped together with their
 * end, once somebody else has accepted the page: nobody is woken for what is over.
 */
export function supersededBy(
  { severity }: Pick<MessageRecord, "severity">,
  earlier: readonly EarlierMessage[],
  isAccepted: boolean,
): { readonly dropped: readonly EarlierMessage[]; readonly isNeedless: boolean } {
  const isKnown = severity === "ticket" || isAccepted;
  const dropped = earlier.filter(
    ({ action, isWaiting, isUnderWay }) => isWaiting && !isUnderWay && (action !== "trigger" || isKnown),
  );
  const triggers = earlier.filter(({ action }) => action === "trigger");
  // One that was tried may have arrived without an answer.
  const isUnheard = triggers.every((one) => one.attempts === 0 && dropped.includes(one));
  return { dropped, isNeedless: triggers.length > 0 && isUnheard };
}
