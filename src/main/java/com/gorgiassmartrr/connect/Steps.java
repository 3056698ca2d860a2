package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The steps so far; each is told as it comes. */
final class Steps {
  private final List<Step> steps = new ArrayList<>();
  private final Consumer<Step> progress;

  Steps(Consumer<Step> progress) {
    this.progress = progress;
  }

  /** Tells a step, unless the same was told before: two calls may fail for one reason. */
  void add(Step step) {
    if (step.status() != Status.BEGUN) {
      if (steps.contains(step)) {
        return;
      }
      steps.add(step);
    }
    progress.accept(step);
  }

  void begin(Part part, String sentence) {
    add(new Step(part, Status.BEGUN, sentence));
  }

  void done(Part part, String sentence) {
    add(new Step(part, Status.DONE, sentence));
  }

  void right(Part part, String sentence) {
    add(new Step(part, Status.RIGHT, sentence));
  }

  void warn(Part part, String sentence) {
    add(new Step(part, Status.WARNING, sentence));
  }

  void wrong(Part part, String sentence) {
    add(new Step(part, Status.WRONG, sentence));
  }

  boolean isWrong() {
    return steps.stream().anyMatch(step -> step.status() == Status.WRONG);
  }

  boolean isWrong(Part part) {
    return steps.stream().anyMatch(step -> step.status() == Status.WRONG && step.part() == part);
  }

  Report report() {
    return new Report(steps);
  }
}
