import { route } from "gatewright/contract";

export const hello = route("GET /hello/{name}", { summary: "Greet a person", access: "public" });
