import Type, { type TSchema } from "typebox";
import { LARGEST_INTEGER } from "../../foundation/storage/storable.ts";

// What a column can hold. SQLite would take a text for a number, and PostgreSQL refuses it.

export const TEXT = Type.String();
export const INTEGER = Type.Integer({ minimum: -LARGEST_INTEGER, maximum: LARGEST_INTEGER });
/** The last one that a Date holds, in Unix milliseconds. */
export const LATEST_MOMENT = 8.64e15;
/** Unix milliseconds. */
export const MOMENT = Type.Integer({ minimum: 0, maximum: LATEST_MOMENT });
export const orNull = (form: TSchema) => Type.Union([form, Type.Null()]);
