import Type from "typebox";
import { reportsOf, WrittenAlert } from "./alertmanager.ts";
import { bodyCheck } from "./check-body.ts";
import { MalformedNotification, type Notification } from "./notification.ts";

const Body = Type.Object({
  version: Type.String(),
  truncatedAlerts: Type.Optional(Type.Integer({ minimum: 0 })),
  alerts: Type.Array(
    Type.Intersect([
      WrittenAlert,
      Type.Object({ dashboardURL: Type.Optional(Type.String()), panelURL: Type.Optional(Type.String()) }),
    ]),
  ),
});
const check = bodyCheck(Body);

/** Reads a webhook of Grafana's alerting, version 1. Throws MalformedNotification. */
export function readGrafana(body: unknown): Notification {
  const { version, truncatedAlerts = 0, alerts } = check(body);
  if (version !== "1") throw new MalformedNotification(`/version is ${JSON.stringify(version.slice(0, 20))}, not "1"`);
  const linked = alerts.map(({ dashboardURL, panelURL, annotations = {}, ...alert }) => {
    const dashboard = panelURL || dashboardURL;
    return { ...alert, annotations: dashboard ? { dashboard_url: dashboard, ...annotations } : annotations };
  });
  return { source: "grafana", reports: reportsOf(linked), truncated: truncatedAlerts };
}
