import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type Caller, Refusal, ROLES, type Role } from "./operation.ts";

const ISSUER = "lucky-gas";
const AUDIENCE = "lucky-gas-api";
const DEVICE_AUDIENCE = "lucky-gas-device";
const ALGORITHM = "HS256";
/** An access token cannot be called back, so it does not live long. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
const DEVICE_TOKEN_SECONDS = 180 * 86_400;

export interface Authentication {
  /** A new access token. */
  readonly issue: (caller: Caller) => Promise<string>;
  /** Who an access token speaks for, and until when (Unix ms). Rejects with a Refusal of 401. */
  readonly verify: (token: string) => Promise<Caller & { readonly expiresAt: number }>;
  /** A token that says only that a user has signed in on a device. Lives 180 days. */
  readonly issueDevice: (userId: string, deviceId: string) => Promise<string>;
  /** The device that a token of this user names; undefined for a token of somebody else, or of nobody. */
  readonly deviceOf: (token: string, userId: string) => Promise<string | undefined>;
}

/**
 * Access tokens, signed with a secret of at least 32 characters. Those that were signed with the secret before it are taken
 * too, so that a secret can be changed without signing anybody out.
 */
export function createAuthentication(secret: string, now: () => number, secretBefore?: string): Authentication {
  const key = new TextEncoder().encode(secret);
  const keys = secretBefore === undefined ? [key] : [key, new TextEncoder().encode(secretBefore)];
  const verified = async (
    token: string,
    audience: string,
    [first = key, ...others]: readonly Uint8Array[] = keys,
  ): Promise<JWTPayload> => {
    try {
      const { payload } = await jwtVerify(token, first, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(now()),
      });
      return payload;
    } catch (error) {
      if (others.length === 0 || !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      return verified(token, audience, others);
    }
  };
  const signed = (claims: JWTPayload, audience: string, userId: string, lives: number): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(userId)
      .setIssuedAt(Math.floor(now() / 1_000))
      .setExpirationTime(Math.floor(now() / 1_000) + lives)
      .sign(key);
  return {
    issue: ({ userId, role, sessionId, customerId }) => {
      const claims = { role, sid: sessionId, ...(customerId === undefined ? {} : { customer_id: customerId }) };
      return signed(claims, AUDIENCE, userId, ACCESS_TOKEN_SECONDS);
    },
    issueDevice: (userId, deviceId) => signed({ jti: deviceId }, DEVICE_AUDIENCE, userId, DEVICE_TOKEN_SECONDS),
    deviceOf: async (token, userId) => {
      try {
        const { sub, jti } = await verified(token, DEVICE_AUDIENCE);
        return sub === userId ? jti : undefined;
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        return undefined;
      }
    },
    verify: async (token) => {
      try {
        const claims = await verified(token, AUDIENCE);
        const { sub: userId = "", role, exp = 0, sid: sessionId, customer_id: customerId } = claims;
        if (!isRole(role) || typeof sessionId !== "string") throw new errors.JWTInvalid("a claim is missing");
        const caller = { userId, role, sessionId, expiresAt: exp * 1_000 };
        return typeof customerId === "string" ? { ...caller, customerId } : caller;
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        const expired = error instanceof errors.JWTExpired;
        throw unauthenticated(expired ? "The access token has expired." : "The access token is not valid.");
      }
    },
  };
}

export function unauthenticated(message: string): Refusal {
  return new Refusal(401, "unauthenticated", message, { "www-authenticate": 'Bearer realm="lucky-gas"' });
}

function isRole(role: unknown): role is Role {
  return ROLES.some((known) => known === role);
}
