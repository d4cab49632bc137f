import { route } from "gatewright/contract";

export const getHealth = route("GET /health", { summary: "Check that the API responds", access: "public" });
