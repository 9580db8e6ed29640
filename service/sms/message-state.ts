import type { Receipt } from "../outside/sms-dialects.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";

export type Provider = LabelsOf<"sms_messages_total">["provider"];
export type Fate = LabelsOf<"sms_messages_total">["outcome"];

export const MESSAGE_STATES = [
  "waiting",
  "handed_over",
  "delivered",
  "failed",
  "expired",
  "invalid_number",
] as const satisfies ("waiting" | "handed_over" | Fate)[];

export interface MessageState {
  readonly state: (typeof MESSAGE_STATES)[number];
  /** Who has it, or had it last. */
  readonly provider: Provider | null;
  /** Who has had its turn with it and failed. Each provider gets one turn. */
  readonly failedProvider: Provider | null;
}

export type MessageEvent =
  /** A provider said yes, after `instead` had not. */
  | { readonly kind: "accepted"; readonly by: Provider; readonly instead: Provider | null }
  | { readonly kind: "receipt"; readonly by: Provider; readonly status: Receipt["status"] }
  /** Whoever has it did not confirm it in time. */
  | { readonly kind: "unconfirmed" }
  /** Nobody took it while it was worth sending. */
  | { readonly kind: "outdated" };

export function other(provider: Provider): Provider {
  return provider === "primary" ? "secondary" : "primary";
}

export function isEnded({ state }: MessageState): boolean {
  return state !== "waiting" && state !== "handed_over";
}

/** What an event makes of a message; the message itself when nothing. Events may come twice, late and out of order. */
export function transition<Message extends MessageState>(message: Message, event: MessageEvent): Message {
  if (isEnded(message)) return message;
  switch (event.kind) {
    case "accepted": {
      // A receipt can overtake the yes: whoever said then that it failed does not get it again.
      if (message.state !== "waiting" || message.failedProvider === event.by) return message;
      const failedProvider = message.failedProvider ?? event.instead;
      return { ...message, state: "handed_over", provider: event.by, failedProvider };
    }
    case "receipt":
      if (event.status !== "failed") return { ...message, state: event.status, provider: event.by };
      return failed(message, event.by, "failed");
    case "unconfirmed":
      if (message.state !== "handed_over" || message.provider === null) return message;
      return failed(message, message.provider, "expired");
    case "outdated":
      if (message.state !== "waiting") return message;
      return { ...message, state: "expired", provider: message.provider ?? "primary" };
  }
}

/** A provider's turn is over: the other one gets the message, or it ends when that one has had its turn. */
function failed<Message extends MessageState>(message: Message, by: Provider, fate: Fate): Message {
  if (message.failedProvider === by) return message;
  // Said by who does not have it: a yes that came too late for us to hear. It stays where it is.
  if (message.state === "handed_over" && message.provider !== by) return message;
  if (message.failedProvider !== null) return { ...message, state: fate, provider: by };
  return { ...message, state: "waiting", provider: by, failedProvider: by };
}
