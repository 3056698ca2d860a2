package com.gorgiassmartrr.reload;

import com.gorgiassmartrr.route.RouteFiles;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the route files say, once that has changed and has settled.
 *
 * <p>It looks at the files again and again. The operating system's events leave out links that are
 * turned to another folder, and come while a file is half written. A change has settled when two
 * looks, one after the other, see the same.
 */
final class RouteFilesWatch {
  /** Some editors empty a file before they write it. */
  private static final Duration EMPTY_IS_BEING_WRITTEN = Duration.ofSeconds(2);

  private final Supplier<SortedMap<String, String>> files;
  private final LongSupplier nanos;
  private final Map<String, Long> emptySince = new HashMap<>();
  private Look latest;
  private Look told;

  /**
   * What was seen.
   *
   * @param texts what each file says, by where it is
   * @param problem why they can't be read; empty where they can
   */
  record Look(SortedMap<String, String> texts, String problem) {
    Look {
      texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }
  }

  /**
   * Watches the files that the settings name.
   *
   * @param inForce what they said when they were loaded
   */
  RouteFilesWatch(CamelContext context, Settings settings, SortedMap<String, String> inForce) {
    this(texts(context, settings), inForce, System::nanoTime);
  }

  RouteFilesWatch(
      Supplier<SortedMap<String, String>> files,
      SortedMap<String, String> inForce,
      LongSupplier nanos) {
    this.files = files;
    this.nanos = nanos;
    this.told = new Look(inForce, "");
    this.latest = told;
  }

  private static Supplier<SortedMap<String, String>> texts(
      CamelContext context, Settings settings) {
    RouteFiles files = new RouteFiles();
    return () -> files.texts(context, settings);
  }

  /** What the files say; null unless that has changed since it was told, and has settled. */
  @Nullable Look look() {
    Look now = now();
    boolean isSettled = now.equals(latest) && !isBeingWritten(now);
    latest = now;
    if (!isSettled || now.equals(told)) {
      return null;
    }
    told = now;
    return now;
  }

  private Look now() {
    try {
      return new Look(files.get(), "");
    } catch (SettingException e) {
      return new Look(new TreeMap<>(), String.valueOf(e.getMessage()));
    }
  }

  private boolean isBeingWritten(Look look) {
    long at = nanos.getAsLong();
    emptySince.keySet().removeIf(file -> !isEmpty(look.texts().get(file)));
    boolean isBeingWritten = false;
    for (Map.Entry<String, String> file : look.texts().entrySet()) {
      if (isEmpty(file.getValue())) {
        long since = emptySince.computeIfAbsent(file.getKey(), first -> at);
        isBeingWritten |= at - since < EMPTY_IS_BEING_WRITTEN.toNanos();
      }
    }
    return isBeingWritten;
  }

  private static boolean isEmpty(@Nullable String text) {
    return text != null && text.isEmpty();
  }
}
