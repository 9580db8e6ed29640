/** What each role runs: the programs' names, and where they begin. */
export const PROGRAMS = {
  compiler: { command: "cli/slo.ts" },
  service: { service: "service/start.ts", "add-user": "service/add-user.ts" },
  router: { router: "alerts/start.ts" },
} as const satisfies Record<string, Record<string, string>>;

export type Role = keyof typeof PROGRAMS;
export const ROLES: readonly Role[] = ["compiler", "service", "router"];
