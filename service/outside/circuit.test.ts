import { describe, expect, it } from "vitest";
import { Circuit, CircuitOpen, RefusedByParty } from "./circuit.ts";

const failing = (error: Error) => () => Promise.reject(error);

describe("a circuit", () => {
  it("opens after five failures in a row, and then does not ask", async () => {
    const circuit = new Circuit();
    for (let tries = 0; tries < 5; tries++) {
      expect(circuit.isOpen).toBe(false);
      await expect(circuit.run(failing(new Error("down")))).rejects.toThrow("down");
    }
    expect(circuit.isOpen).toBe(true);
    let asked = false;
    const asking = circuit.run(async () => {
      asked = true;
    });
    await expect(asking).rejects.toBeInstanceOf(CircuitOpen);
    expect(asked).toBe(false);
  });

  it("stays closed for a party that works and refuses one record after the other", async () => {
    const circuit = new Circuit();
    for (let tries = 0; tries < 20; tries++) {
      await expect(circuit.run(failing(new RefusedByParty("no")))).rejects.toBeInstanceOf(RefusedByParty);
    }
    expect(circuit.isOpen).toBe(false);
    expect(await circuit.run(async () => "yes")).toBe("yes");
  });

  it("counts anew after a success", async () => {
    const circuit = new Circuit();
    for (let round = 0; round < 3; round++) {
      for (let tries = 0; tries < 4; tries++) await expect(circuit.run(failing(new Error("down")))).rejects.toThrow();
      await circuit.run(async () => "yes");
    }
    expect(circuit.isOpen).toBe(false);
  });

  it("rests for 15 s of passing time, whatever the clock on the wall says, and then lets one call try", async () => {
    let elapsed = 1_000;
    const circuit = new Circuit(() => elapsed);
    for (let tries = 0; tries < 5; tries++)
      await expect(circuit.run(failing(new Error("down")))).rejects.toThrow("down");
    elapsed += 13_000;
    await expect(circuit.run(async () => "yes")).rejects.toMatchObject({ name: "CircuitOpen", restMs: 2_000 });
    elapsed += 1_999;
    await expect(circuit.run(async () => "yes")).rejects.toMatchObject({ name: "CircuitOpen", restMs: 1_000 });
    elapsed += 1;
    await expect(circuit.run(failing(new Error("still down")))).rejects.toThrow("still down");
    await expect(circuit.run(async () => "yes")).rejects.toBeInstanceOf(CircuitOpen);
    elapsed += 15_000;
    let answer: (value: string) => void = () => undefined;
    const probe = circuit.run(() => new Promise<string>((resolve) => (answer = resolve)));
    await expect(circuit.run(async () => "yes")).rejects.toBeInstanceOf(CircuitOpen);
    answer("back");
    expect([await probe, circuit.isOpen, await circuit.run(async () => "yes")]).toEqual(["back", false, "yes"]);
  });
});
