package com.gorgiassmartrr.lookup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;

/**
 * The things that lookups share.
 *
 * @param counts counts how lookups are answered
 * @param timeout how long a caller waits at most for Smartrr
 * @param timers fire the deadlines
 * @param workers go on with the route after a deadline
 */
public record LookupSettings(
    CamelContext context,
    SubscriberCache cache,
    LookupCounts counts,
    InstantSource clock,
    Duration timeout,
    ScheduledExecutorService timers,
    Executor workers) {}
