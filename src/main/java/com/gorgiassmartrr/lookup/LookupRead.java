package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.lookup.SubscriberCache.Known;
import org.jspecify.annotations.Nullable;

/**
 * How a read ended.
 *
 * @param known the data that was read; null where the read failed
 * @param failure why the read failed; null where it didn't
 */
record LookupRead(@Nullable Known known, @Nullable Throwable failure) {}
