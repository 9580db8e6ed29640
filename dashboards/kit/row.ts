import { RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { panelId } from "./panel-id.ts";

/** A heading over the panels that follow it. */
export function row(key: string, title: string): RowBuilder {
  return new RowBuilder(title).id(panelId(key));
}
