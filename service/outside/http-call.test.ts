import pino from "pino";
import { expect, it } from "vitest";
import { closeServer, listen } from "../../foundation/http/listen.ts";
import { traced } from "../../test/service/traced.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { createHttpCall } from "./http-call.ts";

it("a party that sends us elsewhere, or more than it may, has not answered", async () => {
  const { server, url } = await listen(
    (request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/other" }).end("{}");
      else response.end("x".repeat((1 << 20) + 1));
    },
    "127.0.0.1",
    0,
  );
  const call = createHttpCall(new Metrics(pino({ enabled: false })), Date.now);
  for (const path of ["/moved", "/long"]) {
    const answer = call({ peer: "old-system", method: "GET", url: url + path, timeoutMs: 2_000 });
    await expect(answer).rejects.toMatchObject({ name: "OutsideError", kind: "connection" });
  }
  await closeServer(server, 0);
});

it("a call is a span that says whom it asked and for what, without what is secret or personal in the address, and is measured by its method", async () => {
  const metrics = new Metrics(pino({ enabled: false }));
  const call = createHttpCall(metrics, Date.now);
  // Nobody listens on port 9 (RFC 863).
  const url = "http://user:secret@127.0.0.1:9/people/0912345678?key=secret";
  const ended = await traced(async () => {
    await expect(call({ peer: "old-system", method: "PUT", url, timeoutMs: 2_000 })).rejects.toThrow("old-system");
  });
  expect(ended.map(({ name, attributes }) => ({ name, attributes }))).toContainEqual({
    name: "PUT old-system",
    attributes: {
      "http.request.method": "PUT",
      "service.peer.name": "old-system",
      "server.address": "127.0.0.1",
      "server.port": 9,
      "url.full": "http://127.0.0.1:9/people/[redacted]",
      "error.type": "connection",
    },
  });
  const { body } = await metrics.scrape();
  expect(body).toContain(
    'http_client_request_duration_seconds_count{peer_service="old-system",http_request_method="PUT",error_type="connection"} 1',
  );
});
