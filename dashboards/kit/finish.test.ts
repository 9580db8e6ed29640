import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { describe, expect, it } from "vitest";
import { dashboard } from "./dashboard.ts";
import { finish } from "./finish.ts";
import { pageLink } from "./links.ts";
import { panelId } from "./panel.ts";
import { latest } from "./query.ts";
import { stat } from "./stat.ts";
import { row } from "./text.ts";
import { timeseries } from "./timeseries.ts";
import { fact } from "./variables.ts";

const PANEL = {
  title: "Queue",
  description: "Orders that wait.",
  size: [12, 4],
  unit: "none",
  queries: [latest("queue")],
} as const;

function sample(): Dashboard {
  return dashboard({
    uid: "sample",
    title: "Sample",
    description: "A sample.",
    tags: [],
    variables: [fact("owner", "slo:info")],
    links: [pageLink("Elsewhere", "https://example.com")],
    body: [
      row("now", "Now"),
      stat({ ...PANEL, key: "queue", window: "now", paint: "none" }),
      timeseries({ ...PANEL, key: "queue-over-time" }),
    ],
  });
}

describe("finish", () => {
  it("writes the same bytes whatever order the keys were set in", () => {
    const { title, ...rest } = sample();
    expect(finish({ ...rest, title: title ?? "" })).toBe(finish({ title: title ?? "", ...rest }));
    expect(finish(sample())).toBe(finish(sample()));
  });

  it("takes links out of the menu that the SDK puts them in", () => {
    expect(finish(sample())).not.toContain("inControlsMenu");
    expect(finish(sample())).toContain('"title": "Elsewhere"');
  });

  it("keeps the place of a legend", () => {
    expect(finish(sample())).toContain('"placement": "bottom"');
  });

  it("keeps facts out of the address", () => {
    expect(finish(sample())).toContain('"skipUrlSync": true');
  });
});

describe("panelId", () => {
  it("stays the same for a key, for ever", () => {
    expect(panelId("state")).toBe(492_247);
  });

  it("reaches panels and rows", () => {
    const ids = sample().panels?.map(({ id }) => id);
    expect(ids).toEqual([panelId("now"), panelId("queue"), panelId("queue-over-time")]);
  });
});
