package com.gorgiassmartrr.followup;

/** What operators see of follow-ups that were given up by JMX. */
public interface GivenUpFollowUpsMXBean {
  /** How many there are; 500 stands for 500 or more. */
  int getCount();

  /** The last 500 of them, as a JSON list. */
  String list();

  /** Has one tried again, by its press's reference and its name; says what came of the request. */
  String replay(String reference, String name);

  /** Leaves one undone for good, likewise. */
  String dismiss(String reference, String name);
}
