import { synthesized } from "../../../support";
import { given } from "./api-fixture";

// Facts: http-api-cors, API Gateway developer guide.

describe("CORS", () => {
  test("allows the methods that the routes have", () => {
    const { stack, api, answer } = given({ cors: { origins: ["https://app.example.com"] } });
    api.route("POST /a", answer, { access: "public" });
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /b", answer, { access: "public" });
    synthesized(stack).only("aws_apigatewayv2_api", {
      cors_configuration: {
        allow_origins: ["https://app.example.com"],
        allow_methods: ["GET", "POST"],
        allow_headers: ["authorization", "content-type"],
        allow_credentials: false,
        max_age: 3600,
        expose_headers: undefined,
      },
    });
  });

  test("allows every method by name where a route takes any", () => {
    const { stack, api, answer } = given({ cors: { origins: ["*"] } });
    api.route("ANY /a", answer, { access: "public" });
    synthesized(stack).only("aws_apigatewayv2_api", {
      cors_configuration: { allow_methods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] },
    });
  });

  test("is what was asked for", () => {
    const cors = {
      origins: ["https://app.example.com"],
      methods: ["GET"] as const,
      headers: ["x-a"],
      exposeHeaders: ["x-b"],
      credentials: true,
      maxAgeSeconds: 5,
    };
    synthesized(given({ cors }).stack).only("aws_apigatewayv2_api", {
      cors_configuration: {
        allow_methods: ["GET"],
        allow_headers: ["x-a"],
        expose_headers: ["x-b"],
        allow_credentials: true,
        max_age: 5,
      },
    });
  });
});
