import { PanelBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { type PanelOptions, place } from "./panel.ts";

/** Markdown, in which variables are filled in. */
export function text(options: PanelOptions & { readonly markdown: string }): PanelBuilder {
  return place(new PanelBuilder(), options).mode(TextMode.Markdown).content(options.markdown);
}
