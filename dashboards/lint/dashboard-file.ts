import { finding, type Place, type Read, wholeFile } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import { YamlSource } from "../../foundation/findings/yaml-source.ts";
import { type Dashboard, type Panel, readDashboard } from "./dashboard.ts";

/** A dashboard, and where its panels stand in its file. */
export interface DashboardFile {
  readonly dashboard: Dashboard;
  /** The place of a panel, or of the whole dashboard. */
  readonly placeOf: (panel: Panel | undefined) => Place;
}

/** Reads the text of a file with a dashboard in classic JSON. */
export function readDashboardFile(path: string, text: string): Read<DashboardFile> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const wrong = `the file is not JSON: ${error instanceof Error ? error.message : "it does not parse"}`;
    const advice = "Export the dashboard from Grafana as classic JSON.";
    return { findings: [finding(FILE_RULES["file-unreadable"], wholeFile(path), wrong, advice)] };
  }
  let source: YamlSource | undefined;
  const placeOf = (panel: Panel | undefined): Place => {
    // JSON is YAML, of which we know where each part stands; it is parsed again only when there is something to point at.
    source ??= YamlSource.parse(path, text).value;
    if (source === undefined || panel === undefined) return wholeFile(path);
    const at = source.at(...panel.path);
    return (at.at("title").isThere ? at.at("title") : at).place;
  };
  return { value: { dashboard: readDashboard(json), placeOf }, findings: [] };
}
