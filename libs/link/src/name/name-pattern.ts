/** What may follow the slash of a short link. */
export const NAME_PATTERN = /^[0-9A-Za-z_-]{3,64}$/;
