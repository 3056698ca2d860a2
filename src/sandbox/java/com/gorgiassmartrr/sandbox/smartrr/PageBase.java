package com.gorgiassmartrr.sandbox.smartrr;

/**
 * The number of the first page.
 *
 * <p>FACT: {@code pageNumber=0} works as the first page, and live data could not tell the first two
 * of these apart.
 */
public enum PageBase {
  /** Pages count 0, 1, 2. */
  ZERO,
  /** Pages count 1, 2, 3, and 0 gives page 1 again. */
  ONE_AND_ZERO_IS_ONE,
  /** Pages count 1, 2, 3, and 0 is answered with 400. */
  ONE_AND_ZERO_IS_REFUSED
}
