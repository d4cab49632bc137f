/**
 * Returns the partner that sent a request: the app client that requested the token. An API key does not identify the
 * partner, because it is no authentication.
 */
export function partnerOf({ client_id }: Readonly<Record<string, string>>): string {
  if (client_id === undefined) throw new Error("the token has no claim client_id; expected an access token");
  return client_id;
}
