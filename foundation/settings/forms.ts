import Type from "typebox";

/** Forms of variables that several programs read. */
export const Url = Type.String({ format: "uri", pattern: "^https?://", description: "an address, http or https" });
/** 0 takes a free one. */
export const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
