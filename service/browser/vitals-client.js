// Tells how a page felt: <script type="module" src="/api/v1/browser/vitals.js" data-page="order" data-sample="0.1"></script>
// Loaded once for each page by a front end; it never throws, and sends nothing that a person typed.
import { onCLS, onFCP, onINP, onLCP, onTTFB } from "./web-vitals.js";

const MOST_ERRORS = 5;
const LONGEST_MESSAGE = 200;

const script = document.querySelector('script[src$="/browser/vitals.js"]');
const sample = Number(script?.dataset.sample ?? "1");
const page = () => script?.dataset.page ?? "other";

if (Math.random() < sample) {
  const vitals = new Map();
  const errors = [];
  // One value of each metric in a page view: web-vitals' ids are new for each view, also when it comes back from a cache.
  const sent = new Set();

  const send = () => {
    if (vitals.size === 0 && errors.length === 0) return;
    const body = {
      page: page(),
      vitals: Array.from(vitals, ([name, { id, value }]) => ({ name, id, value })),
      errors: errors.splice(0),
    };
    for (const { id } of vitals.values()) sent.add(id);
    vitals.clear();
    const url = new URL("beacons", import.meta.url);
    navigator.sendBeacon(url, new Blob([JSON.stringify(body)], { type: "application/json" }));
  };

  const keep = ({ name, id, value }) => {
    if (!sent.has(id)) vitals.set(name, { id, value });
  };
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(keep);

  const keepError = (message) => {
    // Addresses may carry tokens behind the question mark; long digits may be a phone number.
    const text = String(message)
      .replaceAll(/\?\S*/g, "?…")
      .replaceAll(/\d{6,}/g, "…");
    if (errors.length < MOST_ERRORS) errors.push({ message: text.slice(0, LONGEST_MESSAGE) });
  };
  addEventListener("error", ({ message }) => keepError(message));
  addEventListener("unhandledrejection", ({ reason }) => keepError(reason?.message ?? reason));

  // The last moment that browsers promise; pages on a phone are seldom closed, only left.
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  addEventListener("pagehide", send);
}
