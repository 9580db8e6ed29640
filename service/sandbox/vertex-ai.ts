import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { HttpParty, PartyRequest } from "./http-party.ts";

const Body = Type.Object({
  instances: Type.Array(Type.Object({ day: Type.String(), history: Type.Array(Type.Array(Type.Number())) })),
});
const isBody = checkOf(Body);

/** Vertex AI's demand model: the mean of the history. A lie is a negative demand. */
export function vertexAiSandbox(): HttpParty {
  const predict = ({ json }: PartyRequest, factor: number) => {
    if (!isBody(json)) return { status: 400, json: { error: { code: 400, status: "INVALID_ARGUMENT" } } };
    const predictions = json.instances.map(({ history }) => {
      const sizes = history[0]?.map((_, size) => history.reduce((sum, day) => sum + (day[size] ?? 0), 0)) ?? [];
      return { cylinders: sizes.map((sum) => (factor * sum) / history.length) };
    });
    return { status: 200, json: { predictions } };
  };
  return {
    party: "vertex-ai",
    right: (request) => predict(request, 1),
    wrong: (request) => predict(request, -1e6),
  };
}
