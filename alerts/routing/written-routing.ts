import Type, { type Static, type TSchemaOptions } from "typebox";
import { duration, group, label, name, named, oneOf } from "../../foundation/schema/forms.ts";

/* A routing file as people write it, once it fits `routing.schema.json`. */

const match = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 2000,
    description,
    errorMessage: `PromQL matchers in braces and quotes, such as '{severity="page", owner=~"order-.+"}'.`,
  });

const timeOfDay = (description: string) =>
  Type.String({
    pattern: "^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$",
    description,
    errorMessage: 'A time of day in quotes, such as "09:00"; the end of the day is "24:00".',
  });

/** What ends a day begins none. */
const beginning = (description: string) =>
  Type.String({
    pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
    description,
    errorMessage: 'A time of day in quotes, such as "09:00" or "22:00"; what begins at midnight begins at "00:00".',
  });

const date = (description: string) =>
  Type.String({
    pattern: "^20\\d\\d-\\d\\d-\\d\\d$",
    description,
    errorMessage: "A date such as 2026-12-31.",
  });

const timeZone = (description: string) => Type.String({ minLength: 1, maxLength: 64, description });

const dates = (description: string) =>
  Type.Optional(
    Type.Array(name(), {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
      description,
      errorMessage: "Name at least one list of `holidays`, each once.",
    }),
  );

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const moment = (description: string) =>
  Type.String({
    pattern: "^20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(Z|[+-]\\d\\d:\\d\\d)?$",
    description,
    errorMessage: "A local time such as 2026-12-01T02:00, or with an offset such as 2026-12-01T02:00+08:00.",
  });

const environmentVariable = (description: string) =>
  Type.String({
    maxLength: 128,
    pattern: "^[A-Z][A-Z0-9_]*$",
    description,
    errorMessage:
      "Write the name of an environment variable such as PAGERDUTY_ORDERS_KEY; the secret itself never stands here.",
  });

const EmailAddress = Type.String({
  maxLength: 254,
  pattern: "^[^\\s@<>,;]+@[^\\s@<>,;]+\\.[^\\s@<>,;.]+$",
  description: "Write an address such as order-team@luckygas.example.",
});

const Hours = group(
  {
    days: Type.Array(Type.Enum(WEEKDAYS), {
      minItems: 1,
      uniqueItems: true,
      description: "Days of the week, each once: mon, tue, wed, thu, fri, sat, sun.",
    }),
    from: beginning("The time of day at which they begin."),
    until: timeOfDay(
      'The time of day at which they end; on the next day when it is not later than `from`. "24:00" for the end of the day.',
    ),
    except_on: dates("Lists of `holidays` on which they do not begin."),
    also_on: dates("Lists of `holidays` on which they begin whatever the weekday; stronger than `except_on`."),
    time_zone: Type.Optional(timeZone("Where the times are read; the time zone of the file by default.")),
  },
  { description: "Give days, from and until." },
);

const Channel = oneOf(
  {
    pagerduty: group(
      { routing_key_env: environmentVariable("The environment variable that holds the integration's routing key.") },
      { description: "A PagerDuty service, through Events API v2." },
    ),
    email: group(
      {
        to: Type.Array(EmailAddress, {
          minItems: 1,
          maxItems: 50,
          uniqueItems: true,
          description: "Addresses, each once.",
        }),
      },
      { description: "Mailboxes." },
    ),
    webhook: group(
      {
        url: Type.String({
          maxLength: 2000,
          pattern: "^https?://[^\\s/?#@]+([/?][^\\s#]*)?$",
          description: "Where it is posted; no user or password in it.",
          errorMessage: "Write an address such as https://chat.example/in, without user and password.",
        }),
        secret_env: environmentVariable("The environment variable that holds the secret of the signature."),
      },
      { description: "A signed POST of JSON." },
    ),
  },
  { description: "A channel is of one kind; name two channels where two are to be told." },
);

const Step = group(
  {
    notify: Type.Array(name(), {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
      description: "Channels that are told together.",
      errorMessage: "Name at least one channel, each once.",
    }),
    timeout: duration({
      description: "How long it waits for an acknowledgement before the next step, up to 30d.",
    }),
  },
  { description: "Give `notify` and `timeout`." },
);

const Escalation = group(
  {
    steps: Type.Array(Step, {
      minItems: 1,
      maxItems: 20,
      description: "Who is told, one after the other, until somebody acknowledges.",
    }),
    repeat: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 10,
        description: "How often all steps are gone through again, 0 to 10. 0 by default.",
      }),
    ),
    hours: Type.Optional(name({ description: "Tickets wait for these hours; pages never wait." })),
    rises_to: Type.Optional(
      name({ description: "The policy that pages when nobody has acknowledged after all steps." }),
    ),
    ack_timeout: Type.Optional(
      duration({ description: "How long an acknowledgement counts, up to 30d; until the end by default." }),
    ),
  },
  { description: "Give at least `steps`." },
);

const Route = group(
  {
    match: Type.Optional(match("PromQL matchers in braces; the last route has none.")),
    escalation: name({ description: "The policy that matching alerts go by." }),
  },
  { description: "Give `match` and `escalation`; the last route has no match." },
);

const RecurringDay = Type.String({
  pattern: `^((first|second|third|fourth|last) )?(${WEEKDAYS.join("|")})$`,
  errorMessage: "A day of the week such as sun, or one of the month such as first sun or last fri.",
});

const Recurrence = group(
  {
    days: Type.Array(RecurringDay, {
      minItems: 1,
      maxItems: 35,
      uniqueItems: true,
      description: "Days on which it begins, each once: sun for every week; first sun, last fri for every month.",
    }),
    from: beginning("The time of day at which it begins."),
    until: Type.Optional(
      timeOfDay("The time of day at which it ends; on the next day when it is not later than `from`. Or `duration`."),
    ),
    duration: Type.Optional(duration({ description: "How long it lasts, up to 7d. Or `until`." })),
    time_zone: Type.Optional(timeZone("Where the times are read; the time zone of the file by default.")),
    first: Type.Optional(date("The first date on which it may begin.")),
    last: Type.Optional(date("The last date on which it may begin.")),
    except_on: dates("Lists of `holidays` on which it does not begin."),
  },
  { description: "Give `days`, `from`, and `until` or `duration`." },
);

const planned = {
  match: match("PromQL matchers in braces; '{}' for every alert."),
  reason: Type.String({
    minLength: 1,
    maxLength: 500,
    description: "What is done, for whoever wonders at the silence.",
  }),
};

const SingleWindow = group(
  {
    ...planned,
    from: moment("When it begins, in time_zone or with an offset."),
    until: moment("When it ends, in time_zone or with an offset."),
  },
  {
    description:
      "Give `match`, `from`, `until` and `reason`; what comes again has `every` in place of `from` and `until`.",
  },
);

const RecurringWindow = group(
  { ...planned, every: Recurrence },
  { description: "Give `match`, `every` and `reason`." },
);

const MaintenanceWindow = Type.Unsafe<Static<typeof SingleWindow> | Static<typeof RecurringWindow>>({
  if: { type: "object", required: ["every"] },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema has a keyword of that name.
  then: RecurringWindow,
  else: SingleWindow,
  description: "Once, from a moment until another, or `every` week or month.",
});

const BySource = group({
  alertmanager: Type.Optional(duration({ description: "90m by default: three repeats of our rules." })),
  grafana: Type.Optional(duration({ description: "12h30m by default: three repeats of its own default." })),
  "cloud-monitoring": Type.Optional(
    duration({ description: "8d by default: it repeats nothing, and closes what is gone after seven days." }),
  ),
});

/** Alertmanager's alone, or each source's. */
const StaleAfter = Type.Unsafe<string | Static<typeof BySource>>({
  allOf: [
    { if: { type: "string" }, else: BySource },
    { if: { not: { type: "string" } }, else: duration() },
  ],
  description:
    "An alert that its source has not repeated for this long is stale, up to 30d; for Alertmanager, or by source.",
});

const many = (options: TSchemaOptions) => ({ maxItems: 500, ...options });

export const WrittenRouting = group(
  {
    time_zone: timeZone("IANA name such as Asia/Taipei, in which hours and local times are read."),
    holidays: Type.Optional(
      named(
        name(),
        Type.Array(
          Type.String({
            pattern: "^20\\d\\d-\\d\\d-\\d\\d( to 20\\d\\d-\\d\\d-\\d\\d)?$",
            errorMessage: "A date such as 2026-10-10, or a range with both its ends: 2026-02-14 to 2026-02-20.",
          }),
          { minItems: 1, maxItems: 100, uniqueItems: true, description: "Dates and ranges of dates, each once." },
        ),
        { description: "Lists of dates by name, for hours and maintenance that count them as closed or open." },
      ),
    ),
    hours: Type.Optional(
      named(name(), Hours, { description: "Business hours by name, for escalations that wait for them." }),
    ),
    channels: named(name(), Channel, { description: "Where messages go, by name." }),
    fallback: Type.Array(name(), {
      maxItems: 20,
      uniqueItems: true,
      description:
        "Names of email channels, at least one, that are told when PagerDuty does not take a page within a minute.",
    }),
    escalations: named(name(), Escalation, {
      description: "Escalation policies by name; the `escalation` label of an alert chooses one.",
    }),
    routes: Type.Array(
      Route,
      many({
        description: "For alerts without an `escalation` label: the first that matches. The last one has no match.",
      }),
    ),
    maintenance: Type.Optional(
      Type.Array(
        MaintenanceWindow,
        many({ description: "Planned times in which matching alerts are recorded and nobody is told." }),
      ),
    ),
    dead_mans_switch: Type.Optional(
      group(
        {
          alertname: Type.String({
            minLength: 1,
            maxLength: 200,
            description: "The alert that always fires, such as Watchdog.",
          }),
          timeout: duration({ description: "How long it may be silent, up to 30d." }),
          escalation: name({ description: "The policy that its silence goes by." }),
        },
        { description: "An alert that always fires; its silence is a page." },
      ),
    ),
    group_by: Type.Optional(
      Type.Array(label(), {
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
        description:
          "Labels by which alerts without an SLO are one incident: alertname, cluster, namespace, service and owner by default. Sources and escalations are never mixed.",
      }),
    ),
    stale_after: Type.Optional(StaleAfter),
  },
  { title: "Who is told of alerts, when, and for how long it waits" },
);

export type WrittenRouting = Static<typeof WrittenRouting>;
export type WrittenChannel = Static<typeof Channel>;
export type WrittenEscalation = Static<typeof Escalation>;
export type WrittenRoute = Static<typeof Route>;
export type WrittenWindow = Static<typeof MaintenanceWindow>;
export type WrittenHours = Static<typeof Hours>;
export type WrittenRecurrence = Static<typeof Recurrence>;
