import { PyTimedelta } from "../../../python/datetime";

/** A duration as Python writes it (`str(timedelta)`), which is what Django's own function gives. */
export function durationText(micros: bigint): string {
  return new PyTimedelta(micros).toString();
}
