import { afterEach, describe, expect, it } from "vitest";
import { sampleSubject } from "../../test/alerts/sample-subject.ts";
import { type Mailbox, type MailboxOptions, startMailbox } from "../sandbox/mailbox.ts";
import type { Message } from "./channel.ts";
import { type EmailOptions, emailChannel } from "./email.ts";

let mailbox: Mailbox;
afterEach(async () => {
  await mailbox.close();
});

const message = (changes: Partial<Message> = {}): Message => ({
  id: "01-message",
  action: "trigger",
  dedupKey: "01-incident/1.0",
  destination: { kind: "email", channel: "mail", to: ["oncall@luckygas.example"] },
  subject: sampleSubject({
    incidentId: "01-incident",
    summary: "Customers cannot order",
    consoleUrl: "https://console.example/incidents/01-incident",
  }),
  reason: "Step 1 of oncall.",
  createdAt: 0,
  ...changes,
});
const NEVER = new AbortController().signal;

async function channelTo(options: MailboxOptions = {}, more: Partial<EmailOptions> = {}) {
  mailbox = await startMailbox(options);
  return emailChannel({
    url: mailbox.url,
    from: "Lucky Gas alerts <alerts@luckygas.example>",
    timeZone: () => "Asia/Taipei",
    ...more,
  });
}

describe("a mail", () => {
  it("of one incident stands with the others in one conversation, whatever run it is of, and alone beside another incident's", async () => {
    const { deliver } = await channelTo();
    const other = message({ id: "04", subject: { ...message().subject, incidentId: "02-incident" } });
    for (const one of [message(), message({ id: "02", dedupKey: "01-incident/2.1" }), other]) await deliver(one, NEVER);
    expect(mailbox.mails.map(({ messageId, inReplyTo, references }) => [messageId, inReplyTo, references])).toEqual([
      [
        "<01-message@luckygas.example>",
        "<incident-01-incident@luckygas.example>",
        "<incident-01-incident@luckygas.example>",
      ],
      ["<02@luckygas.example>", "<incident-01-incident@luckygas.example>", "<incident-01-incident@luckygas.example>"],
      ["<04@luckygas.example>", "<incident-02-incident@luckygas.example>", "<incident-02-incident@luckygas.example>"],
    ]);
  });

  it("that is sent again after it arrived has the same Message-ID", async () => {
    const { deliver } = await channelTo();
    for (let tries = 0; tries < 2; tries++) await deliver(message(), NEVER);
    expect(new Set(mailbox.mails.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it("is refused for good only where the server speaks of its reader", async () => {
    const { deliver } = await channelTo();
    mailbox.answers.set("oncall@luckygas.example", 550);
    expect((await deliver(message(), NEVER)).outcome).toBe("rejected");
    mailbox.answers.set("oncall@luckygas.example", 451);
    expect((await deliver(message(), NEVER)).outcome).toBe("retry");
    mailbox.answers.set("oncall@luckygas.example", 530);
    expect((await deliver(message(), NEVER)).outcome).toBe("retry");
  });

  it("waits while the server wants a sign-in that it does not get: somebody will mend a setting, and no page dies of it", async () => {
    const { deliver } = await channelTo();
    mailbox.mode = "wants a sign-in";
    expect(await deliver(message(), NEVER)).toMatchObject({ outcome: "retry", detail: expect.stringContaining("530") });
  });
});

describe.each(["smtps", "starttls"] as const)(
  "a mail server whose certificate nobody has vouched for (%s)",
  (encryption) => {
    it("takes no mail, and what to do stands in the attempt and in the trouble", async () => {
      const { deliver, trouble } = await channelTo({ encryption });
      const said = expect.stringMatching(/certificate does not verify: self-signed certificate .*SMTP_CA_FILE/);
      expect(await deliver(message(), NEVER)).toEqual({ outcome: "retry", detail: said });
      expect(await trouble()).toEqual(said);
    });

    it("is trusted when it is named, beside the usual ones", async () => {
      mailbox = await startMailbox({ encryption });
      const { deliver, trouble } = emailChannel({
        url: mailbox.url,
        ca: mailbox.ca,
        from: "alerts@luckygas.example",
        timeZone: () => "Asia/Taipei",
      });
      expect(await trouble()).toBeUndefined();
      expect((await deliver(message(), NEVER)).outcome).toBe("accepted");
    });
  },
);

describe("the trouble of mail", () => {
  it.each([
    [undefined, /SMTP_URL is not set/],
    ["smtp://127.0.0.1:1", /ECONNREFUSED/],
  ])("with the server %s is said", async (url, said) => {
    const { trouble } = await channelTo({}, { url });
    expect(await trouble()).toMatch(said);
  });

  it("is none when the server takes us", async () => {
    const { trouble } = await channelTo();
    expect(await trouble()).toBeUndefined();
  });
});
