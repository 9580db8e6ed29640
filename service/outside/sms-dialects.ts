import Type, { type TSchema } from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";

export interface OutgoingMessage {
  /** Comes back with the receipt. The same id twice is one message. */
  readonly id: string;
  /** +8869 and eight digits. */
  readonly phone: string;
  readonly text: string;
}

/** What a provider says later of a message that it took. */
export interface Receipt {
  readonly id: string;
  readonly status: "delivered" | "failed" | "invalid_number";
}

/** How one provider's API says what both of them mean. */
export interface Dialect {
  readonly path: string;
  readonly body: (message: OutgoingMessage) => object;
  readonly isAccepted: (answer: unknown) => boolean;
  readonly receiptSchema: TSchema;
  /** Undefined for a body that is no receipt of this provider. */
  readonly readReceipt: (body: unknown) => Receipt | undefined;
}

const Id = Type.String({ minLength: 1, maxLength: 100 });

const Accepted = Type.Object({ accepted: Type.Literal(true) });
const PrimaryReceipt = Type.Object({ id: Id, status: Type.Enum(["delivered", "failed", "invalid_number"]) });
const isPrimaryReceipt = checkOf(PrimaryReceipt);

export const PRIMARY: Dialect = {
  path: "/messages",
  body: ({ id, phone, text }) => ({ id, phone, text }),
  isAccepted: checkOf(Accepted),
  receiptSchema: PrimaryReceipt,
  readReceipt: (body) => (isPrimaryReceipt(body) ? { id: body.id, status: body.status } : undefined),
};

const Queued = Type.Object({ result: Type.Literal("queued") });
// The states of a receipt under their names in SMPP 3.4, which this provider passes through.
const STATES = { DELIVRD: "delivered", UNDELIV: "failed", EXPIRED: "failed", UNKNOWN: "invalid_number" } as const;
const SecondaryReceipt = Type.Object({
  reference: Id,
  state: Type.Enum(["DELIVRD", "UNDELIV", "EXPIRED", "UNKNOWN"]),
});
const isSecondaryReceipt = checkOf(SecondaryReceipt);

export const SECONDARY: Dialect = {
  path: "/v2/texts",
  // National form: the provider serves Taiwan only.
  body: ({ id, phone, text }) => ({ reference: id, to: phone.replace(/^\+886/, "0"), message: text }),
  isAccepted: checkOf(Queued),
  receiptSchema: SecondaryReceipt,
  readReceipt: (body) => (isSecondaryReceipt(body) ? { id: body.reference, status: STATES[body.state] } : undefined),
};
