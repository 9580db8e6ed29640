/** Addresses of the dashboards. Alerts and people's bookmarks hold them. */
export const SLO_FLEET_UID = "slo-fleet";
export const SLO_DETAIL_UID = "slo-detail";
