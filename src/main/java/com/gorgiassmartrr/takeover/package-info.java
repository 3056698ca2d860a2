/** Versions of one route side by side: which one answers, and when one is no longer needed. */
@NullMarked
package com.gorgiassmartrr.takeover;

import org.jspecify.annotations.NullMarked;
