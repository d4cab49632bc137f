import { renderTemplate } from "gatewright/testing";
import { BODY, VELOCITY_CASES } from "./velocity-cases";

/**
 * The outputs of these templates were compared with the output of Velocity 1.7 with json-smart, in which every missing
 * value was `""`.
 */
describe.each(Object.entries(VELOCITY_CASES))("templates with %s", (_, cases) => {
  test.each(cases)("the template %j renders %j, because %s", (template, output) => {
    expect(renderTemplate(template, { body: BODY }).output).toBe(output);
  });
});

test("at least a hundred templates are compared with Velocity", () => {
  expect(Object.values(VELOCITY_CASES).flat().length).toBeGreaterThanOrEqual(100);
});
