import { describe, expect, it } from "vitest";
import { escalationNames } from "./escalation-names.ts";

describe("escalationNames", () => {
  it("reads the names, whatever else is wrong with the file", () => {
    expect(escalationNames("escalations:\n  order-oncall: 1\n  backlog: {}\nchannels: oops\n")).toEqual(
      new Set(["order-oncall", "backlog"]),
    );
    expect(escalationNames("escalations: {}")).toEqual(new Set());
  });

  it.each(["", "a: 1", "escalations: [a]", "escalations: oncall", "escalations:", "- a", "escalations: {a: *b}", "{"])(
    "cannot say from %j",
    (text) => {
      expect(escalationNames(text)).toBeUndefined();
    },
  );
});
