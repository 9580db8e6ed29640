import type { Message } from "./channel.ts";

/**
 * Headers by which mail programs show all mails of one incident as one conversation (RFC 5322, 3.6.4): each answers a first
 * mail that is the incident itself. The Message-ID is the message's, so that one that arrives twice is seen once.
 */
export function threadHeaders({ id, subject }: Message, from: string) {
  const [, domain = "localhost"] = /@([\w.-]+)>?\s*$/.exec(from) ?? [];
  const incident = `<incident-${idPart(subject.incidentId)}@${domain}>`;
  return { messageId: `<${idPart(id)}@${domain}>`, references: incident, inReplyTo: incident };
}

/** Ids are ours; whatever they come to look like, they stay one word of a header. */
function idPart(id: string): string {
  return id.replaceAll(/[^\w.-]/g, "_");
}
