import { route } from "#contract";

export const getHealth = route("GET /health", { summary: "Whether the API answers", access: "public" });
