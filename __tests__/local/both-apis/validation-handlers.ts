import { byHeader, route } from "gatewright/contract";
import { handle, handleAll } from "gatewright/runtime";
import * as z from "zod";

const access = "public";

const Address = z.object({ street: z.string().min(3), zip: z.string().regex(/^\d{5}$/) });

const Tree = z.object({
  name: z.string().trim().max(3),
  get children() {
    return z.array(Tree).optional();
  },
});

const Booking = z.strictObject({
  name: z.string().min(1).max(5),
  email: z.email(),
  seats: z.int().positive().max(10),
  price: z.number().multipleOf(0.01).optional(),
  kind: z.enum(["day", "night"]).default("day"),
  tags: z.array(z.string()).max(2).optional(),
  pair: z.tuple([z.string(), z.number()]).optional(),
  address: Address.nullable().optional(),
  site: z.url().optional(),
  labels: z.record(z.enum(["a", "b"]), z.number()).optional(),
  payment: z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("card"), number: z.string().min(4) }),
      z.object({ type: z.literal("cash") }),
    ])
    .optional(),
});

const contracts = {
  book: route("POST /bookings", { access, body: Booking }),
  plant: route("POST /trees", { access, body: Tree }),
  list: route("GET /bookings/{id}", {
    access,
    params: z.object({ id: z.uuid() }),
    query: z.object({ limit: z.int(), text: z.string(), kind: z.enum(["a", "b"]).optional() }),
    headers: z.object({ "x-id": z.uuid() }),
  }),
};
const versions = { book: route("PUT /bookings", { access, body: Address }) };
const v1 = byHeader("x-version", "1", versions).book;
const v2 = byHeader("x-version", "2", { book: route("PUT /bookings", { access, body: Tree }) }).book;

/** Routes of both APIs. */
export const routes = [...Object.values(contracts), v1, v2];

const ok = () => ({ status: 200, body: {} });

export const handler = handleAll(
  handle(contracts.book, ok),
  handle(contracts.plant, ok),
  handle(contracts.list, ok),
  handle(v1, ok),
  handle(v2, ok),
);
