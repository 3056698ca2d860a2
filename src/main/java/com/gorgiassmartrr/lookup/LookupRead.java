package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.lookup.SubscriberCache.Known;
import org.jspecify.annotations.Nullable;

/**
 * How a read ended.
 *
 * @param known what was read; null where there is nothing
 * @param failure why not; null where there is
 */
record LookupRead(@Nullable Known known, @Nullable Throwable failure) {}
