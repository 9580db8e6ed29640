import ipaddr from "ipaddr.js";

/** Bits of an IPv6 address that a provider gives a customer as one network; the rest is the customer's to change at will (RFC 6177). */
const CUSTOMER_BITS = 64;

/**
 * Who is counted as one by a limit: an IPv4 address, however it is written, or the network of 64 bits of an IPv6 address. What is no address
 * counts as it is.
 */
export function clientNetwork(address = ""): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const bytes = parsed.toByteArray().fill(0, CUSTOMER_BITS / 8);
  return `${ipaddr.fromByteArray(bytes).toString()}/${CUSTOMER_BITS}`;
}
