import express, { type Router } from "express";
import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import { type Faults, MODES, PARTIES, type Party } from "./faults.ts";

const LONGEST_LATENCY_MS = 120_000;

const isFault = checkOf(
  Type.Object(
    {
      mode: Type.Enum([...MODES]),
      latencyMs: Type.Optional(Type.Integer({ minimum: 0, maximum: LONGEST_LATENCY_MS })),
      share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    },
    { additionalProperties: false },
  ),
  "writing",
);

/**
 * GET /faults tells which are on, PUT /faults/PARTY switches one on, DELETE /faults/PARTY off, DELETE /faults all of
 * them. Belongs on the admin port, and only where somebody has asked for it.
 */
export function faultApi(faults: Faults): Router {
  const router = express.Router();
  router.use(express.json({ limit: "4kb" }));
  router.get("/faults", (_request, response) => {
    response.json({ parties: PARTIES, modes: MODES, faults: Object.fromEntries(faults.all()) });
  });
  router.put("/faults/:party", (request, response) => {
    const { party } = request.params;
    if (!isParty(party)) {
      response.status(404).json({ error: `there is no party ${party}`, parties: PARTIES });
      return;
    }
    const fault: unknown = request.body;
    if (!isFault(fault)) {
      const wrong = isFault
        .offences(fault)
        .map(({ instancePath, message }) => `${instancePath || "the fault"} ${message}`);
      response.status(400).json({ error: wrong.join("; "), modes: MODES });
      return;
    }
    faults.set(party, fault);
    response.status(204).end();
  });
  router.delete("/faults/:party", (request, response) => {
    const { party } = request.params;
    if (isParty(party)) faults.clear(party);
    response.status(204).end();
  });
  router.delete("/faults", (_request, response) => {
    for (const [party] of faults.all()) faults.clear(party);
    response.status(204).end();
  });
  return router;
}

function isParty(text: string): text is Party {
  return PARTIES.some((party) => party === text);
}
