package com.gorgiassmartrr;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The lines that a class, or the whole server, logs on any thread until this is closed. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final @Nullable Level level;

  private LogLines(Logger logger) {
    this.logger = logger;
    this.level = logger.getLevel();
  }

  /** Listens to a class from now on. */
  public static LogLines of(Class<?> logging) {
    return of(logging.getName());
  }

  /** Listens from now on to what a class tells only those who look for a fault, too. */
  public static LogLines ofEverything(Class<?> logging) {
    LogLines lines = of(logging);
    lines.logger.setLevel(Level.DEBUG);
    return lines;
  }

  /** Listens to all classes of the server from now on. */
  public static LogLines ofServer() {
    return of(LogLines.class.getPackageName());
  }

  private static LogLines of(String logging) {
    LogLines lines = new LogLines((Logger) LoggerFactory.getLogger(logging));
    lines.start();
    lines.logger.addAppender(lines);
    return lines;
  }

  /** What a test does while somebody listens. */
  public interface Work {
    void run() throws Exception;
  }

  /** The lines that a class logs while something is done. */
  public static List<String> during(Class<?> logging, Work work) throws Exception {
    try (LogLines log = of(logging)) {
      work.run();
      return log.all();
    }
  }

  /** The messages so far, in their order. */
  public List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(level);
  }
}
