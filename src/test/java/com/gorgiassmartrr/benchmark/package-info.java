/**
 * The benchmark: what a look-up costs beside a server that does nothing, what it adds to Smartrr's
 * own time, and what is left when Smartrr hangs; what a press costs beside the durable commits that
 * it needs, and a note beside Gorgias's limit. {@code mvn -q -Pbenchmark verify} runs it.
 */
@NullMarked
package com.gorgiassmartrr.benchmark;

import org.jspecify.annotations.NullMarked;
