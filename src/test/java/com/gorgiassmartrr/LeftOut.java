package com.gorgiassmartrr;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says in one line, when all tests have run, which ones were left out and what they lack. */
public final class LeftOut implements TestExecutionListener {
  private final Map<String, Set<String>> classes = new TreeMap<>();

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      note(test, result.getThrowable().map(Throwable::getMessage).orElse(""));
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    note(test, reason);
  }

  private synchronized void note(TestIdentifier test, String reason) {
    String name =
        test.getSource()
            .map(
                source ->
                    source instanceof ClassSource whole
                        ? whole.getClassName()
                        : source instanceof MethodSource method ? method.getClassName() : null)
            .orElseGet(test::getDisplayName);
    classes
        .computeIfAbsent(
            String.valueOf(reason).replaceFirst("^Assumption failed: ", ""),
            absent -> new TreeSet<>())
        .add(name.substring(name.lastIndexOf('.') + 1));
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan plan) {
    if (!classes.isEmpty()) {
      System.out.println(
          "LEFT OUT: "
              + classes.entrySet().stream()
                  .map(left -> String.join(", ", left.getValue()) + " (" + left.getKey() + ")")
                  .collect(Collectors.joining("; ")));
    }
  }
}
