import Type from "typebox";

/** What a driver's phone says. `seq` counts from 1 for each driver; what is not news is not passed on. */
export const PositionMessage = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    // Taiwan with its islands.
    lat: Type.Number({ minimum: 20, maximum: 27 }),
    lng: Type.Number({ minimum: 117, maximum: 124 }),
  },
  { additionalProperties: false },
);

/** What a customer's page says: the delivery whose lorry it wants to see. A later one takes the place of the earlier. */
export const WatchMessage = Type.Object(
  { watch: Type.String({ minLength: 1, maxLength: 100, description: "The id of a delivery on its way" }) },
  { additionalProperties: false },
);

/** What is told to dispatchers of every lorry, and to a customer of the one that is watched. */
export const PassedOnPosition = Type.Object({
  driver: Type.String(),
  seq: Type.Integer({ minimum: 1 }),
  lat: Type.Number(),
  lng: Type.Number(),
});

/** What is told to a customer instead when there is no lorry to watch. */
export const WatchRefused = Type.Object({ error: Type.String() });

/** What is told to a customer when the delivery is closed or another lorry takes it over. */
export const WatchEnded = Type.Object({ ended: Type.String({ description: "The id of the delivery" }) });
