import { draftsFor } from "./ending.ts";
import { beginPaging } from "./escalate.ts";
import { dedupKeyOf, type Incident, type Member, type News } from "./incident.ts";
import type { Joined, Outcome, Surroundings } from "./incident-event.ts";
import { after, entry, quietly } from "./outcome.ts";

/** Members that join one after the other are told together, once in so long. */
const TOGETHER_MS = 60_000;
const MOST_NAMES = 5;
/** Of a storm more are counted, and none of these is told for having ended. */
const MOST_MEMBERS = 100;

/** Members of an incident that people know of: they hear of each once, now or within a minute. */
export function join(incident: Incident, joined: Joined, surroundings: Surroundings): Outcome {
  const members = joined[incident.severity];
  const { paging, toldAt, news } = incident;
  // Nobody was told yet: whoever will be hears of all.
  if (members.length === 0 || paging === undefined || toldAt === undefined) return quietly(incident);
  const { now } = surroundings;
  const all: News = {
    count: (news?.count ?? 0) + members.length,
    members: [...(news?.members ?? []), ...members].slice(0, MOST_MEMBERS),
    at: news?.at ?? Math.max(now, toldAt + TOGETHER_MS),
    since: news?.since ?? now,
  };
  const next = { ...incident, news: all };
  return all.at <= now ? tellNews(next, surroundings) : quietly(next);
}

/** Who has ended before people heard of it is no news, and wakes nobody. */
export function withoutThoseWhoLeft(news: News | undefined, left: readonly string[]): News | undefined {
  if (news === undefined || left.length === 0) return news;
  const gone = new Set(left);
  const members = news.members.filter(({ id }) => !gone.has(id));
  const count = news.count - (news.members.length - members.length);
  return count === 0 ? undefined : { ...news, count, members };
}

/** Tells of members that joined. An acknowledgement does not cover what nobody has seen: then a new run begins. */
export function tellNews(incident: Incident, surroundings: Surroundings): Outcome {
  const { news, paging, state, acknowledged } = incident;
  if (news === undefined || paging === undefined || state === "resolved")
    return quietly({ ...incident, news: undefined });
  const text = `${news.count} more ${news.count === 1 ? "alert fires" : "alerts fire"}: ${namesOf(news)}.`;
  const known: Incident = { ...incident, news: undefined };
  if (state === "acknowledged" || paging.next === undefined) {
    const why = acknowledged === undefined ? "" : ` ${acknowledged.by} acknowledged before.`;
    return after({ entries: [entry("alerts", text + why)] }, beginPaging(known, incident.severity, surroundings));
  }
  const dedupKey = dedupKeyOf(incident.id, paging);
  const drafts = draftsFor(
    "trigger",
    incident.told.filter((one) => one.dedupKey === dedupKey),
    text,
  );
  return {
    incident: drafts.length === 0 ? known : { ...known, toldAt: surroundings.now, newsToldAt: surroundings.now },
    drafts,
    entries: [entry("alerts", text)],
  };
}

function namesOf({ count, members }: News): string {
  const names = members.slice(0, MOST_NAMES).map(({ name }: Member) => name);
  const rest = count - names.length;
  return [names.join(", "), ...(rest > 0 ? [`${rest} more`] : [])].filter(Boolean).join(" and ");
}
