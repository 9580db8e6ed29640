import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSignedByPagerDuty } from "../http/pagerduty-signature.ts";
import { pageyPing } from "./outbound-event.ts";
import { WebhookDelivery } from "./webhook-delivery.ts";

const SECRETS = ["the secret that goes out of use", "the secret that comes into use"];
let server: Server;
let delivery: WebhookDelivery;
let answers: number[];
let got: Array<{ readonly id: string; readonly isSigned: readonly boolean[] }>;
const event = (id: string) => pageyPing(id, 0);

beforeEach(async () => {
  answers = [];
  got = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const signature = String(request.headers["x-pagerduty-signature"]);
    const isSigned = SECRETS.map((secret) => isSignedByPagerDuty(Buffer.concat(chunks), signature, [secret]));
    got.push({ id: String(request.headers["x-webhook-id"]), isSigned });
    response.writeHead(answers.shift() ?? 202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/pagerduty`;
  delivery = new WebhookDelivery({ url: () => url, secrets: SECRETS }, Date.now);
});
afterEach(async () => {
  await delivery.close();
  server.close();
});
const ids = () => got.map(({ id }) => id);

describe("the webhooks of the sandbox", () => {
  it("are signed with each secret while one is changed for another", async () => {
    await delivery.send(event("1"));
    expect(got).toEqual([{ id: "1", isSigned: [true, true] }]);
  });

  it("come again under the same id after 5xx and 429, and those after it wait", async () => {
    answers = [503, 429, 202];
    await Promise.all([delivery.send(event("1")), delivery.send(event("2"))]);
    expect(ids()).toEqual(["1", "1", "1", "2"]);
    expect(delivery.dropped).toEqual([]);
  });

  it("are given up after another 4xx, and after three of those for a day", async () => {
    answers = [401, 400, 404];
    for (const id of ["1", "2", "3", "4"]) await delivery.send(event(id));
    expect(ids()).toEqual(["1", "2", "3"]);
    expect(delivery.isDisabled).toBe(true);
    expect(delivery.dropped.map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
  });

  it("come twice, late and turned round when a test asks for it", async () => {
    delivery.twice = true;
    await delivery.send(event("1"));
    delivery.holds = true;
    for (const id of ["2", "3"]) await delivery.send(event(id));
    expect(ids()).toEqual(["1", "1"]);
    await delivery.release((held) => held.toReversed());
    expect(ids()).toEqual(["1", "1", "3", "2"]);
  });
});
