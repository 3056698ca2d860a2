package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.SettingException;
import org.jspecify.annotations.Nullable;

/**
 * Why a server or a command can't run, in a sentence with the way out, where the cause is known.
 */
final class StartFailure {
  private static final int MOST_CAUSES = 20;

  private StartFailure() {}

  /** The sentence; null where only the stack trace helps. */
  static @Nullable String sentence(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      String sentence = ofKnown(cause);
      if (sentence != null) {
        return sentence;
      }
      cause = cause.getCause();
    }
    return null;
  }

  private static @Nullable String ofKnown(Throwable cause) {
    if (cause instanceof SettingException) {
      return cause.getMessage();
    }
    if (cause instanceof OutOfMemoryError) {
      return "There isn't enough memory ("
          + cause.getMessage()
          + "): give the JVM more with -Xmx, which is "
          + Runtime.getRuntime().maxMemory() / (1024 * 1024)
          + "m now, and see how many threads and how much memory the system lets it have.";
    }
    if (cause instanceof StackOverflowError) {
      return "Something is nested too deep: look for it in the files that were changed last in"
          + " routes/, or give the JVM more with -Xss.";
    }
    if (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
      return null;
    }
    if (cause instanceof UnsatisfiedLinkError) {
      return "A native library can't be loaded ("
          + cause.getMessage()
          + "): give the JVM a folder that programs may run from, with -Djava.io.tmpdir=FOLDER.";
    }
    if (cause instanceof LinkageError) {
      return "A library is missing or of another version ("
          + cause
          + "): start gorgias-smartrr.jar as it was built, with its folder lib beside it.";
    }
    return null;
  }
}
