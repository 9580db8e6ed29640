import fc from "fast-check";
import { expect, it } from "vitest";
import { circles, graphOf } from "./circles.ts";

const NODE = fc.constantFrom(..."abcdefg");

it("circles are closed ways, one through each node that reaches itself", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ from: NODE, to: NODE }), { maxLength: 12 }), (edges) => {
      const graph = graphOf(edges);
      const found = circles(graph);
      for (const circle of found) {
        circle.forEach((node, index) => {
          expect(graph.get(node)?.has(circle[(index + 1) % circle.length] ?? "")).toBe(true);
        });
      }
      const onCircle = [..."abcdefg"].filter((node) => reach(node, edges).has(node));
      expect([...new Set(found.flat())].sort()).toEqual(onCircle);
    }),
  );
});

/** What can be reached from a node in one step or more, by trying every edge until nothing is new. */
function reach(start: string, edges: ReadonlyArray<{ readonly from: string; readonly to: string }>): Set<string> {
  const reached = new Set(edges.filter(({ from }) => from === start).map(({ to }) => to));
  for (const _ of edges) for (const { from, to } of edges) if (reached.has(from)) reached.add(to);
  return reached;
}
