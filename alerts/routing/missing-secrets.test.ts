import { describe, expect, it } from "vitest";
import { missingSecrets } from "./missing-secrets.ts";
import type { ChannelConfig } from "./routing.ts";

const channels = new Map<string, ChannelConfig>([
  ["team", { kind: "pagerduty", name: "team", routingKeyEnv: "TEAM_KEY" }],
  ["night", { kind: "pagerduty", name: "night", routingKeyEnv: "TEAM_KEY" }],
  ["platform", { kind: "pagerduty", name: "platform", routingKeyEnv: "PLATFORM_KEY" }],
  ["chat", { kind: "webhook", name: "chat", url: "https://chat.example", secretEnv: "CHAT_SECRET" }],
  ["mail", { kind: "email", name: "mail", to: ["team@luckygas.example"] }],
]);

describe("missingSecrets", () => {
  it("names each variable once, with the channels that need it", () => {
    expect(missingSecrets({ channels }, { PLATFORM_KEY: "a-key", CHAT_SECRET: "" })).toEqual([
      { variable: "TEAM_KEY", channels: ["team", "night"] },
      { variable: "CHAT_SECRET", channels: ["chat"] },
    ]);
  });

  it("has nothing to say when all are set", () => {
    expect(missingSecrets({ channels }, { TEAM_KEY: "a", PLATFORM_KEY: "b", CHAT_SECRET: "c" })).toEqual([]);
  });
});
