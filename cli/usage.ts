import { TARGET_NAMES } from "../slo/compile.ts";

export const USAGE = `slo: service level objectives as code

  slo compile [PATH…] --out DIR   write rules, dashboards and policies; without PATH: slo/definitions
  slo check [PATH…]               read and check, write nothing
  slo show ID [PATH…]             the whole arithmetic of one SLO
  slo runbook [WORDS…]            the runbook of an alert or an SLO, or what is found for words; without: all of them
  slo lint [DASHBOARD…]           what is wrong with Grafana dashboards; without one: build/grafana/dashboards

PATH is a definition file, a folder of them, or - for standard input; DASHBOARD the same with JSON.

  --out DIR                where compile writes
  --target NAME            only this target; repeat for several: ${TARGET_NAMES.join(", ")}
  --check                  write nothing; fail when DIR is not what would be written
  --format FORMAT          text (default), json, or github (annotations on a pull request)
  --language LANGUAGE      of runbooks: en (default), zh-TW
  --config FILE            what all definitions share; slo/config.yaml by default
  --scrape-interval 15s    --window 30d    --console-url URL    --grafana-url URL
  --router-url URL         --cloud-project NAME                 each in place of the config's
  --help

Exit codes: 0 fine, 1 findings, 2 usage.
`;

/** The command line is wrong: said on standard error, exit code 2. */
export class UsageError extends Error {}
