import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type Caller, Refusal, ROLES, type Role } from "./operation.ts";

const ISSUER = "lucky-gas";
const AUDIENCE = "lucky-gas-api";
const ALGORITHM = "HS256";
/** An access token cannot be called back, so it does not live long. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

export interface Authentication {
  /** A new access token. */
  readonly issue: (caller: Caller) => Promise<string>;
  /** Who an access token speaks for, and until when (Unix ms). Rejects with a Refusal of 401. */
  readonly verify: (token: string) => Promise<Caller & { readonly expiresAt: number }>;
}

/**
 * Access tokens, signed with a secret of at least 32 characters. Those that were signed with the secret before it are taken
 * too, so that a secret can be changed without signing anybody out.
 */
export function createAuthentication(secret: string, now: () => number, secretBefore?: string): Authentication {
  const key = new TextEncoder().encode(secret);
  const keys = secretBefore === undefined ? [key] : [key, new TextEncoder().encode(secretBefore)];
  const verified = async (token: string, [first = key, ...others]: readonly Uint8Array[]): Promise<JWTPayload> => {
    try {
      const { payload } = await jwtVerify(token, first, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(now()),
      });
      return payload;
    } catch (error) {
      if (others.length === 0 || !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      return verified(token, others);
    }
  };
  return {
    issue: ({ userId, role, sessionId, customerId }) =>
      new SignJWT({ role, sid: sessionId, ...(customerId === undefined ? {} : { customer_id: customerId }) })
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(Math.floor(now() / 1_000))
        .setExpirationTime(Math.floor(now() / 1_000) + ACCESS_TOKEN_SECONDS)
        .sign(key),
    verify: async (token) => {
      try {
        const claims = await verified(token, keys);
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
