import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fromProto3JSON, type JSONObject, toProto3JSON } from "proto3-json-serializer";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";

// The definitions of the API itself, as Google's client carries them.
const protos = createRequire(import.meta.url).resolve("@google-cloud/monitoring/build/protos/protos.json");
const root = protobuf.Root.fromJSON(JSON.parse(readFileSync(protos, "utf8")));

const GOLDEN = join(import.meta.dirname, "golden/cloud-monitoring");
const resources = readdirSync(GOLDEN, { recursive: true, encoding: "utf8" })
  .filter((name) => name.includes("/"))
  .sort();

function messageOf(file: string): string {
  if (file.endsWith(".policy.json")) return "AlertPolicy";
  return file.endsWith(".slo.json") ? "ServiceLevelObjective" : "Service";
}

/** What is left of a resource after it was a message: unknown fields and values of another type are not. */
function roundTrip(message: string, resource: JSONObject): unknown {
  const read = fromProto3JSON(root.lookupType(`google.monitoring.v3.${message}`), resource);
  if (read === null) throw new Error("nothing was read");
  return toProto3JSON(read);
}

describe("every resource is one that the API defines", () => {
  it.each(resources)("%s", (file) => {
    const resource: JSONObject = JSON.parse(readFileSync(join(GOLDEN, file), "utf8"));
    expect(roundTrip(messageOf(file), resource)).toEqual(resource);
  });

  it("which a misspelt field would not be", () => {
    const policy = { displayName: "x", severety: "CRITICAL" };
    expect(roundTrip("AlertPolicy", policy)).not.toEqual(policy);
  });
});
