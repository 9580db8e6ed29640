import { SettingsError } from "../foundation/settings/read-settings.ts";
import { withSecrets } from "../foundation/settings/secrets.ts";
import { startService } from "./service.ts";
import { readServiceSettings } from "./settings.ts";

try {
  const service = await startService(readServiceSettings(withSecrets(process.env)));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      service.close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(`The service's settings are environment variables, and these are not right:\n${error.message}`);
  process.exitCode = 2;
}
