// Made from alerts/metrics.yaml by `npm run golden`; the declaration is the place to edit.
export const DECLARED = {
  alert_router_notifications_total: {"type":"counter","help":"Notifications that alerting systems posted. Stored means on disk before the answer, overloaded was answered 503.","labels":{"source":["alertmanager","grafana","cloud-monitoring"],"outcome":["stored","invalid","unauthorized","overloaded","failed"]}},
  alert_router_notification_duration_seconds: {"type":"histogram","help":"Seconds from the arrival of a notification until it was stored and answered.","labels":{"source":["alertmanager","grafana","cloud-monitoring"]},"buckets":[0.005,0.01,0.025,0.05,0.1,0.2,0.4,0.8,1.6,5]},
  alert_router_incidents: {"type":"gauge","help":"Incidents that are not resolved.","labels":{"incident_severity":["page","ticket"],"state":["triggered","acknowledged"]}},
  alert_router_pages_total: {"type":"counter","help":"Pages, counted once each: in time when a channel accepted the page within 60 seconds, late as soon as 60 seconds have passed without.","labels":{"outcome":["in_time","late"]}},
  alert_router_page_acceptance_seconds: {"type":"histogram","help":"Seconds from storing an alert until a channel first accepted its page.","labels":{"channel":["pagerduty","email","webhook"]},"buckets":[0.5,1,2.5,5,10,20,30,60,120,300]},
  alert_router_deliveries_total: {"type":"counter","help":"Attempts to deliver a message to a channel. Dead letter means that no retry will follow.","labels":{"channel":["pagerduty","email","webhook"],"outcome":["sent","retry","dead_letter"]}},
  alert_router_delivery_duration_seconds: {"type":"histogram","help":"Seconds that one attempt to deliver a message took.","labels":{"channel":["pagerduty","email","webhook"]},"buckets":[0.05,0.1,0.2,0.4,0.8,1.6,5,10,30]},
  alert_router_escalations_total: {"type":"counter","help":"Escalation steps taken because nobody had acknowledged in time.","labels":{}},
  alert_router_outbox_messages: {"type":"gauge","help":"Messages in the outbox.","labels":{"state":["due","waiting","dead_letter"]}},
  alert_router_outbox_oldest_due_age_seconds: {"type":"gauge","help":"Seconds that the oldest due message has waited; 0 when none is due.","labels":{}},
  alert_router_last_heartbeat_timestamp_seconds: {"type":"gauge","help":"Unix time in seconds of the last sign of life that Prometheus sent through Alertmanager.","labels":{}},
} as const;
