/** How the two forms of Sloth write the same keys. */
export interface Keys {
  readonly plugins: string;
  readonly errorRatio: string;
  readonly error: string;
  readonly total: string;
  readonly page: string;
  readonly ticket: string;
}

export const FILE_KEYS: Keys = {
  plugins: "slo_plugins",
  errorRatio: "error_ratio_query",
  error: "error_query",
  total: "total_query",
  page: "page_alert",
  ticket: "ticket_alert",
};

export const RESOURCE_KEYS: Keys = {
  plugins: "sloPlugins",
  errorRatio: "errorRatioQuery",
  error: "errorQuery",
  total: "totalQuery",
  page: "pageAlert",
  ticket: "ticketAlert",
};
