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
dashboards/broken.json:1:1 error data-source-variable: broken: has no data source variable `datasource`
    = Declare one data source variable named `datasource`, the name that links between dashboards pass on.

dashboards/broken.json:1:1 error editable: broken: can be edited
    = Set `editable` to false: what people change by hand is lost at the next deployment.

dashboards/broken.json:1:1 error undefined-variable: broken: uses `$servce`, which is not defined
    = Declare the variable or correct its name: Grafana leaves what it does not know as it stands.

dashboards/broken.json:1:1 error undefined-variable: broken: uses `$datasource`, which is not defined
    = Declare the variable or correct its name: Grafana leaves what it does not know as it stands.

dashboards/broken.json:1:1 error variable-refresh: broken: the variable `service` is not refreshed when the time range changes
    = Refresh on time range change, or the list lacks what existed at the time of an incident.

dashboards/broken.json:5:47 error fixed-data-source: broken, panel "Rate": query A reads the data source `prometheus`
  5 |     { "id": 1, "type": "timeseries", "title": "Rate", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "prometheus" },
    |                                               ^^^^^^
    = Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.

dashboards/broken.json:5:47 error panel-description: broken, panel "Rate": has no description
  5 |     { "id": 1, "type": "timeseries", "title": "Rate", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "prometheus" },
    |                                               ^^^^^^
    = Say what a good and a bad value mean, and what to do about a bad one.

dashboards/broken.json:5:47 error panel-unit: broken, panel "Rate": has no unit
  5 |     { "id": 1, "type": "timeseries", "title": "Rate", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "prometheus" },
    |                                               ^^^^^^
    = Set a unit that Grafana knows; `none` for a bare number.

dashboards/broken.json:5:47 error query-types: broken, panel "Rate": query A: `sum` cannot take a range vector
  5 |     { "id": 1, "type": "timeseries", "title": "Rate", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "prometheus" },
    |                                               ^^^^^^
    = Give `rate` and its kin a range such as [$__rate_interval], and everything else an instant vector.

dashboards/broken.json:7:41 error fixed-data-source: broken, panel "Healthy": query A reads the data source `${datasource}`
  7 |     { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
    |                                         ^^^^^^^^^
    = Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.

dashboards/broken.json:7:41 error masked-no-data: broken, panel "Healthy": query A shows `vector(1)` where there is no data
  7 |     { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
    |                                         ^^^^^^^^^
    = Let missing data be missing, or take the 0 from a series that exists only while there is something to measure.

dashboards/broken.json:7:41 error no-data-colour: broken, panel "Healthy": shows missing data in a healthy colour
  7 |     { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
    |                                         ^^^^^^^^^
    = Start the thresholds with a neutral colour: Grafana gives the lowest one to missing data.

dashboards/broken.json:7:41 error panel-description: broken, panel "Healthy": has no description
  7 |     { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
    |                                         ^^^^^^^^^
    = Say what a good and a bad value mean, and what to do about a bad one.

dashboards/broken.json:7:41 error panel-id: broken, panel "Healthy": shares the id 1 with another panel
  7 |     { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
    |                                         ^^^^^^^^^
    = Give each panel an id of its own that stays: links to a panel, images and alerts hold it.

dashboards/broken.json:7:41 error panel-overlap: broken, panel "Healthy": overlaps `Rate`
  7 |     { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
    |                                         ^^^^^^^^^
    = Place panels side by side within 24 columns: Grafana pushes what overlaps to where nobody expects it.

dashboards/broken.json:7:41 error panel-unit: broken, panel "Healthy": has no unit
  7 |     { "id": 1, "type": "stat", "title": "Healthy", "gridPos": { "x": 6, "y": 0, "w": 12, "h": 8 }, "datasource": { "type": "prometheus", "uid": "${datasource}" },
    |                                         ^^^^^^^^^
    = Set a unit that Grafana knows; `none` for a bare number.

dashboards/text.json:1:1 error file-unreadable: the file is not JSON: Expected property name or '}' in JSON at position 2 (line 1 column 3)
    = Export the dashboard from Grafana as classic JSON.

17 errors
== exit 1

== lint dashboards/broken.json --format github
::error file=dashboards/broken.json,line=1,col=1,endColumn=2,title=data-source-variable::broken: has no data source variable `datasource`. Declare one data source variable named `datasource`, the name that links between dashboards pass on.
::error file=dashboards/broken.json,line=1,col=1,endColumn=2,title=editable::broken: can be edited. Set `editable` to false: what people change by hand is lost at the next deployment.
::error file=dashboards/broken.json,line=1,col=1,endColumn=2,title=undefined-variable::broken: uses `$servce`, which is not defined. Declare the variable or correct its name: Grafana leaves what it does not know as it stands.
::error file=dashboards/broken.json,line=1,col=1,endColumn=2,title=undefined-variable::broken: uses `$datasource`, which is not defined. Declare the variable or correct its name: Grafana leaves what it does not know as it stands.
::error file=dashboards/broken.json,line=1,col=1,endColumn=2,title=variable-refresh::broken: the variable `service` is not refreshed when the time range changes. Refresh on time range change, or the list lacks what existed at the time of an incident.
::error file=dashboards/broken.json,line=5,col=47,endColumn=53,title=fixed-data-source::broken, panel "Rate": query A reads the data source `prometheus`. Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.
::error file=dashboards/broken.json,line=5,col=47,endColumn=53,title=panel-description::broken, panel "Rate": has no description. Say what a good and a bad value mean, and what to do about a bad one.
::error file=dashboards/broken.json,line=5,col=47,endColumn=53,title=panel-unit::broken, panel "Rate": has no unit. Set a unit that Grafana knows; `none` for a bare number.
::error file=dashboards/broken.json,line=5,col=47,endColumn=53,title=query-types::broken, panel "Rate": query A: `sum` cannot take a range vector. Give `rate` and its kin a range such as [$__rate_interval], and everything else an instant vector.
::error file=dashboards/broken.json,line=7,col=41,endColumn=50,title=fixed-data-source::broken, panel "Healthy": query A reads the data source `${datasource}`. Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.
::error file=dashboards/broken.json,line=7,col=41,endColumn=50,title=masked-no-data::broken, panel "Healthy": query A shows `vector(1)` where there is no data. Let missing data be missing, or take the 0 from a series that exists only while there is something to measure.
::error file=dashboards/broken.json,line=7,col=41,endColumn=50,title=no-data-colour::broken, panel "Healthy": shows missing data in a healthy colour. Start the thresholds with a neutral colour: Grafana gives the lowest one to missing data.
::error file=dashboards/broken.json,line=7,col=41,endColumn=50,title=panel-description::broken, panel "Healthy": has no description. Say what a good and a bad value mean, and what to do about a bad one.
::error file=dashboards/broken.json,line=7,col=41,endColumn=50,title=panel-id::broken, panel "Healthy": shares the id 1 with another panel. Give each panel an id of its own that stays: links to a panel, images and alerts hold it.
::error file=dashboards/broken.json,line=7,col=41,endColumn=50,title=panel-overlap::broken, panel "Healthy": overlaps `Rate`. Place panels side by side within 24 columns: Grafana pushes what overlaps to where nobody expects it.
::error file=dashboards/broken.json,line=7,col=41,endColumn=50,title=panel-unit::broken, panel "Healthy": has no unit. Set a unit that Grafana knows; `none` for a bare number.
== exit 1

== lint dashboards/text.json missing.json
dashboards/text.json:1:1 error file-unreadable: the file is not JSON: Expected property name or '}' in JSON at position 2 (line 1 column 3)
    = Export the dashboard from Grafana as classic JSON.

missing.json:1:1 error file-unreadable: there is no such file
    = Check the path.

2 errors
== exit 1
