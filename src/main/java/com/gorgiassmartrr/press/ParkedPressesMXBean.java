package com.gorgiassmartrr.press;

/** What operators see of parked presses by JMX. */
public interface ParkedPressesMXBean {
  /** How many there are. */
  int getCount();

  /** All of them, as a JSON list. */
  String list();

  /** Has a parked press tried again, by its reference; says what came of the request. */
  String replay(String reference);

  /** Leaves a parked press as it is for good, by its reference; says what came of the request. */
  String dismiss(String reference);
}
