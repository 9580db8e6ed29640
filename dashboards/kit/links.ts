import { DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";

/** A link from a value in a panel. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
}

export function dataLink({ title, url }: DataLink): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(url);
}

/** A link in the head of a dashboard to another of ours, which keeps the time range and the data source. */
export function dashboardLink(title: string, uid: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(`/d/${uid}?var-datasource=\${datasource}`)
    .icon("dashboard")
    .keepTime(true);
}

/** A link in the head of a dashboard to a page outside Grafana. */
export function pageLink(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).icon("external link").targetBlank(true);
}
