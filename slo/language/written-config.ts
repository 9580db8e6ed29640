import Type, { type Static } from "typebox";
import { duration, group, label, name, named, textOrTexts, url } from "../../foundation/schema/forms.ts";
import { LEAST_RULES_PER_GROUP } from "../model/rule-limits.ts";
import { EXPERIMENTAL_FUNCTIONS } from "../promql/rule-engine.ts";

/** A configuration file as people write it, once it fits `config.schema.json`. */
export const WrittenConfig = group(
  {
    scrape_interval: duration({
      description: "How often Prometheus scrapes; the base window is four times that.",
    }),
    console_url: url({ description: "Runbooks are at <console_url>/runbooks/<runbook>." }),
    grafana_url: url({ description: "Dashboards are at <grafana_url>/d/<uid>." }),
    router_url: url({ description: "Alertmanager posts to <router_url>/v1/alertmanager." }),
    prometheus_url: Type.Optional(
      url({ description: "Where Grafana asks for the recorded series. http://prometheus:9090 by default." }),
    ),
    tempo_url: Type.Optional(url({ description: "Where the traces are that exemplars point to." })),
    labels: Type.Optional(
      named(label(), Type.String({ minLength: 1, maxLength: 200 }), {
        description:
          "What recorded series and alerts carry, and what the rules look for, such as cluster: tw-1. State it when series of several clusters or tenants meet in one place.",
        maxProperties: 5,
      }),
    ),
    window: Type.Optional(duration({ description: "The period of SLOs that give none. 30d by default." })),
    metrics: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: "Metric declarations, relative to this file." }),
    ),
    routing: Type.Optional(
      Type.String({
        minLength: 1,
        description: "The routing file, relative to this file. With it, every escalation that an SLO names must exist.",
      }),
    ),
    runbooks: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "The folder of runbooks, relative to this file. With it, every runbook that an SLO names must exist.",
      }),
    ),
    prometheus: Type.Optional(
      textOrTexts({
        description:
          "What evaluates the rules, >=2.42 by default: `>=2.53`, `3.x`, `mimir >=2.53` or `thanos 3.x` (the Prometheus whose engine they hold), `victoria-metrics`, `google`. With several, expressions have to suit all.",
      }),
    ),
    prometheus_features: Type.Optional(
      Type.Array(Type.Enum([EXPERIMENTAL_FUNCTIONS]), {
        description: "Feature flags that are set wherever the rules are evaluated.",
      }),
    ),
    rule_limits: Type.Optional(
      group(
        {
          rules_per_group: Type.Optional(
            Type.Integer({
              minimum: LEAST_RULES_PER_GROUP,
              maximum: 10_000,
              description: "Rules in a group; one with more is split. 20 by default, as Mimir's.",
            }),
          ),
          groups_per_tenant: Type.Optional(
            Type.Integer({
              minimum: 1,
              description: "Groups that a tenant of Mimir may have; more are told. 70 by default, as Mimir's.",
            }),
          ),
          resource_bytes: Type.Optional(
            Type.Integer({
              minimum: 100_000,
              maximum: 1_000_000,
              description:
                "Bytes of a PrometheusRule; a service with more has several. 250000 by default: kubectl apply.",
            }),
          ),
        },
        { description: "What those who read rules take at most." },
      ),
    ),
    dialects: Type.Optional(
      group(
        {
          owner: Type.Optional(name({ description: "The team that answers for services whose files name none." })),
          tier: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
          page: Type.Optional(name({ description: "The escalation policy of pages that name none." })),
          ticket: Type.Optional(name({ description: "The escalation policy of tickets that name none." })),
        },
        { description: "What files of other tools (OpenSLO, Sloth, Pyrra) leave open." },
      ),
    ),
    cloud: Type.Optional(
      group({
        project: Type.String({ pattern: "^[a-z][a-z0-9-]{4,28}[a-z0-9]$" }),
        notification_channels: Type.Optional(
          Type.Array(Type.String({ pattern: "^projects/[^/]+/notificationChannels/[^/]+$" }), { maxItems: 16 }),
        ),
      }),
    ),
  },
  { title: "What all SLO definitions share" },
);
export type WrittenConfig = Static<typeof WrittenConfig>;
