package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.connect.Step.Status;
import java.util.List;

/** What came of connecting, checking or disconnecting: the steps in their order. */
public record Report(List<Step> steps) {

  public Report {
    steps = List.copyOf(steps);
  }

  /** Whether nothing is wrong. */
  public boolean isRight() {
    return steps.stream().noneMatch(step -> step.status() == Status.WRONG);
  }

  /** Whether something was changed. */
  public boolean hasChanged() {
    return steps.stream().anyMatch(step -> step.status() == Status.DONE);
  }
}
