$ slo check

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
window: 1y
-- slo/definitions/a.yaml --
service: a

== check
slo/config.yaml:5:9 error invalid-window: `window` is not between 1d and 90d
  5 | window: 1y
    |         ^^
    = Most teams promise over 30d.

1 error
== exit 1
