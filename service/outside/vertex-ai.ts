import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { Recorder } from "../telemetry/events.ts";
import type { OutsideCall } from "./call.ts";
import type { Dependency } from "./dependency.ts";
import { createGoogleApi } from "./google.ts";

const PATIENCE_MS = 5_000;
/** A gas company of our size does not deliver more in a day: a forecast above it is a mistake. */
const MOST_CYLINDERS = 100_000;

export interface VertexAi {
  /** How many cylinders of each size customers will want on a day, in the order of `sizes`. */
  readonly forecast: (day: string, history: readonly number[][]) => Promise<number[]>;
  readonly dependency: Dependency;
}

const Predictions = Type.Object({
  predictions: Type.Array(Type.Object({ cylinders: Type.Array(Type.Number()) }), { minItems: 1, maxItems: 1 }),
});
const isPredictions = checkOf(Predictions);

/** Vertex AI's online prediction, `:predict` on an endpoint. */
export function createVertexAi(
  { url, token }: { readonly url: string; readonly token: string },
  call: OutsideCall,
  record: Recorder,
): VertexAi {
  const api = createGoogleApi("vertex_ai", call, record);
  return {
    forecast: (day, history) =>
      api.ask(
        {
          peer: "vertex-ai",
          method: "POST",
          url: `${url}/v1/projects/lucky-gas/locations/asia-east1/endpoints/demand:predict`,
          headers: { authorization: `Bearer ${token}` },
          json: { instances: [{ day, history }] },
          timeoutMs: PATIENCE_MS,
        },
        ({ json }) => {
          const cylinders = isPredictions(json) ? json.predictions[0]?.cylinders : undefined;
          const sizes = history[0]?.length ?? 0;
          if (cylinders?.length !== sizes) return undefined;
          return cylinders.every((count) => count >= 0 && count <= MOST_CYLINDERS)
            ? cylinders.map(Math.round)
            : undefined;
        },
      ),
    dependency: {
      name: "vertex-ai",
      required: false,
      check: async () => {
        if (api.circuit.isOpen) throw new Error("the last requests have failed");
      },
    },
  };
}
