import { RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { type PanelOptions, panelId, place } from "./panel.ts";

/** A heading over the panels that follow it. */
export function row(key: string, title: string): RowBuilder {
  return new RowBuilder(title).id(panelId(key));
}

/** Markdown, in which variables are filled in. */
export function text(options: PanelOptions & { readonly markdown: string }): PanelBuilder {
  return place(new PanelBuilder(), options).mode(TextMode.Markdown).content(options.markdown);
}
