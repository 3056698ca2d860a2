package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.lookup.SubscriberCache.View;
import java.util.Map;
import org.apache.camel.Processor;

/** The steps in the routes of the two front doors for lookups. */
public final class Lookups {
  private Lookups() {}

  /** The steps, by the names by which routes know them. */
  public static Map<String, Processor> steps(LookupSettings settings) {
    return Map.of(
        "lookupWho",
        new LookupWho(View.WIDGET, "email"),
        "lookupOnce",
        new LookupOnce(View.WIDGET, "lookup-read", settings),
        "lookupAnswer",
        new LookupAnswer(View.WIDGET, settings.cache(), settings.counts()),
        "feedWho",
        new LookupWho(View.FEED, "filterLike[emailOrName]"),
        "feedOnce",
        new LookupOnce(View.FEED, "drop-in-read", settings),
        "feedAnswer",
        new LookupAnswer(View.FEED, settings.cache(), settings.counts()));
  }
}
