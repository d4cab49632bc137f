export { type Assertions, assertions, type Shape, StackAssertionError } from "./assertions";
