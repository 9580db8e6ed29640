import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Service, startService } from "../../service/service.ts";
import { readServiceSettings } from "../../service/settings.ts";

const PAGE = `<!doctype html><title>訂購</title>
<script type="module" src="/api/v1/browser/vitals.js" data-page="order"></script>
<h1>訂購瓦斯</h1><button onclick="setTimeout(() => { throw new Error('no 0912345678 at /x?token=secret') })">送出</button>`;

describe("the script for front ends", () => {
  let service: Service;
  let front: ReturnType<typeof createServer>;
  let url = "";

  beforeAll(async () => {
    const environment = {
      DATABASE_URL: "sqlite::memory:",
      PORT: "0",
      ADMIN_PORT: "0",
      LOG_LEVEL: "silent",
      DRAIN_MS: "0",
    };
    service = await startService(readServiceSettings(environment));
    // The front end and the API are of one origin, as behind a balancer.
    front = createServer(async (request, response) => {
      if (request.url === "/") {
        response.setHeader("content-type", "text/html; charset=utf-8").end(PAGE);
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const answer = await fetch(`${service.url}${request.url}`, {
        method: request.method ?? "GET",
        headers: { "content-type": request.headers["content-type"] ?? "" },
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    await new Promise<void>((resolve) => {
      front.listen(0, "127.0.0.1", resolve);
    });
    url = `http://127.0.0.1:${(front.address() as AddressInfo).port}/`;
  });

  afterAll(async () => {
    front.closeAllConnections();
    front.close();
    await service.close();
  });

  it("tells of vitals and errors when a page is left, without what people typed", async () => {
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    const page = await browser.newPage();
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/beacons")) sent.push(request.postData() ?? "");
    });
    await page.goto(url);
    await page.click("button");
    await page.waitForTimeout(300);
    await page.goto("about:blank");
    await vi.waitFor(
      async () => {
        const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
        for (const name of [
          "largest_contentful_paint_seconds",
          "first_contentful_paint_seconds",
          "time_to_first_byte_seconds",
        ]) {
          expect(metrics).toContain(`browser_${name}_count{page="order"} 1\n`);
        }
        expect(metrics).toContain('browser_script_errors_total{page="order"} 1\n');
        expect(metrics).toMatch(/browser_beacons_total\{outcome="accepted"\} [1-9]/);
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(sent.join("\n")).not.toMatch(/0912345678|secret/);
    await browser.close();
  });

  it("is refused when it says what no page can: other pages, other names, too much of it", async () => {
    const post = async (body: unknown) => {
      const response = await fetch(`${service.url}/api/v1/browser/beacons`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return response.status;
    };
    const vital = { name: "LCP", value: 900 };
    expect(await post({ page: "order", vitals: [vital] })).toBe(204);
    const count = async () =>
      /^browser_largest_contentful_paint_seconds_count\{page="order"\} (\d+)$/m.exec(
        await (await fetch(`${service.adminUrl}/metrics`)).text(),
      )?.[1];
    const before = Number(await count());
    expect(await post({ page: "order", vitals: new Array(10).fill(vital) })).toBe(204);
    expect(Number(await count())).toBe(before + 1);
    // A page that is hidden twice tells of the same view twice.
    for (let hidden = 0; hidden < 3; hidden++)
      expect(await post({ page: "order", vitals: [{ ...vital, id: "v5-1-one" }] })).toBe(204);
    expect(await post({ page: "order", vitals: [{ ...vital, id: "v5-1-two" }] })).toBe(204);
    expect(Number(await count())).toBe(before + 3);
    expect(await post({ page: "/order/17", vitals: [vital] })).toBe(400);
    expect(await post({ page: "order", vitals: [{ name: "XYZ", value: 1 }] })).toBe(400);
    expect(await post({ page: "order", vitals: [{ name: "LCP", value: -1 }] })).toBe(400);
    expect(await post({ page: "order", vitals: new Array(11).fill(vital) })).toBe(400);
    expect(await post({ page: "order", vitals: [], errors: [{ message: "x".repeat(70_000) }] })).toBe(413);
    const statuses = new Set<number>();
    for (let sent = 0; sent < 60; sent++) statuses.add(await post({ page: "home", vitals: [vital] }));
    expect(statuses).toEqual(new Set([204, 429]));
  });
});
