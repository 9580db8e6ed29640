/** A routing file as it is written, once it fits `routing.schema.json`. */
export interface WrittenRouting {
  readonly time_zone: string;
  readonly hours?: Readonly<Record<string, WrittenHours>>;
  readonly channels: Readonly<Record<string, WrittenChannel>>;
  readonly fallback: readonly string[];
  readonly escalations: Readonly<Record<string, WrittenEscalation>>;
  readonly routes: readonly WrittenRoute[];
  readonly maintenance?: readonly WrittenWindow[];
  readonly dead_mans_switch?: WrittenDeadMansSwitch;
  readonly stale_after?: string;
}

export interface WrittenHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly until: string;
}

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** Exactly one key is present. */
export interface WrittenChannel {
  readonly pagerduty?: { readonly routing_key_env: string };
  readonly email?: { readonly to: readonly string[] };
  readonly webhook?: { readonly url: string; readonly secret_env: string };
}

export interface WrittenEscalation {
  readonly steps: readonly { readonly notify: readonly string[]; readonly timeout: string }[];
  readonly repeat?: number;
  readonly hours?: string;
  readonly rises_to?: string;
}

export interface WrittenRoute {
  readonly match?: string;
  readonly escalation: string;
}

export interface WrittenWindow {
  readonly match: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

export interface WrittenDeadMansSwitch {
  readonly alertname: string;
  readonly timeout: string;
  readonly escalation: string;
}
