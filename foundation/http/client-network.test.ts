import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientNetwork } from "./client-network.ts";

describe("who is counted as one", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
    ["::1", "::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["unknown", "unknown"],
    [undefined, ""],
  ])("%s is %s", (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  it("is the customer, whatever the lower half of an IPv6 address is", () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const half = fc.array(group, { minLength: 4, maxLength: 4 }).map((groups) => groups.join(":"));
    fc.assert(
      fc.property(half, half, half, (upper, one, other) => {
        fc.pre(!`${upper}:${one}${upper}:${other}`.includes("0:0:0:0:0:ffff"));
        expect(clientNetwork(`${upper}:${one}`)).toBe(clientNetwork(`${upper}:${other}`));
      }),
    );
  });
});
