import type { Agenda } from "./agenda.ts";
import type { Alertmanager, PrometheusAlert } from "./alertmanager.ts";
import type { Dice } from "./dice.ts";
import type { Spell } from "./truth.ts";

/** `--rules.alert.resend-delay`. */
const RESEND_MS = 60_000;
/** An alert that is not sent again ends after so long: four times what is sent apart. */
const EXPIRES_MS = 240_000;
/** What has ended is told for so long: rules/alerting.go, resolvedRetention. */
const RETENTION_MS = 900_000;
/** Replicas evaluate the same rule at different moments. */
const SKEW_MS = 15_000;

/** One replica: it sees every spell a little later than it is, and tells every Alertmanager of it. */
export class Prometheus {
  readonly #agenda: Agenda;
  readonly #dice: Dice;
  readonly #alertmanagers: readonly Alertmanager[];
  readonly #known = new Map<string, PrometheusAlert>();
  readonly #skew: number;

  constructor(agenda: Agenda, dice: Dice, alertmanagers: readonly Alertmanager[]) {
    this.#agenda = agenda;
    this.#dice = dice;
    this.#alertmanagers = alertmanagers;
    this.#skew = dice.between(0, SKEW_MS);
  }

  watch({ identity, begins, ends, endsSilently }: Spell): void {
    const { fingerprint } = identity;
    const startsAt = begins + this.#skew;
    const endsAt = ends + this.#skew;
    this.#agenda.at(startsAt, () => this.#tell({ identity, startsAt, endsAt: Number.POSITIVE_INFINITY }));
    this.#agenda.at(endsAt, () => {
      if (endsSilently) {
        this.#tell({ identity, startsAt, endsAt: endsAt - this.#dice.between(0, RESEND_MS) + EXPIRES_MS });
        this.#known.delete(fingerprint);
      } else this.#tell({ identity, startsAt, endsAt });
    });
  }

  /** An Alertmanager that has started knows nothing: within a minute it hears what is sent again. */
  tellAnew(alertmanager: Alertmanager): void {
    for (const fingerprint of this.#known.keys())
      this.#agenda.in(this.#dice.between(0, RESEND_MS), () => {
        const alert = this.#known.get(fingerprint);
        if (alert !== undefined && this.#agenda.now < alert.endsAt + RETENTION_MS) alertmanager.put(alert);
      });
  }

  #tell(alert: PrometheusAlert): void {
    this.#known.set(alert.identity.fingerprint, alert);
    for (const alertmanager of this.#alertmanagers) alertmanager.put(alert);
  }
}
