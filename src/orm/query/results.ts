/** Thrown while SQL is made for a condition that no row can meet. Never leaves the ORM. */
export class EmptyResult extends Error {}

/** Thrown while SQL is made for a condition that every row meets. Never leaves the ORM. */
export class FullResult extends Error {}
