import type { TObject } from "typebox";
import { CODES, TRACKING_PATH } from "./tracking.ts";
import { PassedOnPosition, PositionMessage, WatchEnded, WatchMessage, WatchRefused } from "./tracking-messages.ts";

interface Message {
  readonly who: string;
  readonly summary: string;
  readonly payload: TObject;
}

/** By direction as the service sees it. */
const MESSAGES: Readonly<Record<"receive" | "send", Readonly<Record<string, Message>>>> = {
  receive: {
    position: { who: "driver", summary: "Where the lorry is.", payload: PositionMessage },
    watch: { who: "customer", summary: "Which delivery's lorry to show.", payload: WatchMessage },
  },
  send: {
    passedOnPosition: { who: "dispatcher, admin, customer", summary: "Where a lorry is.", payload: PassedOnPosition },
    watchRefused: { who: "customer", summary: "There is no lorry to watch.", payload: WatchRefused },
    watchEnded: { who: "customer", summary: "There is no lorry to watch any more.", payload: WatchEnded },
  },
};

/** The AsyncAPI 3.0 document of the live map (https://www.asyncapi.com/docs/reference/specification/v3.0.0). */
export function asyncApiDocument(): object {
  const all = Object.entries({ ...MESSAGES.receive, ...MESSAGES.send });
  const closes = Object.values(CODES).map(([code, reason]) => `${code} ${reason}`);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Lucky Gas live map",
      version: "1",
      description:
        `Where lorries are, over a WebSocket. The access token stands in the query. ` +
        `We close with: ${closes.join("; ")}. Connect again after all but 1008 and 4001; after 4001 with a new token.`,
    },
    servers: { api: { host: "api.lucky-gas.example", protocol: "wss" } },
    defaultContentType: "application/json",
    channels: {
      tracking: {
        address: TRACKING_PATH,
        bindings: {
          ws: {
            method: "GET",
            query: {
              type: "object",
              required: ["token"],
              properties: { token: { type: "string", description: "An access token of POST /sessions" } },
            },
            bindingVersion: "0.1.0",
          },
        },
        messages: Object.fromEntries(
          all.map(([name, { summary, payload, who }]) => [name, { name, summary, payload, "x-roles": who }]),
        ),
      },
    },
    operations: Object.fromEntries(
      Object.entries(MESSAGES).map(([action, own]) => [
        action,
        {
          action,
          channel: { $ref: "#/channels/tracking" },
          messages: Object.keys(own).map((name) => ({ $ref: `#/channels/tracking/messages/${name}` })),
        },
      ]),
    ),
  };
}
