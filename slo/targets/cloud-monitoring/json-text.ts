/** JSON as people read it and \`diff\` likes it. Keys keep the order in which a resource was made. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
