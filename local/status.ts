import { styleText } from "node:util";
import type { SloView } from "../alerts/console/slo-source.ts";
import type { Moment } from "./play.ts";

/** Where somebody looks: a terminal that can rewrite its last line, or anything else. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
}

/** A line that stays at the bottom of a terminal while other lines go above it. */
export class StatusLine {
  readonly #screen: Screen;
  #shown = "";

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Writes a line for good. */
  say(line: string): void {
    this.#clear();
    this.#screen.write(`${line}\n`);
    this.#draw();
  }

  /** Shows something until the next time. Elsewhere than in a terminal it is left out. */
  show(line: string): void {
    if (!this.#screen.isTerminal) return;
    this.#clear();
    this.#shown = line;
    this.#draw();
  }

  #clear(): void {
    if (this.#shown !== "") this.#screen.write("\r\u001b[2K");
  }

  #draw(): void {
    if (this.#shown !== "") this.#screen.write(this.#shown);
  }
}

export interface Snapshot {
  readonly fleet: readonly SloView[];
  readonly callsPerSecond: number;
  readonly failedPerSecond: number;
  readonly openPages: number;
  readonly problems: readonly string[];
}

/** How everything does, in one line. */
export function statusOf({ fleet, callsPerSecond, failedPerSecond, openPages, problems }: Snapshot): string {
  const burning = new Set(fleet.filter(({ state }) => state === "Critical").map(({ id }) => id));
  const silent = new Set(fleet.filter(({ state }) => state === "No data").map(({ id }) => id));
  const all = new Set(fleet.map(({ id }) => id));
  const parts = [
    burning.size === 0
      ? styleText("green", `${all.size - silent.size} of ${all.size} SLOs OK`)
      : styleText(
          "red",
          `${burning.size} of ${all.size} SLOs burn: ${[...burning].slice(0, 3).join(", ")}${burning.size > 3 ? " …" : ""}`,
        ),
    `${callsPerSecond.toFixed(0)} calls/s`,
    failedPerSecond > 0 ? styleText("red", `${failedPerSecond.toFixed(1)} fail`) : "none fail",
    openPages > 0 ? styleText("red", `${openPages} open in PagerDuty`) : "",
    problems.length > 0 ? styleText("yellow", problems[0] ?? "") : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

const COLORS: Readonly<Record<Moment["what"], Parameters<typeof styleText>[0]>> = {
  steady: "gray",
  injected: "red",
  detected: "yellow",
  mailed: "magenta",
  ticketed: "magenta",
  paged: "magenta",
  acknowledged: "cyan",
  recovered: "green",
  resolved: "green",
  budget: "gray",
};

/** A moment of a story, with the seconds since the story's fault was injected. */
export function momentLine({ what, detail, at }: Moment, from: number): string {
  const seconds = Math.round((at - from) / 1_000);
  const time = `${seconds < 0 ? "-" : "+"}${String(Math.abs(seconds)).padStart(3)} s`;
  return `  ${time}  ${styleText(COLORS[what], what.padEnd(13))} ${detail}`;
}
