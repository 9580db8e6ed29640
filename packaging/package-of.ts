import { sep } from "node:path";

/** The package that a module's path lies in, and its folder. */
export function packageOf(path: string): { readonly name: string; readonly folder: string } | undefined {
  const parts = path.split(sep);
  const first = parts.lastIndexOf("node_modules") + 1;
  if (first === 0) return undefined;
  const end = first + (parts[first]?.startsWith("@") ? 2 : 1);
  return { name: parts.slice(first, end).join("/"), folder: parts.slice(0, end).join(sep) };
}
