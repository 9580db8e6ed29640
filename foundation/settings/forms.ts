import Type from "typebox";

/** Forms of variables that several programs read. */
export const Url = Type.String({ format: "uri", pattern: "^https?://", description: "an address, http or https" });
/** 0 takes a free one. */
export const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
/** Read by foundation/http/client-address.ts. */
export const TrustedProxies = Type.String({
  pattern: "^[0-9a-fA-F.:/, a-z]+$",
  description:
    "addresses or networks of reverse proxies, comma between: 10.0.0.0/8,fd00::/8, loopback, linklocal, uniquelocal",
});

/** For `listen`: milliseconds. */
export const KeepAliveMs = Type.Integer({
  minimum: 1_000,
  maximum: 3_600_000,
  default: 620_000,
  description:
    "milliseconds that an idle connection is kept: more than the balancer in front keeps it (Google's: 600 s)",
});
