/// <reference lib="dom" />
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunbookShelf } from "../../alerts/console/runbook-shelf.ts";
import { alert, startTestRouter, type TestRouter, TOKEN, webhook } from "../alerts/started-router.ts";

const NASTY = `<img src=x onerror=alert(1)><b>bold</b> \u202egnp.exe`;

/** One runbook, in two languages, that says what a page with everything in it would. */
const RUNBOOKS: RunbookShelf = {
  list: () => [{ id: "e-invoices-unsent", title: "E-invoices are not sent", owner: "billing-team" }],
  find: (id, language) =>
    id !== "e-invoices-unsent"
      ? undefined
      : {
          id,
          title: language === "en" ? "E-invoices are not sent" : "電子發票未送出",
          owner: "billing-team",
          reviewed: "2026-11-21",
          render: (link) => `<h2>Is it real</h2><p><a href="${link?.("up") ?? "#"}">up</a></p>`,
        },
  search: (words) =>
    words.includes("發票")
      ? [
          {
            id: "e-invoices-unsent",
            title: "電子發票未送出",
            owner: "billing-team",
            snippet: [
              ["電子", false],
              ["發票", true],
              ["未送出", false],
            ],
          },
        ]
      : [],
  firstSteps: () => undefined,
};

let browser: Browser;
let router: TestRouter;
let page: Page;
const alarms: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  alarms.length = 0;
  router = await startTestRouter({ runbooks: RUNBOOKS, env: { PROMETHEUS_URL: "http://prometheus.example:9090" } });
  page = await open();
});
afterEach(async () => {
  await page.context().close();
  await router.close();
});

/** A page of its own, signed in. Whatever the browser complains of, or a script of somebody else's does, is an alarm. */
async function open(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const fresh = await context.newPage();
  fresh.on("dialog", (dialog) => void dialog.dismiss().then(() => alarms.push(dialog.message())));
  fresh.on("pageerror", (error) => alarms.push(error.message));
  await fresh.goto(router.url);
  await fresh.fill("#token", TOKEN);
  await fresh.press("#token", "Enter");
  await fresh.waitForURL(`${router.url}/`);
  return fresh;
}

const fire = (labels: Record<string, string>, annotations: Record<string, string> = {}) =>
  router.post(webhook(alert(labels, { annotations: { summary: "Customers cannot order", ...annotations } })));

describe("the console", () => {
  it("shows what fires without being asked, and takes an acknowledgement, a note and a resolve", async () => {
    expect(await page.textContent("[data-live=open]")).toContain("Nothing is wrong that we know of.");
    await fire({ slo: "orders-availability" });
    await page.waitForSelector("text=Customers cannot order");
    await page.click("text=Customers cannot order");
    await page.click("button.acknowledge");
    await page.waitForSelector("text=by Mei");
    await page.fill(
      "#note",
      "Looking into <the> database since 2026-11-21T01:30:00.000Z, not 2026-99-99T99:99:99.999Z",
    );
    await page.click("text=Add a note");
    await page.waitForSelector("text=Mei: Looking into <the> database");
    // A moment is shown as on the wall of the office; what is none stays as it was written.
    expect(await page.textContent("[data-live=timeline]")).toContain(
      "since 2026-11-21 09:30:00, not 2026-99-99T99:99:99.999Z",
    );
    expect(await page.locator("button.acknowledge").count()).toBe(0);
    // Somebody else resolves it; this page hears of it.
    await router.post(webhook(alert({ slo: "orders-availability" }, { status: "resolved" })));
    await page.waitForSelector("[data-live=facts] .state.resolved");
    await page.waitForSelector("[data-live=deliveries] >> text=resolve");
    expect(alarms).toEqual([]);
  });

  it("keeps what comes from outside text: HTML, scripts, links that run, marks that turn text round", async () => {
    await fire(
      { slo: NASTY, [`l${"x".repeat(50)}`]: NASTY },
      { summary: NASTY, description: NASTY, runbook_url: "javascript:alert(1)", dashboard_url: "javascript:alert(2)" },
    );
    await page.waitForSelector("li.page h3 a");
    await page.click("li.page h3 a");
    await page.waitForSelector("[data-live=alerts] code");
    expect(await page.locator("main img, main b").count()).toBe(0);
    const links = await page.locator("a").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
    expect(links.filter((href) => /^\s*javascript:/i.test(href))).toEqual([]);
    expect(await page.textContent("main")).toContain("<b>bold</b>");
    expect(alarms).toEqual([]);
  });

  it("finds a runbook by Chinese words, and shows it beside its incident with queries at the incident's time", async () => {
    await page.goto(`${router.url}/runbooks`);
    await page.fill("#q", "發票");
    await page.press("#q", "Enter");
    await page.waitForSelector("mark >> text=發票");
    await page.fill("#q", "xyzzy");
    await page.press("#q", "Enter");
    await page.waitForSelector("text=Nothing found");
    await fire({ slo: "e-invoices-unsent" }, { runbook_url: "https://console.example/runbooks/e-invoices-unsent" });
    await page.goto(router.url);
    await page.click("li.page h3 a");
    await page.waitForSelector("aside.runbook >> text=Is it real");
    const href = await page.getAttribute("aside.runbook p a", "href");
    expect(href).toMatch(/^http:\/\/prometheus\.example:9090\/graph\?g0\.expr=up&.*g0\.end_input=20/);
  });

  it("speaks Chinese to who wants it, and remembers", async () => {
    await page.click("text=中文");
    await page.waitForSelector("h1 >> text=事件");
    await page.goto(`${router.url}/policies`);
    expect(await page.getAttribute("html", "lang")).toBe("zh-TW");
    await page.click("text=English");
    await page.waitForSelector("h1 >> text=Escalation");
  });

  it("works without JavaScript", async () => {
    const plain = await open({ javaScriptEnabled: false });
    await fire({ slo: "orders-availability" });
    await plain.reload();
    await plain.click("text=Customers cannot order");
    await plain.click("button.acknowledge");
    await plain.waitForSelector("text=by Mei");
    await plain.context().close();
  });

  it("fits a phone and can be used by keyboard alone", async () => {
    const phone = await open({ viewport: { width: 360, height: 740 } });
    await fire({ slo: "orders-availability", long: "x".repeat(300) });
    await phone.waitForSelector("li.page h3 a");
    const overflow = () =>
      phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await phone.focus("li.page h3 a");
    await phone.keyboard.press("Enter");
    await phone.waitForSelector("button.acknowledge");
    expect(await overflow()).toBe(0);
    await phone.focus("button.acknowledge");
    await phone.keyboard.press("Enter");
    await phone.waitForSelector("text=by Mei");
    // The first stop of the keyboard leads past the menu.
    await phone.goto(router.url);
    await phone.keyboard.press("Tab");
    expect(await phone.evaluate(() => document.activeElement?.getAttribute("href"))).toBe("#content");
    await phone.context().close();
  });

  it("shows what was given up, and sends it again", async () => {
    await router.close();
    let isRefusing = true;
    router = await startTestRouter({
      answer: ({ destination }) =>
        destination.kind === "pagerduty" && isRefusing
          ? { outcome: "rejected", detail: "400 'routing_key' is invalid" }
          : { outcome: "accepted", detail: "" },
    });
    const fresh = await open();
    await fire({ slo: "orders-availability" });
    await fresh.waitForSelector("li.page");
    await fresh.goto(`${router.url}/dead-letters`);
    await fresh.waitForSelector("text='routing_key' is invalid");
    isRefusing = false;
    await fresh.click("text=Send again");
    await fresh.waitForSelector("text=No message was given up.");
    await fresh.context().close();
  });
});

describe("without being signed in", () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(router.url + path, { headers, redirect: "manual" });

  it.each(["/", "/incidents/x", "/dead-letters", "/policies", "/runbooks", "/slos"])(
    "%s leads to the sign-in",
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get("location")]).toEqual([
        303,
        `/sign-in?back=${encodeURIComponent(path)}`,
      ]);
    },
  );

  it("nothing can be changed, also not with a session and without its token", async () => {
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const post = (headers: Record<string, string>, csrf: string) =>
      fetch(`${router.url}/incidents/x/acknowledge`, {
        method: "POST",
        headers,
        body: new URLSearchParams({ csrf }),
        redirect: "manual",
      });
    expect((await post({}, "")).status).toBe(401);
    expect((await post({ cookie }, "")).status).toBe(403);
    expect((await post({ cookie }, "x".repeat(43))).status).toBe(403);
    expect((await post({ cookie: cookie.replace(/.$/, "") }, "")).status).toBe(401);
  });

  it("a token is guessed ten times a minute at most, and nobody is sent elsewhere", async () => {
    const signIn = (token: string, back: string) =>
      fetch(`${router.url}/sign-in`, {
        method: "POST",
        body: new URLSearchParams({ token, back }),
        redirect: "manual",
      });
    expect((await signIn(TOKEN, "//evil.example/")).headers.get("location")).toBe("/");
    expect((await signIn(TOKEN, "/\\evil.example")).headers.get("location")).toBe("/");
    for (let tries = 0; tries < 10; tries++)
      expect((await signIn("wrong", "/")).headers.get("location")).toMatch(/wrongToken/);
    expect((await signIn(TOKEN, "/")).headers.get("location")).toMatch(/tooManyTries/);
  });

  it("pages may not be framed, and load nothing from elsewhere", async () => {
    const policy = (await get("/sign-in")).headers.get("content-security-policy");
    expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });
});
