import * as z from "zod/mini";

/** Name of a channel. A channel exists as long as it has a member. */
export const Channel = z.string().check(z.regex(/^[a-z0-9-]{1,30}$/));

/** User who is in a channel. Names are not unique, so only the ID identifies a member. */
export const Member = z.strictObject({ memberId: z.string(), name: z.string() });
export type Member = z.infer<typeof Member>;

export const InChannel = z.strictObject({ channel: Channel });
export const MemberInChannel = z.strictObject({ channel: Channel, member: Member });
export type MemberInChannel = z.infer<typeof MemberInChannel>;

/** Text that a member has posted in a channel. */
export const Post = z.strictObject({
  postId: z.uuid(),
  channel: Channel,
  member: Member,
  text: z.string(),
  postedAt: z.iso.datetime(),
});
export type Post = z.infer<typeof Post>;
