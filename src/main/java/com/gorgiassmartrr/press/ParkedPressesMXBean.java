package com.gorgiassmartrr.press;

/** The parked presses, as operators see them by JMX. */
public interface ParkedPressesMXBean {
  /** How many presses are parked. */
  int getCount();

  /** All parked presses, as a JSON list. */
  String list();

  /**
   * Has the parked press with this reference tried again, and tells in a sentence what came of the
   * request.
   */
  String replay(String reference);

  /**
   * Dismisses the parked press with this reference, and tells in a sentence what came of the
   * request.
   */
  String dismiss(String reference);
}
