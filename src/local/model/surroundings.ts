/** What a stack's values depend on beside the stack. */
export interface Surroundings {
  /** `products-dev`: what made-up ids are made of. */
  readonly stackName: string;
  /** Where Terraform runs. */
  readonly folder: string;
  readonly region: string;
  /** Where an API is served: `http://localhost:3000`. */
  readonly endpointOf: (apiAddress: string) => string;
}
