/** A JSON value, the only thing that crosses process borders besides typed shapes made of it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
