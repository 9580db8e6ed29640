import { rulesOf } from "./finding.ts";

/** What can be wrong with any file that is read, whoever reads it. */
export const FILE_RULES = rulesOf({
  "file-too-large": {
    severity: "error",
    meaning: "A file is larger than 5 MB; a definition file holds the promises of one service.",
  },
  "file-unreadable": {
    severity: "error",
    meaning: "A file or folder that was named cannot be read, or holds no definitions.",
  },
  "invalid-key": { severity: "error", meaning: "A key is missing, unknown, or stands beside a key it excludes." },
  "invalid-value": { severity: "error", meaning: "A value has the wrong type or form." },
  "yaml-alias": {
    severity: "error",
    meaning: "Definitions take no YAML anchors and aliases; `defaults` holds what SLOs share.",
  },
  "yaml-multiple-documents": {
    severity: "error",
    meaning: "A file holds more than one YAML document; one file describes one service.",
  },
  "yaml-syntax": { severity: "error", meaning: "The file is not valid YAML." },
});
