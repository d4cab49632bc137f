/** Invocations without a request to an API: the names of functions, and generated events. */
export { findFunction, type NamedFunction, unknownFunction } from "./find-function";
export { readPayload } from "./read-payload";
export { createSampleEvent, type SampleEventKind } from "./sample-event";
