/** A link that was created for the run, and where it leads. */
export interface FollowedLink {
  readonly name: string;
  readonly url: string;
}
