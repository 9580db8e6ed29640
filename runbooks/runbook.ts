export const LANGUAGES = ["en", "zh-TW"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The sections of every runbook, in the order in which somebody who was woken needs them. */
export const SECTIONS = {
  en: ["What customers feel", "Is it real", "Stop the bleeding", "Find the cause", "Escalate to", "Afterwards"],
  "zh-TW": ["顧客的感受", "是真的嗎", "先止血", "找出原因", "升級通報", "事後"],
} as const satisfies Record<Language, readonly string[]>;

/** What to do when an alert fires. */
export interface Runbook {
  /** The same in all languages; the file's name. */
  readonly id: string;
  readonly language: Language;
  readonly title: string;
  /** Ids of the SLOs whose alerts lead here. */
  readonly slos: readonly string[];
  /** Names of the alerts that it is for. */
  readonly alerts: readonly string[];
  readonly owner: string;
  /** The day, YYYY-MM-DD, on which somebody last read it for truth. */
  readonly reviewed: string;
  readonly sections: readonly Section[];
  readonly file: string;
}

export interface Section {
  readonly heading: string;
  readonly markdown: string;
  /** 1-based line of the heading. */
  readonly line: number;
  /** 1-based line at which the Markdown begins. */
  readonly from: number;
}
