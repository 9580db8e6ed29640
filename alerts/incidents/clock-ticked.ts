import { CLOCKS_AGREE_WITHIN_MS } from "../../foundation/storage/wait.ts";
import { fallBack } from "./attempt-ended.ts";
import { DEAD_MANS_SWITCH_KEY, watchHeartbeat } from "./dead-mans-switch.ts";
import { Journal } from "./journal.ts";
import { FALLBACK_AFTER_MS, isLate, isUnaccepted } from "./pages.ts";
import type { IncidentRecord } from "./records.ts";
import type { Plan, RouterEvent, Setting } from "./router-event.ts";
import { surroundingsOf } from "./surroundings.ts";

type Tick = Extract<RouterEvent, { readonly type: "tick" }>;

const AT_A_TIME = 100;

/** What happens by itself: escalation steps, pages that email takes over, stale incidents, the dead man's switch. */
export function clockTicked({ listensSince }: Tick, setting: Setting): Plan {
  const { now, routing } = setting;
  const { deadMansSwitch, staleAfter } = routing;
  const isSilenceKnown = now - listensSince >= staleAfter;
  return {
    needs: {
      openKeys: deadMansSwitch === undefined ? [] : [DEAD_MANS_SWITCH_KEY],
      due: { now, silentBefore: isSilenceKnown ? now - staleAfter : 0, limit: AT_A_TIME },
    },
    follow: ({ incidents, due, silent, pages, lastBeat }) => {
      const journal = new Journal(setting);
      const known = new Map(incidents.map((record) => [record.incident.id, record]));
      const find = (id: string): IncidentRecord[] => {
        const record = known.get(id);
        return record === undefined ? [] : [journal.latest(record)];
      };
      const dueRecords = due.flatMap(find);
      for (const record of dueRecords) journal.apply(record, { type: "due" });
      const unaccepted = pages.filter((page) => isUnaccepted(page, now));
      const why = `Its channel has not accepted the page within ${FALLBACK_AFTER_MS / 1_000} s.`;
      for (const page of unaccepted) {
        for (const record of find(page.incidentId))
          fallBack(journal, record, page, surroundingsOf(record, setting).fallback, why);
      }
      for (const record of silent.flatMap(find)) {
        // Silence is counted from now when it began at a time that has not come yet.
        if (record.incident.lastSeenAt > now) journal.seen(record);
        else journal.apply(record, { type: "stale" });
      }
      const watch = incidents.find(
        ({ incident }) => incident.key === DEAD_MANS_SWITCH_KEY && incident.state !== "resolved",
      );
      if (deadMansSwitch !== undefined && lastBeat !== undefined) {
        const open = watch === undefined ? undefined : journal.latest(watch);
        watchHeartbeat(journal, open, deadMansSwitch, { ...setting, lastBeat, listensSince });
      }
      // A clock that was put back makes no silence longer than it is.
      const isBeatAhead = lastBeat !== undefined && lastBeat > now + CLOCKS_AGREE_WITHIN_MS;
      const late = pages.filter((page) => isLate(page, now));
      const changed = [...new Set([...unaccepted, ...late])];
      return {
        ...journal.changes,
        pages: changed.map((page) => ({
          ...page,
          isTakenOver: page.isTakenOver || unaccepted.includes(page),
          outcome: late.includes(page) ? "late" : page.outcome,
        })),
        ...(isBeatAhead ? { beatAt: now } : {}),
        counts: {
          escalated: dueRecords.filter(({ incident }) => (incident.paging?.step ?? -1) >= 0).length,
          late: late.length,
        },
      };
    },
  };
}
