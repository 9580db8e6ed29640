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
});
