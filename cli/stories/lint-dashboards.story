$ slo lint dashboards
$ slo lint dashboards/broken.json --format github
$ slo lint dashboards/text.json missing.json

-- dashboards/broken.json --
{
  "uid": "broken", "title": "Broken as others ship it", "editable": true,
  "templating": { "list": [{ "name": "service", "type": "query", "query": "label_values(up, service)", "refresh": 1, "datasource": { "uid": "prometheus" } }] },
  "panels": [
    { "id": 1, "type": "timeseries", "title": "Rate", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "prometheus" },
      "targets": [{ "refId": "A", "expr": "sum(pyrra_requests:rate5m{service=\"$servce\"}[$__rate_interval])" }] },
    { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
      "targets": [{ "refId": "A", "expr": "1 - slo:sli_error:ratio_rate5m or on() vector(1)" }] }
  ]
}
-- dashboards/text.json --
{ not json

== lint dashboards
dashboards/text.json:1:1 error file-unreadable: the file is not JSON: Expected property name or '}' in JSON at position 2 (line 1 column 3)
    = Export the dashboard from Grafana as classic JSON.

broken, panel "Rate" error query-types: query A: `sum` cannot take a range vector
  = Give `rate` and its kin a range such as [$__rate_interval], and everything else an instant vector.

broken, panel "Rate" error fixed-data-source: query A reads the data source `prometheus`
  = Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.

broken, panel "Healthy" error fixed-data-source: query A reads the data source `${datasource}`
  = Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.

broken, panel "Healthy" error masked-no-data: query A shows `vector(1)` where there is no data
  = Let missing data be missing, or take the 0 from a series that exists only while there is something to measure.

broken, panel "Rate" error panel-description: has no description
  = Say what a good and a bad value mean, and what to do about a bad one.

broken, panel "Healthy" error panel-description: has no description
  = Say what a good and a bad value mean, and what to do about a bad one.

broken, panel "Rate" error panel-unit: has no unit
  = Set a unit that Grafana knows; `none` for a bare number.

broken, panel "Healthy" error panel-unit: has no unit
  = Set a unit that Grafana knows; `none` for a bare number.

broken, panel "Healthy" error panel-id: shares the id 1 with another panel
  = Give each panel an id of its own that stays: links to a panel, images and alerts hold it.

broken, panel "Healthy" error panel-overlap: overlaps `Rate`
  = Place panels side by side within 24 columns: Grafana pushes what overlaps to where nobody expects it.

broken, panel "Healthy" error no-data-colour: shows missing data in a healthy colour
  = Start the thresholds with a neutral colour: Grafana gives the lowest one to missing data.

broken error data-source-variable: has no data source variable `datasource`
  = Declare one data source variable named `datasource`, the name that links between dashboards pass on.

broken error variable-refresh: the variable `service` is not refreshed when the time range changes
  = Refresh on time range change, or the list lacks what existed at the time of an incident.

broken error undefined-variable: uses `$servce`, which is not defined
  = Declare the variable or correct its name: Grafana leaves what it does not know as it stands.

broken error undefined-variable: uses `$datasource`, which is not defined
  = Declare the variable or correct its name: Grafana leaves what it does not know as it stands.

broken error editable: can be edited
  = Set `editable` to false: what people change by hand is lost at the next deployment.

17 findings
== exit 1

== lint dashboards/broken.json --format github
::error title=query-types::broken, panel "Rate": query A: `sum` cannot take a range vector. Give `rate` and its kin a range such as [$__rate_interval], and everything else an instant vector.
::error title=fixed-data-source::broken, panel "Rate": query A reads the data source `prometheus`. Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.
::error title=fixed-data-source::broken, panel "Healthy": query A reads the data source `${datasource}`. Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.
::error title=masked-no-data::broken, panel "Healthy": query A shows `vector(1)` where there is no data. Let missing data be missing, or take the 0 from a series that exists only while there is something to measure.
::error title=panel-description::broken, panel "Rate": has no description. Say what a good and a bad value mean, and what to do about a bad one.
::error title=panel-description::broken, panel "Healthy": has no description. Say what a good and a bad value mean, and what to do about a bad one.
::error title=panel-unit::broken, panel "Rate": has no unit. Set a unit that Grafana knows; `none` for a bare number.
::error title=panel-unit::broken, panel "Healthy": has no unit. Set a unit that Grafana knows; `none` for a bare number.
::error title=panel-id::broken, panel "Healthy": shares the id 1 with another panel. Give each panel an id of its own that stays: links to a panel, images and alerts hold it.
::error title=panel-overlap::broken, panel "Healthy": overlaps `Rate`. Place panels side by side within 24 columns: Grafana pushes what overlaps to where nobody expects it.
::error title=no-data-colour::broken, panel "Healthy": shows missing data in a healthy colour. Start the thresholds with a neutral colour: Grafana gives the lowest one to missing data.
::error title=data-source-variable::broken: has no data source variable `datasource`. Declare one data source variable named `datasource`, the name that links between dashboards pass on.
::error title=variable-refresh::broken: the variable `service` is not refreshed when the time range changes. Refresh on time range change, or the list lacks what existed at the time of an incident.
::error title=undefined-variable::broken: uses `$servce`, which is not defined. Declare the variable or correct its name: Grafana leaves what it does not know as it stands.
::error title=undefined-variable::broken: uses `$datasource`, which is not defined. Declare the variable or correct its name: Grafana leaves what it does not know as it stands.
::error title=editable::broken: can be edited. Set `editable` to false: what people change by hand is lost at the next deployment.
== exit 1

== lint dashboards/text.json missing.json
dashboards/text.json:1:1 error file-unreadable: the file is not JSON: Expected property name or '}' in JSON at position 2 (line 1 column 3)
    = Export the dashboard from Grafana as classic JSON.

missing.json:1:1 error file-unreadable: there is no such file
    = Check the path.

2 findings
== exit 1
