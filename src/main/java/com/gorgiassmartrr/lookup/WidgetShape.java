package com.gorgiassmartrr.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.file.TextFile;
import com.gorgiassmartrr.file.UnreadableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shapes a subscriber's data into widget data, by {@code widget.jslt}. Nothing that this file
 * doesn't name leaves the server.
 *
 * <p>The file may be saved while the server runs. A version that can't be read, or that fails on
 * the subscriber who was shaped last, is refused, and the last good one stays in force. Where a
 * version that is in force fails on somebody, the one before it is used for them.
 */
public final class WidgetShape implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(WidgetShape.class);
  private static final int LARGEST_FILE = 1024 * 1024;
  private static final int MOST_EARLIER = 3;
  private static final Duration LONGEST_TRIAL = Duration.ofSeconds(3);
  private static final Duration LONGEST_RUN = Duration.ofSeconds(3);
  private static final int MOST_ENDLESS_TRIALS = 3;

  /** How long a failure on somebody's data is remembered when it doesn't happen again. */
  private static final Duration FAILURE_SHOWN = Duration.ofMinutes(15);

  /** Between two reads that must agree, so that nothing is taken that is still being written. */
  private static final Duration SETTLE = Duration.ofMillis(30);

  private static final int MOST_SETTLING = 10;

  private final Path file;
  private final InstantSource clock;
  private final Runnable onChange;

  /** The trials that didn't end in time; as soon as one does, another one may begin. */
  private final List<Thread> endlessTrials = new ArrayList<>();

  private final Deque<ShapeVersion> earlier = new ArrayDeque<>();
  private final Map<Thread, Run> running = new ConcurrentHashMap<>();
  private volatile ShapeVersion inForce;
  private volatile @Nullable JsonNode lastInput;

  /** The text that was refused last. It isn't tried again as long as it stands in the file. */
  private @Nullable String refusedText;

  /** The mistake in the file as it is now. */
  private volatile @Nullable String mistake;

  private volatile @Nullable Failure failure;

  /** A version at work on somebody's data. */
  private record Run(ShapeVersion version, long beganNanos) {}

  /** A failure of the version in force on somebody's data. */
  private record Failure(ShapeVersion version, String message, Instant lastAt) {}

  /**
   * A shape that is read from a file.
   *
   * @param onChange runs after a good new version is in force
   * @throws IllegalArgumentException when the file can't be read or has a mistake
   */
  public WidgetShape(Path file, InstantSource clock, Runnable onChange) {
    this.file = file;
    this.clock = clock;
    this.onChange = onChange;
    try {
      inForce = ShapeVersion.compile(file.toString(), read());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": " + inWords(e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void process(Exchange exchange) {
    JsonNode input = exchange.getMessage().getBody(JsonNode.class);
    lastInput = input;
    exchange.getMessage().setBody(shaped(input));
  }

  private ObjectNode shaped(JsonNode input) {
    ShapeVersion version = inForce;
    try {
      return run(version, input);
    } catch (IllegalStateException e) {
      remember(version, String.valueOf(e.getMessage()));
      for (ShapeVersion before : earlierOnes()) {
        try {
          ObjectNode shaped = run(before, input);
          return shaped.put("notice", withNotice(shaped));
        } catch (IllegalStateException alsoThere) {
          LOG.debug("{}: an earlier version fails on the same data, too", file);
        }
      }
      throw new ShapeException(String.valueOf(e.getMessage()), e);
    }
  }

  private ObjectNode run(ShapeVersion version, JsonNode input) {
    running.put(Thread.currentThread(), new Run(version, System.nanoTime()));
    try {
      return version.shape(input);
    } finally {
      running.remove(Thread.currentThread());
    }
  }

  private static String withNotice(ObjectNode shaped) {
    String notice = shaped.path("notice").asText("");
    return notice.isEmpty() ? LookupAnswer.SHAPE_FAILED : LookupAnswer.SHAPE_FAILED + " " + notice;
  }

  private ShapeVersion[] earlierOnes() {
    synchronized (earlier) {
      return earlier.toArray(ShapeVersion[]::new);
    }
  }

  /** Logs a failure once for each version, because many lookups may meet it. */
  private void remember(ShapeVersion version, String message) {
    Failure before = failure;
    failure = new Failure(version, message, clock.instant());
    if (before == null || before.version() != version || !before.message().equals(message)) {
      LOG.error("{}: the version in force fails on the data of a subscriber: {}", file, message);
    }
  }

  /**
   * Takes up a newly saved version, if it is a good one. It never throws, so that the next look
   * follows.
   */
  public synchronized void reload() {
    try {
      withdrawEndless();
      look();
    } catch (Throwable e) {
      refuse("it can't be tried: " + e.getClass().getName());
    }
  }

  /**
   * Puts a version out of force that doesn't end on somebody's data, before it takes more threads.
   */
  private void withdrawEndless() {
    for (Run run : running.values()) {
      if (System.nanoTime() - run.beganNanos() > LONGEST_RUN.toNanos()) {
        remember(run.version(), "it takes longer than " + LONGEST_RUN.toSeconds() + " s");
        withdraw(run.version());
      }
    }
  }

  private void withdraw(ShapeVersion version) {
    synchronized (earlier) {
      earlier.remove(version);
      ShapeVersion before = version == inForce ? earlier.pollFirst() : null;
      if (before == null) {
        return;
      }
      inForce = before;
    }
    refusedText = version.text();
    refuse("it takes longer than " + LONGEST_RUN.toSeconds() + " s on the data of a subscriber");
    onChange.run();
  }

  private void look() {
    String textInForce = inForce.text();
    String text;
    try {
      text = read();
      if (!text.equals(textInForce) && !text.equals(refusedText)) {
        text = settled(text);
      }
    } catch (IOException e) {
      refusedText = null;
      refuse(inWords(e));
      return;
    }
    if (text.equals(textInForce)) {
      refusedText = null;
      if (mistake != null) {
        mistake = null;
        LOG.info("{}: the version in force stands there again", file);
      }
    } else if (!text.equals(refusedText)) {
      take(text);
    }
  }

  /** An editor may write a file in several goes. */
  private String settled(String text) throws IOException {
    String before = text;
    for (int i = 0; i < MOST_SETTLING; i++) {
      try {
        Thread.sleep(SETTLE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return before;
      }
      String now = read();
      if (now.equals(before)) {
        return now;
      }
      before = now;
    }
    return before;
  }

  private void take(String text) {
    endlessTrials.removeIf(trial -> !trial.isAlive());
    if (endlessTrials.size() >= MOST_ENDLESS_TRIALS) {
      refuse(
          "it isn't tried, because earlier versions are still at their trial; restart the server");
      return;
    }
    ShapeVersion candidate;
    try {
      candidate = tried(text);
    } catch (IllegalArgumentException | IllegalStateException e) {
      refusedText = text;
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    synchronized (earlier) {
      earlier.addFirst(inForce);
      if (earlier.size() > MOST_EARLIER) {
        earlier.removeLast();
      }
    }
    inForce = candidate;
    refusedText = null;
    mistake = null;
    failure = null;
    LOG.info("{}: the new version is in force", file);
    onChange.run();
  }

  /** Logs a mistake once, and again only when the mistake is another one. */
  private void refuse(String why) {
    String now = file + ": " + why;
    if (!now.equals(mistake)) {
      mistake = now;
      LOG.error("{}: the last good version stays in force: {}", file, why);
    }
  }

  /**
   * Compiles a version and tries it on the subscriber who was shaped last, on a thread of its own:
   * a regular expression may take for ever, and nothing interrupts it.
   */
  private ShapeVersion tried(String text) {
    JsonNode input = lastInput;
    FutureTask<ShapeVersion> trial =
        new FutureTask<>(
            () -> {
              ShapeVersion version = ShapeVersion.compile(file.toString(), text);
              if (input != null) {
                version.shape(input);
              }
              return version;
            });
    Thread thread = new Thread(trial, "shape-trial");
    thread.setDaemon(true);
    thread.start();
    try {
      return trial.get(LONGEST_TRIAL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      endlessTrials.add(thread);
      throw new IllegalStateException(
          "its trial takes longer than " + LONGEST_TRIAL.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("its trial was interrupted", e);
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    }
  }

  private static RuntimeException refusal(@Nullable Throwable cause) {
    if (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException) {
      return (RuntimeException) cause;
    }
    return new IllegalStateException(
        "it fails with " + (cause == null ? "nothing" : cause.getClass().getSimpleName()), cause);
  }

  /**
   * The mistake in the version that was saved last, or the failure of the version in force; null
   * when there is neither.
   */
  public @Nullable String problem() {
    String wrong = mistake;
    if (wrong != null) {
      return wrong;
    }
    Failure failed = failure;
    if (failed == null || clock.instant().isAfter(failed.lastAt().plus(FAILURE_SHOWN))) {
      return null;
    }
    return file + ": it fails on the data of a subscriber: " + failed.message();
  }

  private String read() throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > LARGEST_FILE) {
      throw new IOException("it is larger than " + LARGEST_FILE + " bytes");
    }
    return TextFile.read(file);
  }

  private static String inWords(IOException e) {
    if (e instanceof UnreadableFile unreadable) {
      String line = unreadable.line() > 0 ? "line " + unreadable.line() + ": " : "";
      return line + unreadable.sentence();
    }
    return String.valueOf(e.getMessage());
  }
}
