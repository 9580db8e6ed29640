import { type Html, html } from "../html.ts";
import { nextClosing, nextOpening } from "../routing/next-opening.ts";
import { nextSpan } from "../routing/recurrence.ts";
import type { BusinessHours, MaintenanceWindow, Span } from "../routing/routing.ts";
import { time, type Viewer } from "./layout.ts";

/** For which hours tickets wait, and when those open or close next. */
export function hoursText(hours: BusinessHours, viewer: Viewer): Html {
  const { say, now } = viewer;
  const opening = nextOpening(hours, now);
  const closing = nextClosing(hours, now);
  const next =
    opening > now
      ? html`${say("opensAt")} ${time(opening, viewer)}`
      : closing === undefined
        ? html`${say("alwaysOpen")}`
        : html`${say("openUntil")} ${time(closing, viewer)}`;
  return html`${say("hours", { hours: hours.name })} (<code>${hours.written}</code>; ${next})`;
}

/** Maintenance that is under way or still comes, each with its next time, by when that begins. */
export function maintenanceList(windows: readonly MaintenanceWindow[], viewer: Viewer): Html {
  const { say, now } = viewer;
  const planned = windows
    .flatMap((window) => {
      const span = spanFrom(window, now);
      return span === undefined ? [] : [{ window, span }];
    })
    .sort((a, b) => a.span.from - b.span.from);
  if (planned.length === 0) return html`<p>${say("noMaintenance")}</p>`;
  return html`<ul>${planned.map(
    ({ window, span }) =>
      html`<li>${"every" in window ? html`<code>${window.every.written}</code>, ${say(span.from <= now ? "underWay" : "nextTime")} ` : ""}${time(span.from, viewer)} – ${time(span.until, viewer)} <code>${window.match}</code> ${window.reason}</li>`,
  )}</ul>`;
}

function spanFrom(window: MaintenanceWindow, now: number): Span | undefined {
  if ("every" in window) return nextSpan(window.every, now);
  return window.until > now ? window : undefined;
}
